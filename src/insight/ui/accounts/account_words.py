"""One account in words: its days, its money, how often it left and came back."""

import polars as pl

from insight.formats import day_words, money, plural
from insight.metrics.account import Account
from insight.words import listed, typeset

NAMED = 4


def account_answer(account: Account, *, currency: str) -> str:
    """Since when, what it pays, exits and returns; only our words and numbers."""
    day = day_words(account.since) if account.since else ""
    if account.is_customer:
        start = f"**A customer{day and f' since {day}'}**"
    else:
        start = f"**A former customer**{day and f', first on {day}'}"
    paid = _paid(account, currency=currency)
    return f"{start}{paid}. {_comings_and_goings(account)}"


def account_line(account: Account) -> str:
    """Who it is; text from files, to be shown as plain text."""
    parts = [account.name, account.account_id]
    known = [account.segment, account.region, account.plan]
    return " · ".join([*parts, *(word for word in known if word != "not known")])


def story_finding(account: Account, story: pl.DataFrame) -> str:
    """What the line of time shows, for whoever cannot see it."""
    turns = story.filter(pl.col("lane").is_in(["exit", "return"]))
    said = [
        f"{what.lower()} {day_words(day)}"
        for day, what in turns.tail(NAMED).select("date", "what").rows()
    ]
    issues = plural(story.filter(lane="issue").height, "issue")
    phases = plural(story.filter(lane="subscription").height, "subscription phase")
    life = f"The life of {account.name} in time: {phases} and {issues}"
    return f"{life}; {listed(said)}." if said else f"{life}; it never left."


def _paid(account: Account, *, currency: str) -> str:
    if account.mrr is None:
        return ""
    verb = ", paying" if account.is_paying else "; it last paid"
    return typeset(f"{verb} {money(account.mrr, currency=currency)} a month")


def _comings_and_goings(account: Account) -> str:
    if not account.exits:
        return "It never left."
    young = f" ({account.provisional} provisional)" if account.provisional else ""
    left = f"It left {_times(account.exits)}{young}"
    if not account.returns:
        return f"{left} and has not come back."
    return f"{left} and came back {_times(account.returns)}."


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
