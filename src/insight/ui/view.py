"""What one run of a page looks at: facts, selection, colours."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from insight.charts.style import Palette
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.ui.components import Note
from insight.ui.filters import as_of_words, selection
from insight.ui.loads import choices, facts, measured, store_state
from insight.ui.theme import palette
from insight.ui.words import period_words

Measure = TypeVar("Measure")


@dataclass(frozen=True)
class View:
    """The facts, the filters in force and the reader's theme."""

    facts: Facts
    selection: Selection
    palette: Palette
    version: int

    @property
    def choices(self) -> Choices:
        """The choices the numbers rest on."""
        return self.facts.choices

    @property
    def currency(self) -> str:
        """The reporting currency."""
        return self.facts.choices.currency

    def measure(self, function: Callable[..., Measure], **options: Any) -> Measure:
        """A metric of this view, computed once per data version and filters."""
        return measured(
            function, self.facts, self.selection, version=self.version, **options
        )

    def note(self, finding: str, *parts: str, limits: str) -> Note:
        """What is written around a figure: `parts` join the period, as_of and grace."""
        words = [period_words(self.selection), *parts, as_of_words(self.facts)]
        return Note(finding, " · ".join(words), limits, self.currency)


def current_view() -> View:
    """The view the filter bar describes in this run."""
    held = store_state()
    found = facts(held, choices())
    return View(found, selection(found), palette(), held.data_version)
