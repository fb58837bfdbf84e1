"""What happened to one account, read from its stored rows."""

from datetime import date

import polars as pl

STORY = pl.Schema(
    {
        "date": pl.Date(),
        "until": pl.Date(),
        "lane": pl.String(),
        "kind": pl.String(),
        "what": pl.String(),
        "detail": pl.String(),
        "mrr": pl.Float64(),
    }
)
ASKED = {"account": "Asked to leave", "subscription": "Asked to end one subscription"}
ANSWERS = {"accepted": "accepted", "declined": "declined", "no_answer": "no answer"}


def trials(subscriptions: pl.DataFrame) -> pl.DataFrame:
    """The trials, which no number counts."""
    return subscriptions.filter(status="trial").select(
        date="start_date",
        until="end_date",
        lane=pl.lit("subscription"),
        kind="status",
        what=pl.lit("Trial"),
        detail="plan_id",
        mrr=nothing(pl.Float64),
    )


def requests(requests: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Each time they asked to leave, and how it ended by `as_of`."""
    later = (pl.col("outcome_date") > as_of).fill_null(value=False)
    return points(
        requests,
        pl.col("requested_date"),
        lane="request",
        kind="request",
        what=pl.col("scope").replace_strict(ASKED),
        detail=pl.when(later).then(pl.lit("open")).otherwise("outcome"),
    )


def offers(offers: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """What was offered to keep them, and what they said by `as_of`."""
    later = (pl.col("responded_date") > as_of).fill_null(value=False)
    answer = pl.when(later).then(pl.lit("no_answer")).otherwise("response")
    return points(
        offers,
        pl.col("offered_date"),
        lane="offer",
        kind="offer",
        what=pl.format("Offer, {}", answer.replace_strict(ANSWERS)),
        detail=pl.col("offer_type"),
    )


def issues(issues: pl.DataFrame) -> pl.DataFrame:
    """Support issues, from the day they were opened."""
    return issues.select(
        date="opened_date",
        until="resolved_date",
        lane=pl.lit("issue"),
        kind="severity",
        what=pl.format("Issue, {}", pl.col("severity")),
        detail="topic",
        mrr=nothing(pl.Float64),
    )


def contacts(contacts: pl.DataFrame) -> pl.DataFrame:
    """People who left their company, without their names."""
    champion = pl.col("is_champion").fill_null(value=False)
    return points(
        contacts.filter(pl.col("left_date").is_not_null()),
        pl.col("left_date"),
        lane="contact",
        kind="contact",
        what=pl.when(champion)
        .then(pl.lit("Champion left"))
        .otherwise(pl.lit("Contact left")),
        detail=pl.col("role"),
    )


def points(
    rows: pl.DataFrame,
    day: pl.Expr,
    *,
    lane: str,
    kind: str,
    what: pl.Expr,
    detail: pl.Expr,
) -> pl.DataFrame:
    """Events of a single day each; `day`, `what` and `detail` are columns of `rows`."""
    return rows.select(
        day.alias("date"),
        until=nothing(pl.Date),
        lane=pl.lit(lane),
        kind=pl.lit(kind),
        what=what,
        detail=detail,
        mrr=nothing(pl.Float64),
    )


def nothing(kind: type[pl.DataType]) -> pl.Expr:
    """A column without values."""
    return pl.lit(None, dtype=kind)
