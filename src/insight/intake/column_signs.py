"""What each column of a file is a sign of, by its name and its values together."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from insight.intake.date_roles import date_role
from insight.intake.dates import DAY_FIRST, date_evidence, parse_dates
from insight.intake.distinct_cells import distinct_about
from insight.intake.kinds import Kind
from insight.intake.lexicon import meanings_of
from insight.intake.sample import Sample
from insight.intake.text_table import TextTable
from insight.intake.vocabulary import propose_values

Told = dict[str, frozenset[str]]
_MOST, _SEVERAL = 0.6, 2
_UNIQUE, _REPEATED = 0.9, 0.7
_FEWEST = 4
_NOT_TOLD_BY_A_FLAG = frozenset(
    {"return", "returned", "change", "renew", "risk", "order", "trial", "deal"}
)
_NOT_TOLD_BY_A_FIGURE = frozenset(
    [
        "ticket",
        "quantity",
        "activity",
        "order",
        "invoice",
        "payment",
        "meeting",
        "request",
        "offer",
        "contact",
        "change",
        "renew",
        "deal",
        "plan",
    ]
)
_NOT_TOLD_BY_SENTENCES = frozenset(
    [
        "account",
        "deal",
        "quantity",
        "respond",
        "return",
        "change",
        "order",
        "plan",
        "contract",
        "amount",
    ]
)
_LONG_QUESTION = 4
_IDS = {
    "subscription": "subscription_id",
    "contract": "contract_id",
    "request": "request_id",
    "ticket": "ticket_id",
    "contact": "contact_id",
    "leave": "exit_id",
    "account": "account_id",
}
_NAMED_BESIDE_ACCOUNTS = (
    "contact plan deal ticket subscription competitor owner offer order employee "
    "category parent recorder job industry currency"
)
_ASKED = frozenset({"request_date", "notice_date"})
_STAYED = frozenset({"open", "saved", "withdrawn"})
_MOST_STATUSES = 12
_PER_TIME = frozenset({"mrr", "arr", "month", "year"})


def signs_of_columns(text: TextTable, sample: Sample) -> Told:
    """What each column of a file is a sign of, by its name and its values."""
    told = {column: frozenset(_signs_of(sample, column)) for column in sample.values}
    accounts = [c for c in sample.values if _is_account(c)][:1]
    if not any("account" in signs for signs in told.values()):
        accounts = [c for c in (sample.unnamed_account(),) if c]
    for column in accounts:
        told[column] |= {"account", *_signs_of_accounts(text.rows[column])}
    return told | _questions(told) | _about_leaving(text, sample, told)


def _signs_of(sample: Sample, column: str) -> Iterator[str]:
    meanings = meanings_of(column) - {"filler", "date"}
    if sample.holds_dates(column):
        role = date_role(column)
        yield f"{role}_date"
        yield from meanings & {"leave"} - {role}
        return
    meanings -= _said_by_values(sample, column)
    yield from meanings
    if {"amount", "month"} <= meanings:
        yield "mrr"
    if {"leave", "reason"} <= meanings:
        yield "leave_reason"
    if _tells_outcomes(sample, column, meanings):
        yield "outcome_words"
    if _is_undecided(sample, column, meanings):
        yield "undecided"
    if "id" in meanings:
        yield from (sign for of, sign in _IDS.items() if of in meanings)
    if "name" in meanings and not meanings.intersection(_NAMED_BESIDE_ACCOUNTS.split()):
        yield "account_name"
    if sample.are_reasons(column):
        yield "reason"


def _said_by_values(sample: Sample, column: str) -> frozenset[str]:
    """What the name of a column may mean, but its values do not."""
    if sample.values[column].is_empty():
        return frozenset()
    if sample.share_of(column, Kind.FLAG) == 1:
        return _NOT_TOLD_BY_A_FLAG
    if sample.is_figure(column):
        return _NOT_TOLD_BY_A_FIGURE
    return _NOT_TOLD_BY_SENTENCES if sample.is_long_text(column) else frozenset()


def _tells_outcomes(sample: Sample, column: str, meanings: frozenset[str]) -> bool:
    """Does a column say how requests came out? A status does, if it is not always one."""
    is_several = len(sample.values[column]) >= _SEVERAL
    is_said = "outcome" in meanings or ("status" in meanings and is_several)
    return is_said and sample.share_of_words(column, "outcome") >= _MOST


def _is_undecided(sample: Sample, column: str, meanings: frozenset[str]) -> bool:
    """Does a column say of somebody that they stay, or that it is still open?"""
    cells = sample.values[column]
    if not meanings & {"outcome", "status", "renew"} or len(cells) > _MOST_STATUSES:
        return False
    found = propose_values(cells, "outcome").values()
    return bool(_STAYED.intersection([*found, *cells.str.to_lowercase()])) or any(
        "renew" in meanings_of(cell) for cell in cells
    )


def _questions(told: Told) -> Told:
    """A survey, where several columns are called by whole questions."""
    asked = [column for column in told if column.rstrip().endswith("?")]
    long = [c for c in asked if len(c.split()) >= _LONG_QUESTION]
    return {c: told[c] | {"survey"} for c in long} if len(long) >= _SEVERAL else {}


def _about_leaving(text: TextTable, sample: Sample, told: Told) -> Told:
    """What the days of leaving tell, beside other columns."""
    every = frozenset(sign for of_column in told.values() for sign in of_column)
    asked = [c for c, signs in told.items() if signs & _ASKED]
    return {
        column: signs | frozenset(_signs_of_leaving(text, sample, column, asked, every))
        for column, signs in told.items()
        if "leave_date" in signs
    }


def _signs_of_leaving(
    text: TextTable,
    sample: Sample,
    column: str,
    asked: list[str],
    every: frozenset[str],
) -> Iterator[str]:
    if not text.rows[column].null_count():
        yield "all_left"
    if "lost" in meanings_of(column) and "amount" in every and not every & _PER_TIME:
        yield "lost_amount"
    if sample.rows >= _FEWEST and any(_are_after(sample, column, a) for a in asked):
        yield "none_left"


def _are_after(sample: Sample, column: str, other: str) -> bool:
    """Are all days of one column later than the last day of another?"""
    first, last = _days(sample, column).min(), _days(sample, other).max()
    return isinstance(first, date) and isinstance(last, date) and first > last


def _days(sample: Sample, column: str) -> pl.Series:
    cells = sample.values[column]
    reading = date_evidence(cells).reading(None, default=DAY_FIRST)
    return parse_dates(cells, reading=reading)


def _signs_of_accounts(cells: pl.Series) -> Iterator[str]:
    share = distinct_about(cells) / max(cells.count(), 1)
    if share >= _UNIQUE:
        yield "unique_accounts"
    elif share < _REPEATED and cells.count() >= _FEWEST:
        yield "repeated_accounts"


def _is_account(column: str) -> bool:
    meanings = meanings_of(column) - {"filler"}
    return "account" in meanings and meanings <= {"account", "id", "name"}
