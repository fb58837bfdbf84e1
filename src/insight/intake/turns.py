"""What a later list says otherwise of known subscriptions, and from which day."""

from datetime import date, timedelta

import polars as pl

PRICE = ("plan_id", "billing_interval", "amount", "currency")
COMPARED = (*PRICE, "status", "end_date")
KNOWN = " known"
_KEY = "phase_id"
_WAS_OVER, _STATUS_WAS = pl.col(f"end_date{KNOWN}"), pl.col(f"status{KNOWN}")
_START, _END, _STATUS = pl.col("start_date"), pl.col("end_date"), pl.col("status")


def turns(
    rows: pl.DataFrame,
    known: pl.DataFrame,
    began: pl.Series,
    *,
    as_of: date,
    since: date,
) -> pl.DataFrame:
    """What differs from what is known of each row.

    Args:
        rows: The list, each row under the id of the known phase that it continues.
        known: Those phases.
        began: First day of how each subscription is now, parallel to the rows.
        as_of: The day the list is complete up to.
        since: The day that what is known is complete up to.

    Returns:
        Parallel to the rows: what is known of each, `is_known`, `older` (the list is older
        than that), `stays` (its price and status do), `back` (first day of service that
        had ended) and `turned` (first day of another status), null where there is none.
    """
    found = _beside(rows.with_columns(began=began), known)
    older = pl.lit(as_of < since)
    is_over = (pl.lit(as_of) >= _END).fill_null(value=False)
    dated = pl.when(pl.col("began") > _START).then("began")
    back = _back(dated, as_of=as_of, since=since)
    is_other = (_STATUS != _STATUS_WAS) & ~is_over & ~older
    turned = _turned(dated, as_of=as_of, since=since)
    return found.with_columns(
        older=pl.col("is_known") & older,
        stays=pl.col("is_known") & (is_over | older),
        back=pl.when(~older).then(back),
        turned=pl.when(is_other & back.is_null()).then(turned),
    )


def _beside(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The rows, and what is known of the phase that each continues."""
    before = known.select(
        _KEY, *(pl.col(name).alias(f"{name}{KNOWN}") for name in COMPARED)
    ).with_columns(is_known=pl.lit(value=True))
    joined = rows.join(before, on=_KEY, how="left", maintain_order="left")
    return joined.with_columns(pl.col("is_known").fill_null(value=False))


def _back(dated: pl.Expr, *, as_of: date, since: date) -> pl.Expr:
    """First day of service that had ended by what is known, and runs on in the list."""
    runs_on = _END.is_null() | (_END > _WAS_OVER)
    after = pl.when(dated > _WAS_OVER).then(dated)
    unsaid = pl.when(pl.lit(as_of > since)).then(pl.lit(as_of))
    return pl.when(pl.lit(since) >= _WAS_OVER, runs_on).then(pl.coalesce(after, unsaid))


def _turned(dated: pl.Expr, *, as_of: date, since: date) -> pl.Expr:
    """First day of another status: its own, else that of the list, after what is known.

    A trial ended on its own day, whenever its list was brought. Anyone who was behind with a
    payment and is not any more paid soon after that was known.
    """
    after = pl.lit(since + timedelta(days=1) if as_of > since else date.min)
    paid = pl.when(_STATUS == "active", _STATUS_WAS == "past_due").then(after)
    day = pl.coalesce(dated, paid, pl.lit(as_of))
    tried = pl.when(_STATUS_WAS == "trial").then(dated)
    return pl.coalesce(tried, pl.max_horizontal(day, after))
