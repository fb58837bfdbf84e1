"""Which reasons customers leave for, and what they cost."""

import polars as pl

from insight.cards.card import Card
from insight.charts import Figure
from insight.charts.reasons import (
    in_order,
    reasons_chart,
    shortlist,
)
from insight.charts.style import Palette
from insight.formats import count, percent, plural
from insight.metrics.facts import Facts
from insight.metrics.named_reasons import named_counts
from insight.metrics.reasons import (
    Basis,
    reason_counts,
)
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.taxonomy import reason_of

KNOWN, UNKNOWN = 10, 4
PICKED = ("reason", "code")
CONTROL_KEY = (
    ":orange[●] within our control · :orange[○] partly · :gray[■] outside our control · "
    ":gray[◇] not known"
)
NOBODY = "Nobody left in this period."


def counted_reasons(
    facts: Facts,
    selection: Selection,
    *,
    basis: Basis = Basis.CUSTOMERS,
    named_at_all: bool = False,
) -> pl.DataFrame:
    """Reasons in the order that is drawn: by count, the unknown ones last.

    Args:
        facts: All of them.
        selection: The period and the accounts.
        basis: What is counted.
        named_at_all: Contributing reasons count too, and no MRR is told.
    """
    if not named_at_all:
        counted = reason_counts(facts, selection, basis=basis)
        return in_order(counted, choices=facts.choices)
    named = named_counts(facts, selection, basis=basis)
    control = pl.col("code").map_elements(
        lambda code: str(reason_of(code).control), return_dtype=pl.String
    )
    priced = named.with_columns(
        control=control,
        mrr=pl.lit(None, dtype=pl.Float64),
        mrr_known=pl.lit(0, dtype=pl.Int64),
    )
    return in_order(priced, choices=facts.choices)


def reasons_finding(reasons: pl.DataFrame, choices: Choices) -> str:
    """The most frequent reason with its count, and how many are too close to rank."""
    known = reasons.filter(pl.col("control") != "unknown")
    n = max([0, *reasons["n"]])
    if known.is_empty():
        return f"No reason is known for {plural(n, 'exit')}." if n else NOBODY
    first = known.sort("exits", descending=True, maintain_order=True).row(0, named=True)
    said = f"{first['label']} leads with {count(first['exits'])} of {plural(n, 'exit')}"
    close = known.filter(pl.col("high") > first["low"]).height - 1
    if n < choices.full_display_from or not close:
        return f"{said}."
    return f"{said}; {plural(close, 'other is', 'others are')} too close to rank."


def reasons_told(reasons: pl.DataFrame, choices: Choices) -> str:
    """The reasons in the order drawn, with their counts and shares."""
    rows = [
        f"{row['label']} {count(row['exits'])} ({percent(row['share'])})"
        for row in reasons.head(KNOWN).iter_rows(named=True)
    ]
    return f"{reasons_finding(reasons, choices)} In order: {'; '.join(rows)}."


def reasons_read(reasons: pl.DataFrame, choices: Choices) -> str:
    """What the shares rest on."""
    n = plural(max([0, *reasons["n"]]), "exit")
    known = int(reasons["mrr_known"].sum()) if "mrr_known" in reasons.columns else 0
    paid = (
        f" MRR is what the accounts paid last, known for {plural(known, 'exit')}; a few "
        "large accounts can lead it."
        if known
        else ""
    )
    unmapped = int(reasons.filter(pl.col("control") == "not_mapped")["exits"].sum())
    words = (
        f" {plural(unmapped, 'exit has', 'exits have')} a reason word that is not mapped "
        "to a reason yet."
        if unmapped
        else ""
    )
    return (
        f"{n}; the lines are 95% intervals of the share. Reasons whose intervals overlap "
        f"cannot be ranked.{paid}{words} A reason is what somebody wrote down, often after the "
        "event. Unknown reasons are shown and never spread over the others: if they hide "
        "one reason more than another, the shares are off by that."
    )


def _draw(reasons: pl.DataFrame, choices: Choices, palette: Palette) -> Figure:
    numbered = reasons.with_row_index("pick")
    shown = shortlist(numbered, known=KNOWN, unknown=UNKNOWN)
    return reasons_chart(shown, palette=palette, choices=choices)


REASONS = Card(
    title="Reasons for leaving",
    measure=counted_reasons,
    says=reasons_finding,
    how_to_read=reasons_read,
    draw=_draw,
    alt=reasons_told,
    key=f"{CONTROL_KEY} · left: share of exits, right: MRR lost",
    picks=PICKED,
)
