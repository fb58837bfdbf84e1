"""A card: one question, measured, drawn and said in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Concatenate, Generic, ParamSpec

import polars as pl

from insight.charts import Figure
from insight.charts.style import Palette
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices

Asked = ParamSpec("Asked")
Says = Callable[[pl.DataFrame, Choices], str]


def _is_empty(rows: pl.DataFrame) -> bool:
    return rows.is_empty()


@dataclass(frozen=True, slots=True)
class Finished:
    """A card as it is shown, wherever that is.

    Attributes:
        title: What the card is about, in a few words of our own.
        finding: What was found, in one sentence. Words of files may be in it.
        how_to_read: Basis, count, interval and limits: Markdown of our own words.
        rows: What was found, as a table.
        figure: The chart, or None where there is nothing to draw.
        alt: What the chart shows, for anyone who cannot see it.
        columns: Headings of the columns that are called otherwise here.
        currency: Of every amount.
        key: What the colours mean, in Markdown; empty where it is said elsewhere.
        picks: Under which key a page keeps the value of which column, of the row whose
            mark was clicked.
    """

    title: str
    finding: str
    how_to_read: str
    rows: pl.DataFrame
    figure: Figure | None
    alt: str
    columns: Mapping[str, str]
    currency: str
    key: str
    picks: tuple[str, str] | None


@dataclass(frozen=True, eq=False, slots=True)
class Card(Generic[Asked]):
    """A question of a page: how it is measured, said, read and drawn.

    Attributes:
        title: What the card is about: a noun, the same wherever it is shown.
        measure: Facts, a selection and what else is asked to the rows.
        says: The finding of the rows: one sentence of at most 15 words with a number.
        how_to_read: Basis, count, interval and limits of the rows, in Markdown.
        draw: The chart of the rows; never asked where there is nothing to draw.
        alt: What the chart shows in words, where the finding says less.
        is_empty: Whether there is nothing to draw or to list in the rows.
        columns: Headings of columns that are called otherwise on this card.
        key: What the colours mean, in Markdown.
        needs: The file without which there is no card.
        picks: Under which key a page keeps the value of which column, of the row whose
            mark was clicked.
    """

    title: str
    measure: Callable[Concatenate[Facts, Selection, Asked], pl.DataFrame]
    says: Says
    how_to_read: Says
    draw: Callable[[pl.DataFrame, Choices, Palette], Figure] | None = None
    alt: Says | None = None
    is_empty: Callable[[pl.DataFrame], bool] = _is_empty
    columns: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    needs: str = ""
    picks: tuple[str, str] | None = None

    def finished(
        self, rows: pl.DataFrame, *, choices: Choices, palette: Palette
    ) -> Finished:
        """The card of these rows: a sentence alone where there is nothing to draw."""
        finding = self.says(rows, choices)
        drawn = self.draw is not None and not self.is_empty(rows)
        return Finished(
            title=self.title,
            finding=finding,
            how_to_read=self.how_to_read(rows, choices),
            rows=rows,
            figure=self.draw(rows, choices, palette) if self.draw and drawn else None,
            alt=self.alt(rows, choices) if self.alt and drawn else finding,
            columns=self.columns,
            currency=choices.currency,
            key=self.key if drawn else "",
            picks=self.picks,
        )
