"""What one run of a page looks at: facts, selection, colours."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from insight.charts.style import Palette
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.ui.builds import Look
from insight.ui.components import Note
from insight.ui.filters import as_of_words, selection
from insight.ui.loads import look, made_once, measured
from insight.ui.theme import palette
from insight.ui.words import period_words

Measure = TypeVar("Measure")
Made = TypeVar("Made")


@dataclass(frozen=True)
class View:
    """The facts, the filters in force and the reader's theme."""

    look: Look
    selection: Selection
    palette: Palette

    @property
    def facts(self) -> Facts:
        """What every number is counted from."""
        return self.look.facts

    @property
    def choices(self) -> Choices:
        """The choices the numbers rest on."""
        return self.facts.choices

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.facts.choices.currency

    @property
    def everybody(self) -> Selection:
        """All customers over all the data, whatever the filter bar says."""
        return Selection(self.facts.first_month, self.facts.last_month)

    @property
    def is_filtered(self) -> bool:
        """Whether the filter bar leaves anything out."""
        return self.selection != self.everybody

    def of_everybody(self, function: Callable[..., Measure], **options: Any) -> Measure:
        """A metric of all customers over all the data: what verdicts are judged by."""
        return measured(function, self.look, self.everybody, **options)

    def measure(self, function: Callable[..., Measure], **options: Any) -> Measure:
        """A metric of this view, computed once per facts and filters."""
        return measured(function, self.look, self.selection, **options)

    def once(self, asked: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives of these facts and filters, and of `asked`, made once."""
        return made_once(self.look, (asked, self.selection), make)

    def note(self, finding: str, *parts: str, limits: str) -> Note:
        """What is written around a figure: `parts` join the period, as_of and grace."""
        words = [period_words(self.selection), *parts, as_of_words(self.facts)]
        return Note(finding, " · ".join(words), limits, self.currency)


def current_view() -> View:
    """The view the filter bar describes in this run."""
    shown = look()
    return View(shown, selection(shown.facts), palette())
