"""One account's life: everything that happened, in order of days."""

from collections.abc import Mapping
from types import MappingProxyType

import narwhals as nw
import polars as pl

from insight.metrics.account import rows_of
from insight.metrics.account_dealings import (
    STORY,
    contacts,
    issues,
    nothing,
    offers,
    points,
    recorded_exits,
    recorded_returns,
    requests,
    trials,
)
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.money import to_units
from insight.taxonomy import reason_of

LANES = (
    "subscription", "issue", "contact", "request", "offer", "exit", "offboarding",
    "return",
)  # fmt: skip
PHASES = {"active": "Paying", "past_due": "Payment overdue", "paused": "Paused",
          "free": "Free plan"}  # fmt: skip
OTHER_RECORDS = ("not confirmed", "back within grace", "recorded twice", "merged")


def story(
    facts: Facts, *, account_id: str, tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Everything that happened to one account up to `as_of`, the earliest first.

    Args:
        facts: Phases, exits, returns and offboarding, as every page counts them.
        account_id: An account of `facts`.
        tables: Its stored rows (`store.snapshot`); names, addresses
            and comments of people in them are left out.

    Returns:
        `date`, `until` (first day after it; null for a single day and where it goes
        on), `lane` (one of `LANES`), `kind` (what it is, for colours), `what` (our
        words), `detail` (may be text from files), `mrr` (units of the currency).
    """
    own = polars(facts.accounts.filter(nw.col("account_id") == account_id))
    number = own["account"].item()
    parts = [
        _phases(rows_of(facts.phases, number)),
        trials(tables["subscriptions"]),
        _exits(rows_of(facts.exits, number)),
        _records(rows_of(facts.records, number)),
        _offboarding(rows_of(facts.quality, number)),
        _ends(own),
        requests(tables["cancellation_requests"], as_of=facts.as_of),
        offers(tables["save_offers"], as_of=facts.as_of),
        issues(tables["issues"]),
        contacts(tables["contacts"]),
        recorded_exits(tables["exits"]),
        recorded_returns(tables["win_backs"]),
    ]
    order = {lane: place for place, lane in enumerate(LANES)}
    happened = pl.concat(part.match_to_schema(STORY) for part in parts).filter(
        pl.col("date") <= facts.as_of
    )
    return happened.with_columns(
        until=pl.when(pl.col("until") <= facts.as_of).then("until")
    ).sort("date", pl.col("lane").replace_strict(order, return_dtype=pl.Int64), "what")


def _phases(phases: pl.DataFrame) -> pl.DataFrame:
    return phases.sort("start").with_columns(to_units("mrr")).select(
        _date("start").alias("date"),
        _date("end").alias("until"),
        lane=pl.lit("subscription"),
        kind="status",
        what=pl.col("status").replace_strict(PHASES),
        detail=pl.col("plan"),
        mrr=pl.when(pl.col("status") != "paused").then("mrr"),
    )  # fmt: skip


def _exits(exits: pl.DataFrame) -> pl.DataFrame:
    money = exits.with_columns(to_units("mrr"), to_units("return_mrr"))
    young = pl.col("provisional")
    left = money.select(
        _date("day").alias("date"),
        until=nothing(pl.Date),
        lane=pl.lit("exit"),
        kind=pl.when(young).then(pl.lit("provisional")).otherwise(pl.lit("exit")),
        what=pl.when(young).then(pl.lit("Left, provisional")).otherwise(pl.lit("Left")),
        detail=_reason(),
        mrr="mrr",
    )
    back = money.filter(pl.col("return_day").is_not_null()).select(
        _date("return_day").alias("date"),
        until=nothing(pl.Date),
        lane=pl.lit("return"),
        kind=pl.lit("return"),
        what=pl.lit("Came back"),
        detail=pl.format("after {} days", pl.col("return_day") - pl.col("day")),
        mrr="return_mrr",
    )
    return pl.concat([left, back])


def _records(records: pl.DataFrame) -> pl.DataFrame:
    noticed = points(
        records.filter(pl.col("notice").is_not_null()),
        _date("notice"),
        lane="request",
        kind="notice",
        what=pl.lit("Gave notice"),
        detail=_reason(),
    )
    others = points(
        records.filter(pl.col("status").is_in(OTHER_RECORDS)),
        _date("day"),
        lane="exit",
        kind="record",
        what=pl.format("Exit record, {}", pl.col("status")),
        detail=_reason(),
    )
    return pl.concat([noticed, others])


def _offboarding(quality: pl.DataFrame) -> pl.DataFrame:
    steps = {
        "export_asked": "Asked for their data",
        "export_sent": "Data delivered",
        "end_asked": "End they asked for",
        "closed": "Account closed",
    }
    opened = {1: "they opened it", 0: "they did not open it"}
    said = pl.col("export_opened").replace_strict(
        opened, default=None, return_dtype=pl.String
    )
    return _named_days(
        quality, steps, lane="offboarding", kind="step", details={"export_sent": said}
    )


def _ends(own: pl.DataFrame) -> pl.DataFrame:
    kinds = {"merged": "Merged into another account", "ceased": "The company ceased"}
    return _named_days(own, kinds, lane="exit", kind="end")


def _named_days(
    rows: pl.DataFrame,
    what: dict[str, str],
    *,
    lane: str,
    kind: str,
    details: Mapping[str, pl.Expr] = MappingProxyType({}),
) -> pl.DataFrame:
    """The days in some columns, each called what it is, some with a detail."""
    return pl.concat(
        points(
            rows.filter(pl.col(column).is_not_null()),
            _date(column),
            lane=lane,
            kind=kind,
            what=pl.lit(words),
            detail=details.get(column, nothing(pl.String)),
        )
        for column, words in what.items()
    )


def _reason() -> pl.Expr:
    return pl.col("reason_code").map_elements(
        lambda code: reason_of(code).label, return_dtype=pl.String
    )


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
