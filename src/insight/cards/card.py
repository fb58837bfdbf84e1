"""A card: one question, measured, drawn and said in a sentence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

import polars as pl

from insight.charts import Figure
from insight.charts.style import Palette
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


def _rows(found: Any) -> pl.DataFrame:
    rows: pl.DataFrame = found
    return rows


@dataclass(frozen=True, slots=True)
class Finished:
    """A card as it is shown, wherever that is.

    Attributes:
        title: What the card is about, in a few words of our own.
        finding: What was found, in one sentence. Words of files may be in it.
        how_to_read: Basis, count, interval and limits: Markdown of our own words.
        rows: What was found, as a table.
        figure: The chart, or None where there is nothing to draw.
        alt: What the chart shows, for anyone who cannot see it, where the finding says less.
        columns: Headings of the columns that are called otherwise here.
        currency: Of every amount.
        key: What the colours mean, in Markdown; empty where it is said elsewhere.
        picks: Under which key a page keeps the value of which column, of the row whose
            mark was clicked.
    """

    title: str
    finding: str
    how_to_read: str
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)
    figure: Figure | None = None
    alt: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    key: str = ""
    picks: tuple[str, str] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Card(Generic[Asked, Found]):
    """A question of a page: how it is measured, said, read and drawn.

    Attributes:
        title: What the card is about: a noun, the same wherever it is shown.
        measure: Facts, a selection and what else is asked to what is found: mostly rows.
        says: The finding: one sentence of at most 15 words with a number.
        how_to_read: Basis, count, interval and limits, in Markdown.
        draw: The chart; never asked where there is nothing to draw.
        alt: What the chart shows in words, where the finding says less.
        rows: The table of what is found, where that is not a table already, or has
            other columns than one reads.
        is_empty: Whether there is nothing to draw, where that is not a table without rows.
        columns: Headings of columns that are called otherwise on this card.
        key: What the colours mean, in Markdown.
        needs: The file without which there is no card.
        picks: Under which key a page keeps the value of which column, of the row whose
            mark was clicked.
    """

    title: str
    measure: Callable[Concatenate[Facts, Selection, Asked], Found]
    says: Callable[[Found, Choices], str]
    how_to_read: Callable[[Found, Choices], str]
    draw: Callable[[Found, Choices, Palette], Figure] | None = None
    alt: Callable[[Found, Choices], str] | None = None
    rows: Callable[[Found], pl.DataFrame] = _rows
    is_empty: Callable[[Found], bool] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    needs: str = ""
    picks: tuple[str, str] | None = None

    def finished(self, found: Found, *, choices: Choices, palette: Palette) -> Finished:
        """The card of what was found: a sentence alone where there is nothing to draw."""
        finding, rows = self.says(found, choices), self.rows(found)
        is_empty = self.is_empty(found) if self.is_empty else rows.is_empty()
        draw = None if is_empty else self.draw
        return Finished(
            title=self.title,
            finding=finding,
            how_to_read=self.how_to_read(found, choices),
            rows=rows,
            figure=draw(found, choices, palette) if draw else None,
            alt=self.alt(found, choices) if self.alt and draw else finding,
            columns=self.columns,
            currency=choices.currency,
            key=self.key if draw else "",
            picks=self.picks,
        )
