"""Why they leave: reasons by count and MRR, and whose control they were in."""

from dataclasses import dataclass
from enum import StrEnum

import narwhals as nw
import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.exits import outcome
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.money import to_units
from insight.metrics.selection import Selection
from insight.statistics.proportions import wilson
from insight.taxonomy import Control, reason_of


class Basis(StrEnum):
    """What is counted: every exit record, or every customer lost.

    A record may describe a customer who went on paying, and a customer may be lost
    without a record; the two meet in `meanings`.
    """

    RECORDS = "records"
    CUSTOMERS = "customers"


@dataclass(frozen=True, slots=True)
class Meanings:
    """The meanings of "churned" in the selection, side by side."""

    exit_records: int
    accounts_with_record: int
    customers_lost: int
    accounts_lost: int
    inferred: int
    reversed_records: int
    unconfirmed_records: int
    accounts_with_ended_subscription: int

    @property
    def basis(self) -> Basis:
        """What to count first: records where most of them are of no customer lost."""
        few = 2 * self.customers_lost < self.exit_records
        return Basis.RECORDS if few else Basis.CUSTOMERS


def meanings(facts: Facts, selection: Selection) -> Meanings:
    """How many left, by each thing that could be meant by it.

    An ended subscription is a phase, free or paid, that ended by `as_of` in the
    selected months, whatever its account did afterwards.
    """
    said = selection.within(facts.records)
    left = selection.within(facts.exits)
    statuses = dict(polars(said.group_by("status").agg(n=nw.len())).rows())
    return Meanings(
        exit_records=sum(statuses.values()),
        accounts_with_record=_accounts(said),
        customers_lost=_rows(left),
        accounts_lost=_accounts(left),
        inferred=_rows(left.filter(nw.col("inferred"))),
        reversed_records=statuses.get("back within grace", 0),
        unconfirmed_records=statuses.get("not confirmed", 0),
        accounts_with_ended_subscription=_accounts(selection.within(facts.ended)),
    )


def reason_counts(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.RECORDS
) -> pl.DataFrame:
    """One row per primary reason, most frequent first, the unknown ones last.

    Returns:
        `code`, `label`, `theme`, `control`, `group` (the most frequent of its rows),
        `exits`, `accounts`, `n` (all exits), `share` with `low`, `high` (Wilson),
        `mrr` (units of the currency, of the exits with a known MRR; null without one),
        `mrr_known` (exits with one) and `mrr_share`.
    """
    counts = _shares(exits_of(facts, selection, basis=basis), ["reason_code"])
    return (
        counts.with_columns(
            _of_reason("label"), _of_reason("theme"), _of_reason("control"), _of_reason("group")
        )
        .rename({"reason_code": "code"})
        .with_columns(unknown=pl.col("control") == Control.UNKNOWN)
        .sort("unknown", "exits", "code", descending=[False, True, False])
        .select(
            "code", "label", "theme", "control", "group", "exits", "accounts", "n",
            "share", "low", "high", "mrr", "mrr_known", "mrr_share",
        )
    )  # fmt: skip


def control_counts(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.RECORDS
) -> pl.DataFrame:
    """Whose control it was in: ours, mixed, not ours, not mapped, unknown, in that order.

    Overrides noted on a record are applied. Columns as in `reason_counts`, by `control`.
    """
    counts = _shares(exits_of(facts, selection, basis=basis), ["control"])
    order = pl.DataFrame({"control": [str(c) for c in Control]}).with_row_index("order")
    return counts.join(order, on="control").sort("order").drop("order")


def control_trend(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.RECORDS
) -> pl.DataFrame:
    """`month` ("2026-02"), `control`, `exits`, `is_running`; all months and controls, also with 0.

    `is_running` says of a month that it is not over by `as_of`. Words nobody mapped are there where an exit has one.
    """
    rows = exits_of(facts, selection, basis=basis)
    counts = polars(rows.group_by("month", "control").agg(exits=nw.len()))
    months = pl.DataFrame({"month": list(selection.months)}, schema={"month": pl.Int64})
    present = {*map(str, Control)} - {str(Control.NOT_MAPPED)} | {*counts["control"]}
    kinds = pl.DataFrame({"control": [c for c in map(str, Control) if c in present]})
    return (
        months.join(kinds, how="cross")
        .join(counts, on=["month", "control"], how="left")
        .with_columns(
            pl.col("exits").fill_null(0).cast(pl.Int64),
            is_running=pl.col("month") > facts.last_whole_month,
            month=pl.col("month").map_elements(month_label, return_dtype=pl.String),
        )
    )


def segment_reasons(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.RECORDS
) -> pl.DataFrame:
    """One row per segment and primary reason that occurs in it.

    Returns:
        `segment`, `code`, `label`, `exits`, `n` (exits of the segment), `share` of n
        with `low`, `high` (Wilson); by segment, the most frequent reason first.
    """
    rows = exits_of(facts, selection, basis=basis)
    return (
        _shares(rows, ["segment", "reason_code"], of=["segment"])
        .with_columns(_of_reason("label"))
        .rename({"reason_code": "code"})
        .select("segment", "code", "label", "exits", "n", "share", "low", "high")
        .sort("segment", "exits", "code", descending=[False, True, False])
    )


def exits_behind(
    facts: Facts, selection: Selection, *, basis: Basis, code: str | None = None
) -> pl.DataFrame:
    """The exits behind one reason, or all, latest first.

    Returns:
        `exit_date`, `account_id`, `account_name`, `reason` and `stated_reason` (codes),
        `mrr` (units of the currency), `status`, the customer's `comment`, `segment`,
        `region`, `plan`.
    """
    rows = exits_of(facts, selection, basis=basis)
    chosen = rows if code is None else rows.filter(nw.col("reason_code") == code)
    return (
        polars(chosen)
        .sort("day", "account_id", descending=[True, False])
        .with_columns(to_units("mrr"))
        .select(
            pl.col("day").cast(pl.Int32).cast(pl.Date).alias("exit_date"),
            "account_id",
            "account_name",
            pl.col("reason_code").alias("reason"),
            pl.col("stated_reason_code").alias("stated_reason"),
            "mrr",
            "status",
            "comment",
            "segment",
            "region",
            "plan",
        )
    )


def exits_of(facts: Facts, selection: Selection, *, basis: Basis) -> Frame:
    """The exits counted: every record, or every customer lost, each with a `status`."""
    if basis is Basis.RECORDS:
        return selection.within(facts.records)
    status = nw.when(nw.col("inferred")).then(nw.lit("no record")).otherwise(outcome())
    return selection.within(facts.exits).with_columns(status=status)


def _shares(rows: Frame, by: list[str], of: list[str] | None = None) -> pl.DataFrame:
    known = nw.when(nw.col("mrr").is_null()).then(nw.lit(0)).otherwise(nw.lit(1))
    grouped = rows.with_columns(nw.col("mrr").fill_null(0), known=known).group_by(by)
    counts = polars(
        grouped.agg(
            exits=nw.len(),
            accounts=nw.col("account").n_unique(),
            mrr=nw.col("mrr").sum(),
            mrr_known=nw.col("known").sum(),
        )
    ).with_columns(pl.col("exits", "accounts", "mrr_known").cast(pl.Int64))
    whole = pl.col("exits").sum().over(of) if of else pl.col("exits").sum()
    all_mrr = pl.col("mrr").sum()
    shares = counts.with_columns(n=whole).with_columns(
        share=pl.col("exits") / pl.col("n"),
        mrr_share=pl.when(all_mrr > 0, pl.col("mrr_known") > 0).then(
            pl.col("mrr") / all_mrr
        ),
        mrr=pl.when(pl.col("mrr_known") > 0).then("mrr"),
    )
    low, high = wilson(shares["exits"], shares["n"])
    return shares.with_columns(
        to_units("mrr"), low=pl.Series(low), high=pl.Series(high)
    )


def _of_reason(field: str) -> pl.Expr:
    return (
        pl.col("reason_code")
        .map_elements(
            lambda code: str(getattr(reason_of(code), field)), return_dtype=pl.String
        )
        .alias(field)
    )


def _rows(frame: Frame) -> int:
    return int(polars(frame.select(nw.len())).item())


def _accounts(frame: Frame) -> int:
    return int(polars(frame.select(nw.col("account").n_unique())).item())
