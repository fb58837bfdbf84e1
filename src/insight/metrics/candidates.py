"""Whom to call: former customers who may be called, and what speaks for it."""

from dataclasses import dataclass, replace

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import beside, polars
from insight.metrics.money import to_units
from insight.metrics.returns import return_curves
from insight.metrics.selection import Selection
from insight.taxonomy import ReasonGroup

EARLY, LATE = 0.1, 0.9
ADMINISTRATIVE = "administrative"
SPEAKS_FOR = ("reason_gone", "left_well", "in_window", "champion_moved")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may be called, and how many others left and may not.

    `rows`, most that speaks for it first: `account_id`, `account_name`, `exit_date`,
    `days_out`, `reason` (code), `mrr` (units of the currency, null where unknown),
    `consent` (true, or null where not known), `resolved` (date of the last issue that
    was open at the exit), and `reason_gone`, `left_well`, `in_window`, `champion_moved`
    (true or false), `speaking_for` (how many of them). `window` is from when to when
    after an exit others came back (days), None where too few did.
    """

    rows: pl.DataFrame
    window: tuple[int, int] | None
    returned: int
    ceased: int
    refused: int
    resting: int


def candidates(facts: Facts, selection: Selection) -> Candidates:
    """The accounts whose latest exit is in the selection, and who are still out.

    Companies that ceased or merged away, refused consent or a rest period not over by
    `as_of` are counted and left out. Unknown consent is not refused consent.
    """
    latest = _latest_exits(facts, selection)
    out = latest.filter(pl.col("event") == 0)
    refused = (~pl.col("consent")).fill_null(value=False)
    resting = (pl.col("rest_until") > facts.as_of_day).fill_null(value=False)
    window = return_window(facts, selection)
    return Candidates(
        rows=_rows(out.filter(~refused & ~resting), facts, window=window),
        window=window,
        returned=latest.filter(pl.col("event") == 1).height,
        ceased=latest.filter(pl.col("event") > 1).height,
        refused=out.filter(refused).height,
        resting=out.filter(~refused & resting).height,
    )


def return_window(facts: Facts, selection: Selection) -> tuple[int, int] | None:
    """The days after an exit between which most others came back, in any month so far.

    From where the return curve has reached a tenth of its height to nine tenths, as
    far as it may be drawn; None below `counts_only_below` returns.
    """
    any_month = replace(selection, first_month=facts.first_month)
    curve = return_curves(facts, any_month).filter(
        pl.col("at_risk") >= facts.choices.curve_stops_below
    )
    if curve["returned"].sum() < facts.choices.counts_only_below:
        return None
    height = pl.col("share").max()
    first, last = (
        curve.filter(pl.col("share") >= part * height)["day"].to_list()[0]
        for part in (EARLY, LATE)
    )
    return first, last


def _latest_exits(facts: Facts, selection: Selection) -> pl.DataFrame:
    last = facts.exits.group_by("account").agg(nw.col("day").max())
    said = facts.accounts.select("account", "consent", "rest_until")
    latest = selection.within(facts.exits.join(last, on=["account", "day"]))
    return polars(latest.join(said, on="account", how="left"))


def _rows(
    out: pl.DataFrame, facts: Facts, *, window: tuple[int, int] | None
) -> pl.DataFrame:
    first, last = window or (1, 0)
    days_out = facts.as_of_day - pl.col("day")
    return (
        out.join(_resolved(out, facts), on="account", how="left")
        .join(_champions(facts), on="account", how="left")
        .with_columns(
            to_units("mrr"),
            days_out=days_out,
            reason_gone=pl.col("resolved").is_not_null(),
            left_well=(pl.col("good") == 1).fill_null(value=False),
            in_window=days_out.is_between(first, last),
            champion_moved=pl.col("champion_moved").fill_null(value=False),
        )
        .with_columns(speaking_for=pl.sum_horizontal(SPEAKS_FOR).cast(pl.Int64))
        .sort(
            "speaking_for", "mrr", "account_id",
            descending=[True, True, False], nulls_last=True,
        )
        .select(
            "account_id", "account_name", _date("day").alias("exit_date"), "days_out",
            pl.col("reason_code").alias("reason"), "mrr", "consent",
            _date("resolved"), *SPEAKS_FOR, "speaking_for",
        )
    )  # fmt: skip


def _resolved(out: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """`account`, `resolved` (day) where a festering exit's issues are resolved since.

    All of those open at the exit, the last of them on that day. An administrative
    closing, or one on the day of the exit, resolves nothing.
    """
    festered = out.filter(pl.col("reason_group") == ReasonGroup.FESTERING)
    how = pl.col("resolved_how").fill_null(ADMINISTRATIVE).str.to_lowercase()
    mended = (pl.col("resolved") <= facts.as_of_day) & (how != ADMINISTRATIVE)
    still_open = pl.col("resolved").is_null() | (pl.col("resolved") > pl.col("day"))
    theirs = facts.issues.join(
        beside(facts.issues, festered.select("account", "day")), on="account"
    )
    return (
        polars(theirs.filter(nw.col("opened") < nw.col("day")))
        .filter(still_open)
        .group_by("account")
        .agg(pl.col("resolved").max(), mended=mended.fill_null(value=False).all())
        .filter("mended")
        .drop("mended")
    )


def _champions(facts: Facts) -> pl.DataFrame:
    """`account`, `champion_moved` where a champion left and where to is known."""
    known = ~nw.coalesce("to_account", "to_company").is_null()
    gone = facts.champions.filter(known, nw.col("left") <= facts.as_of_day)
    return polars(gone.select("account", champion_moved=nw.lit(value=True)).unique())


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
