"""Another price in a later list of subscriptions: it begins on the day of that list."""

from dataclasses import replace
from datetime import date

import polars as pl

from insight.intake.checked import Checked
from insight.intake.text_table import counted

PRICE = ("plan_id", "billing_interval", "amount", "currency")
"""What a new phase begins with; whatever else a list says is true of the old one."""
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


def with_old_prices(checked: Checked, known: pl.DataFrame) -> Checked:
    """The file, and the known phases of which it has another price."""
    before = known.join(checked.accepted, on=_KEY, how="semi")
    pairs = before.join(checked.accepted, on=_KEY, suffix=" new")
    differs = pl.any_horizontal(
        (pl.col(name) != pl.col(f"{name} new")).fill_null(value=False) for name in PRICE
    )
    keys = pairs.filter(differs).select(_KEY)
    if keys.is_empty():
        return checked
    prices = counted(keys.height, "phase has", "phases have")
    note = (
        f"{prices} another price or plan than is known: that counts from the day the "
        "file is complete up to, and the known one until then."
    )
    repriced = before.join(keys, on=_KEY, how="semi")
    return replace(checked.with_notes(note), repriced=repriced)


def from_as_of(checked: Checked, as_of: date) -> Checked:
    """The file with new prices from the day it is complete up to, the old ones before.

    A phase that began on that day or later, or ended before, has one price alone.

    Args:
        checked: A file of subscriptions, or of any other table.
        as_of: That day.
    """
    if checked.repriced is None or checked.repriced.is_empty():
        return checked
    old = checked.repriced.select(_KEY, *(pl.col(n).alias(f"{n} old") for n in PRICE))
    is_old = {n: pl.col(f"{n} old").alias(n) for n in PRICE}
    rows = checked.accepted.join(
        old.with_columns(is_new=pl.lit(value=True)),
        on=_KEY,
        how="left",
        maintain_order="left",
    )
    is_begun = rows["is_new"].fill_null(value=False) & (rows["start_date"] < as_of)
    begins = is_begun & (rows["end_date"] > as_of).fill_null(value=True)
    closed = rows.filter(begins).with_columns(
        *is_old.values(), end_date=pl.lit(as_of, dtype=pl.Date)
    )
    columns = checked.accepted.columns
    stays = is_begun & ~begins
    kept = {n: rows.select(old).to_series() for n, old in is_old.items()}
    return replace(
        checked,
        accepted=_from(_as_before(checked.accepted, kept, stays), begins, as_of),
        alone=None
        if checked.alone is None
        else _from(_as_before(checked.alone, kept, stays), begins, as_of),
        closed=closed.select(columns),
    )


def _as_before(
    rows: pl.DataFrame, kept: dict[str, pl.Series], stays: pl.Series
) -> pl.DataFrame:
    return rows.with_columns(
        pl.when(stays).then(old).otherwise(name).alias(name)
        for name, old in kept.items()
    )


def _from(rows: pl.DataFrame, begins: pl.Series, as_of: date) -> pl.DataFrame:
    """Rows with those that begin on the day under the id of a phase of their own."""
    phase = pl.concat_str("subscription_id", pl.lit(as_of.isoformat()), separator="/")
    return rows.with_columns(
        pl.when(begins).then(phase).otherwise(_KEY).alias(_KEY),
        pl.when(begins)
        .then(pl.lit(as_of, dtype=pl.Date))
        .otherwise("start_date")
        .alias("start_date"),
    )
