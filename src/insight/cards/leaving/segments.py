"""The leading reasons by segment."""

import polars as pl

from insight.cards.card import Card
from insight.cards.leaving.reasons import counted_reasons
from insight.charts import Figure
from insight.charts.rows import dot_rows, graded, worded
from insight.charts.style import Palette
from insight.formats import count, percent, plotly_text, plural, span
from insight.metrics.facts import Facts
from insight.metrics.narrow import NOT_KNOWN
from insight.metrics.reasons import (
    Basis,
    segment_reasons,
)
from insight.metrics.selection import Selection
from insight.settings import Choices

LEADING, SEGMENTS = 3, 5


def leading_by_segment(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.CUSTOMERS
) -> pl.DataFrame:
    """`segment_reasons` of the most frequent known reasons in the largest segments."""
    rows = segment_reasons(facts, selection, basis=basis).filter(
        pl.col("segment") != NOT_KNOWN
    )
    known = counted_reasons(facts, selection, basis=basis).filter(
        ~pl.col("control").is_in(["unknown", "not_mapped"])
    )
    reasons = known.head(LEADING).select("code", "control").with_row_index("order")
    largest = (
        rows.select("segment", "n")
        .unique()
        .sort("n", "segment", descending=[True, False])
        .head(SEGMENTS)
        .with_row_index("place")
    )
    return (
        rows.join(reasons, on="code")
        .join(largest.drop("n"), on="segment")
        .sort("order", "place")
        .drop("order", "place")
    )


def _segment_finding(rows: pl.DataFrame, choices: Choices) -> str:
    if rows.is_empty():
        return "No segment is known for these exits."
    apart = _apart(rows)
    if apart is None:
        n = rows["code"].n_unique()
        return f"No segment stands out in the {plural(n, 'leading reason')}: intervals overlap."
    label, high, low = apart
    return (
        f"{label}: {percent(high['share'])} of exits in {high['segment']}, "
        f"{percent(low['share'])} in {low['segment']}."
    )


def _apart(rows: pl.DataFrame) -> tuple[str, dict[str, float], dict[str, float]] | None:
    """The first reason whose highest and lowest segment have intervals apart."""
    for _, part in rows.group_by("code", maintain_order=True):
        ranked = part.sort("share", maintain_order=True)
        low, high = ranked.row(0, named=True), ranked.row(-1, named=True)
        if low["high"] < high["low"]:
            return str(high["label"]), high, low
    return None


def _draw_segments(rows: pl.DataFrame, choices: Choices, palette: Palette) -> Figure:
    named = rows.with_columns(
        label=pl.format("{} · {}", "label", "segment"), meaning="control"
    )
    said = worded(graded(named, choices=choices), note=_of_segment, hover=_hover)
    return dot_rows(said, palette=palette)


def _of_segment(row: dict[str, float]) -> str:
    return f"{count(row['exits'])} of {count(row['n'])} · {percent(row['share'])}"


def _hover(row: dict[str, float]) -> str:
    interval = span(row["low"], row["high"])
    return f"{plotly_text(str(row['label']))}<br>{_of_segment(row)} ({interval})"


BY_SEGMENT = Card(
    title="Leading reasons by segment",
    measure=leading_by_segment,
    says=_segment_finding,
    how_to_read=lambda rows, choices: (
        f"Shares of the exits of each segment, of the {count(LEADING)} most frequent "
        f"reasons in the {count(SEGMENTS)} largest segments; the lines are 95% intervals. "
        "A difference is told only where two intervals do not overlap: where nothing "
        "differs that happens in about 1 of 20 looks at a page like this."
    ),
    draw=_draw_segments,
    columns={"n": "Exits of the segment"},
)
