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
TRIGGERS = {
    "asked": "we asked them",
    "itself": "came back unasked",
    "campaign": "a campaign",
}
ADDED = "added"
"""The kind of what a record adds to a day that has a mark of its own."""
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
    who = pl.when(champion).then(pl.lit("Champion")).otherwise(pl.lit("Contact"))
    return pl.concat(
        points(
            contacts.filter(pl.col(day).is_not_null()),
            pl.col(day),
            lane="contact",
            kind="contact",
            what=pl.format(words, who),
            detail=detail,
        )
        for day, words, detail in (
            ("left_date", "{} left", pl.col("role")),
            ("moved_date", "{} moved", pl.col("moved_to_company")),
        )
    )


def recorded_exits(exits: pl.DataFrame) -> pl.DataFrame:
    """What the record of an exit adds: who decided, whom they went to, whose control."""
    decided = pl.when("voluntary").then(pl.lit("their decision"))
    not_theirs = pl.when(~pl.col("voluntary")).then(pl.lit("not their decision"))
    return _recorded(
        exits,
        "exit_date",
        pl.coalesce(decided, not_theirs),
        pl.format("went to {}", pl.col("competitor")),
        pl.col("control_note"),
        lane="exit",
        what="On record of the exit",
    )


def recorded_returns(win_backs: pl.DataFrame) -> pl.DataFrame:
    """What the record of a return adds: what brought them back, and through whom."""
    via = pl.when(pl.col("via_contact_id").is_not_null())
    return _recorded(
        win_backs,
        "return_date",
        pl.col("trigger").replace_strict(TRIGGERS, return_dtype=pl.String),
        pl.col("returned_because"),
        pl.format("offer: {}", pl.col("offer")),
        via.then(pl.lit("through a contact")),
        lane="return",
        what="On record of the return",
    )


def _recorded(
    rows: pl.DataFrame, day: str, *said: pl.Expr, lane: str, what: str
) -> pl.DataFrame:
    """What is said of each row, where anything is."""
    words = pl.concat_str(*said, separator=" · ", ignore_nulls=True)
    told = rows.with_columns(said=words).filter(pl.col("said") != "")
    return points(
        told,
        pl.col(day),
        lane=lane,
        kind=ADDED,
        what=pl.lit(what),
        detail=pl.col("said"),
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
