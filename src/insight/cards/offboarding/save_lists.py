"""Whom to let go without another offer, and what became of saves."""

import polars as pl

from insight.cards.card import Card
from insight.formats import plural
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.save_offers import let_go_kindly, young_saves
from insight.metrics.saves import stuck_for
from insight.metrics.selection import Selection
from insight.settings import Choices

LET_GO_LISTED = (
    "account_name", "why", "requested", "effective", "mrr", "reason", "account_id",
)  # fmt: skip


def let_go(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`let_go_kindly` with `why` as one text."""
    open_ = let_go_kindly(facts, selection).drop("request_id")
    why = open_.with_columns(pl.col("why").list.join(" · "))
    return why.select(
        *LET_GO_LISTED, pl.exclude(*LET_GO_LISTED),
    )  # fmt: skip


def _let_go_finding(rows: pl.DataFrame, choices: Choices) -> str:
    if rows.is_empty():
        return "No open request is one where another offer would only annoy."
    who = plural(rows.height, "customer")
    return f"Another offer would only annoy {who} who asked to leave."


LET_GO = Card(
    title="Let go without another offer",
    measure=let_go,
    says=_let_go_finding,
    how_to_read=lambda rows, choices: (
        "Open requests, whenever made, the longest waiting first. Whether another offer "
        "would annoy is a rule, not a prediction: the reason is outside our control, an "
        f"offer was declined, or one was shown more than {plural(choices.pushed_above, 'time')}. "
        "Close these requests on the date asked for."
    ),
)


def lost_saves(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Saves old enough to judge that did not hold, the latest first.

    Returns:
        `account_name`, `accepted` (date), `presented`, `declined`, `account_id`.
    """
    days = max(facts.choices.stick_days)
    saved = polars(selection.within(facts.requests)).filter(
        pl.col("scope") == "account",
        facts.as_of_day - pl.col("accepted") >= days,
    )
    stuck = stuck_for(facts, saved, days=days)
    return (
        saved.join(stuck, on="request_id", how="anti")
        .sort("accepted", "request_id", descending=[True, False])
        .select(
            "account_name",
            pl.col("accepted").cast(pl.Int32).cast(pl.Date),
            "presented",
            "declined",
            "account_id",
        )
    )


LOST = Card(
    title="Saves lost later",
    measure=lost_saves,
    says=lambda rows, choices: (
        f"{plural(rows.height, 'save')} did not last {max(choices.stick_days)} days."
        if rows.height
        else "No save that is old enough was lost."
    ),
    how_to_read=lambda rows, choices: (
        "The latest first. A save is lost when the account was not a customer on every "
        f"day up to {max(choices.stick_days)} days after it accepted. What happened "
        "between is not here: the account’s story may say."
    ),
)


def waiting_saves(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`young_saves`: who accepted, and in how many days it is told whether they stayed."""
    return young_saves(facts, selection).select(
        "account_name", "accepted", "age_days", "days_to_go", "account_id"
    )


YOUNG = Card(
    title="Saves too young to tell",
    measure=waiting_saves,
    says=lambda rows, choices: (
        f"{plural(rows.height, 'save is', 'saves are')} younger than {max(choices.stick_days)} days."
        if rows.height
        else "No save is too young to tell."
    ),
    how_to_read=lambda rows, choices: (
        "The oldest first. They are counted in no rate of saves that stayed until they are "
        "old enough."
    ),
)
