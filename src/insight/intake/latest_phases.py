"""Rows of a list of subscriptions as those of the phases that are known of them."""

import polars as pl

from insight.intake.checked import Checked
from insight.intake.text_table import counted
from insight.intake.turns import PRICE

_KEY = "phase_id"


def of_latest_phase(
    rows: pl.DataFrame, known: pl.DataFrame, *, within: int
) -> pl.DataFrame:
    """Rows that list a subscription once, as rows of the latest of its known phases.

    The list says when the subscription began; where that is not near the first day of
    its first known phase, it is another stretch of it, and stays as it is.
    """
    several = known.filter(pl.len().over("subscription_id") > 1).sort("start_date")
    phases = several.group_by("subscription_id", maintain_order=True).agg(
        first=pl.col("start_date").first(),
        latest=pl.col("start_date").last(),
        latest_id=pl.col(_KEY).last(),
    )
    joined = rows.join(phases, on="subscription_id", how="left", maintain_order="left")
    apart = (pl.col("start_date") - pl.col("first")).dt.total_days().abs()
    is_same = (apart <= within).fill_null(value=False)
    return joined.with_columns(
        pl.when(is_same).then("latest_id").otherwise(_KEY).alias(_KEY),
        pl.when(is_same).then("latest").otherwise("start_date").alias("start_date"),
    ).select(rows.columns)


def with_changes_told(checked: Checked, known: pl.DataFrame) -> Checked:
    """The file with a note on known phases that have another price, plan or status."""
    before = known.join(checked.accepted, on=_KEY, how="semi")
    pairs = before.join(checked.accepted, on=_KEY, suffix=" new")
    differs = pl.any_horizontal(
        (pl.col(name) != pl.col(f"{name} new")).fill_null(value=False)
        for name in (*PRICE, "status")
    )
    count = pairs.filter(differs).height
    if not count:
        return checked
    phases = counted(count, "phase has", "phases have")
    return checked.with_notes(
        f"{phases} another price, plan or status than is known: a price or plan counts "
        "from the day the file is complete up to, a status from its own day where the "
        "file says it, and what is known counts until then."
    )
