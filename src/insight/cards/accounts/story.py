"""The cards of one account: its timeline, its events, and the search for it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from insight.cards.card import Card, Finished
from insight.charts.account_story import account_story_chart
from insight.charts.style import Palette
from insight.formats import count, day_words, money, plural
from insight.metrics.account import Account
from insight.metrics.account_dealings import ADDED
from insight.metrics.account_search import known_accounts
from insight.metrics.account_story import story
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.words import listed, typeset

NAMED = 4
_TURNS = ("exit", "return")
STORY_READ = (
    "It shows what your files say: a call that nobody recorded is not here. Phases are paid "
    "service as the numbers count it, so payment that stayed overdue ends where service is "
    "taken to have ended. Exits and returns are those of every other page; an exit record "
    "the subscriptions do not confirm is marked as a record. One thing after another does "
    "not mean one because of the other. Names, addresses and comments of people are left "
    "out; what a record adds in words is there for those who may see it. All months are shown, whatever the filters."
)


def account_line(account: Account, stored: pl.DataFrame) -> str:
    """Who it is; text from files, to be shown as plain text.

    Args:
        account: The account.
        stored: Its row of `accounts`, or none.
    """
    parts = [account.name, account.account_id]
    known = [account.segment, account.region, account.plan]
    for industry, parent in stored.select("industry", "parent_account_id").rows():
        known += [
            industry or "not known",
            f"part of {parent}" if parent else "not known",
        ]
    return " · ".join([*parts, *(word for word in known if word != "not known")])


def account_answer(account: Account, *, currency: str) -> str:
    """Since when it is a customer, or was one, and what it pays; only our words."""
    day = day_words(account.since) if account.since else ""
    if account.is_customer:
        start = f"**A customer{day and f' since {day}'}**"
    else:
        start = f"**A former customer**{day and f', first on {day}'}"
    return f"{start}{_paid(account, currency=currency)}."


def _paid(account: Account, *, currency: str) -> str:
    if account.mrr is None:
        return ""
    verb = ", paying" if account.is_paying else "; it last paid"
    return typeset(f"{verb} {money(account.mrr, currency=currency)} a month")


def comings_and_goings(account: Account) -> str:
    """How often it left and came back."""
    if not account.exits:
        return "It never left."
    young = f" ({account.provisional} provisional)" if account.provisional else ""
    left = f"It left {_times(account.exits)}{young}"
    if not account.returns:
        return f"{left} and has not come back."
    return f"{left} and came back {_times(account.returns)}."


def _times(times: int) -> str:
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


def story_told(account: Account, happened: pl.DataFrame) -> str:
    """What the timeline shows, for anyone who cannot see it."""
    turns = happened.filter(pl.col("lane").is_in(_TURNS))
    said = [
        f"{what.lower()} {day_words(day)}"
        for day, what in turns.tail(NAMED).select("date", "what").rows()
    ]
    issues = plural(happened.filter(lane="issue").height, "issue")
    phases = plural(happened.filter(lane="subscription").height, "subscription phase")
    life = f"The timeline of {account.name}: {phases} and {issues}"
    return f"{life}; {listed(said)}." if said else f"{life}; it never left."


def _events_finding(happened: pl.DataFrame, choices: Choices) -> str:
    if happened.is_empty():
        return "Nothing is on record of this account."
    first, last = min(happened["date"]), max(happened["date"])
    return f"{plural(happened.height, 'event')} from {day_words(first)} to {day_words(last)}."


def story_of(
    facts: Facts,
    _selection: Selection,
    *,
    account_id: str,
    tables: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """`story`, whatever the filters say."""
    return story(facts, account_id=account_id, tables=tables)


EVENTS = Card(
    title="Events in order",
    measure=story_of,
    says=_events_finding,
    how_to_read=lambda happened, choices: STORY_READ,
    columns={"until": "Until", "detail": "Detail"},
)
SHOWN = ("date", "until", "what", "detail", "mrr")


def timeline(
    account: Account,
    happened: pl.DataFrame,
    *,
    as_of: date,
    choices: Choices,
    palette: Palette,
) -> Finished:
    """The card of an account's life; `happened` are the rows of `story`, at least one."""
    card = EVENTS.finished(happened.select(SHOWN), choices=choices, palette=palette)
    figure = account_story_chart(
        happened.filter(pl.col("kind") != ADDED),
        as_of=as_of,
        palette=palette,
        currency=choices.currency,
    )
    return replace(
        card,
        title="Timeline",
        finding=comings_and_goings(account),
        figure=figure,
        alt=story_told(account, happened),
    )


def _matches_finding(accounts: pl.DataFrame, choices: Choices) -> str:
    return f"{plural(accounts.height, 'account')} match: choose one."


MATCHES = Card(
    title="Matching accounts",
    measure=known_accounts,
    says=_matches_finding,
    how_to_read=lambda accounts, choices: (
        "Accounts with all of the words in their name or id, by name. Type more of the "
        f"name where there are many. {count(accounts.height)} are listed."
    ),
)
