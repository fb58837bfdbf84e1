"""What one run of a page looks at: facts, selection, colours."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ParamSpec, TypeVar

from insight.cards.card import Card, Finished
from insight.charts.style import Palette
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.ui.builds import Look
from insight.ui.cards import draw_card
from insight.ui.components import empty_card
from insight.ui.filters import selection
from insight.ui.loads import look, made_once, measured
from insight.ui.theme import palette

Measure = TypeVar("Measure")
Made = TypeVar("Made")
Asked = ParamSpec("Asked")
Found = TypeVar("Found")


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
    def unfiltered(self) -> "View":
        """All customers over all the data, whatever the filter bar says: what verdicts are judged by."""
        everybody = Selection(self.facts.first_month, self.facts.last_month)
        return replace(self, selection=everybody)

    @property
    def is_filtered(self) -> bool:
        """Whether the filter bar leaves anything out."""
        return self.selection != self.unfiltered.selection

    def of_facts(self, function: Callable[[Facts], Made]) -> Made:
        """What follows from the facts alone, made once for every filter."""
        return made_once(self.look, function, partial(function, self.facts))

    def measure(self, function: Callable[..., Measure], **options: Any) -> Measure:
        """A metric of this view, computed once per facts and filters."""
        return measured(function, self.look, self.selection, **options)

    def show(
        self, card: Card[Asked, Found], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> None:
        """Draws a card of this view, or says which file it needs."""
        if card.needs and card.needs not in self.facts.present:
            empty_card(card.title, file=card.needs)
        else:
            draw_card(self.finished(card, *args, **kwargs))

    def finished(
        self, card: Card[Asked, Found], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Finished:
        """A card of this view, measured, drawn and worded once."""
        found = self.found(card, *args, **kwargs)
        made = partial(card.finished, found, choices=self.choices, palette=self.palette)
        return self.once((card, self.palette, args, *kwargs.items()), made)

    def found(
        self, card: Card[Asked, Found], *args: Asked.args, **kwargs: Asked.kwargs
    ) -> Found:
        """What a card of this view was measured to be, once."""
        return measured(card.measure, self.look, self.selection, *args, **kwargs)

    def once(self, asked: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives of these facts and filters, and of `asked`, made once."""
        return made_once(self.look, (asked, self.selection), make)


def current_view() -> View:
    """The view the filter bar describes in this run."""
    shown = look()
    return View(shown, selection(shown.facts), palette())
