"""Which of our tables a file is, from the names and values of all its columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from insight.errors import UnknownTableError
from insight.intake.date_roles import date_role
from insight.intake.distinct_cells import distinct_about
from insight.intake.kinds import Kind
from insight.intake.lexicon import meanings_of
from insight.intake.sample import Sample, sample_of
from insight.intake.signs import Signs, signs_of_lists
from insight.intake.text_table import TextTable
from insight.schema import TABLES

_ENOUGH = 3.0
_MARGIN = 1.5
_OWN_NAME = 1.0
_UNIQUE, _REPEATED = 0.9, 0.7
_FEWEST = 4
_MOST, _MOST_NAMED = 0.6, 12
_SEVERAL = 2
_HOLD_EXITS = ("accounts", "subscriptions")
_ABOUT_ACCOUNTS = frozenset(
    {"account_name", "segment", "industry", "region", "start_date", "consent", "parent"}
)
_NOT_TOLD_BY_A_FLAG = frozenset(
    {"return", "returned", "change", "renew", "risk", "order", "trial", "deal"}
)
_LEFT = frozenset({"leave_date", "end_date"})
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


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a file is like one kind of list."""

    kind: str
    score: float


_NOTHING = Likeness("", 0.0)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a file's columns are signs of, and how much it is like each kind of list."""

    by_column: dict[str, frozenset[str]]
    signs: frozenset[str]
    scored: list[Likeness]

    @property
    def ours(self) -> list[Likeness]:
        return [one for one in self.scored if one.kind in TABLES]

    @property
    def possible(self) -> list[Likeness]:
        return [one for one in self.ours if self.may_be(one.kind)]

    def may_be(self, table: str) -> bool:
        return signs_of_lists()[table].is_possible(self.signs)


def detect_tables(text: TextTable, sample: Sample | None = None) -> tuple[str, ...]:
    """The tables that the file's columns speak for, and for no other nearly as much.

    It is one, but for a list of customers or subscriptions that also tells of exits.

    Raises:
        UnknownTableError: None fits, or two fit about as well: the two are named.
    """
    told = _told(text, sample or sample_of(text))
    best, *rest = [*told.possible, _NOTHING]
    filled = _filled_with(best.kind, told, text) if best.kind else ()
    other = next(one for one in told.scored if one.kind not in TABLES)
    rivals = [other, *(one for one in rest if one.kind not in filled)]
    rival = max(rivals, key=lambda one: one.score)
    if best.score < _ENOUGH or best.score < rival.score + _MARGIN:
        raise _question(text, told, other if rival is other else None)
    return filled


def _told(text: TextTable, sample: Sample) -> _Told:
    by_column = _signs(text, sample)
    signs = frozenset(sign for of_column in by_column.values() for sign in of_column)
    own = _own_names(sample)
    scored = _sorted(
        Likeness(kind, of.score(signs) + own.get(kind, 0.0))
        for kind, of in signs_of_lists().items()
    )
    return _Told(by_column, signs, scored)


def _filled_with(best: str, told: _Told, text: TextTable) -> tuple[str, ...]:
    """The tables of a file that is most like one of them, what others need first."""
    if not told.may_be("exits") or set(text.columns) <= TABLES[best].columns().keys():
        return (best,)
    if best == "exits":
        has_accounts = told.may_be("accounts") and (
            _has_stayed(told, text) or len(told.signs & _ABOUT_ACCOUNTS) >= _SEVERAL
        )
        with_ids = "subscription_id" in told.signs and told.may_be("subscriptions")
        first = "subscriptions" if with_ids else "accounts" if has_accounts else None
        return (first, best) if first else (best,)
    is_told = (
        "leave_date" in told.signs if best == "accounts" else "reason" in told.signs
    )
    return (best, "exits") if best in _HOLD_EXITS and is_told else (best,)


def _has_stayed(told: _Told, text: TextTable) -> bool:
    """Is there a customer without a date of leaving?"""
    left = [c for c, signs in told.by_column.items() if signs & _LEFT]
    return any(text.rows[column].null_count() for column in left)


def _sorted(likenesses: Iterable[Likeness]) -> list[Likeness]:
    return sorted(likenesses, key=lambda one: -one.score)


def _own_names(sample: Sample) -> dict[str, float]:
    """How many columns are called as in a table, each shared among its tables."""
    named = sample.plain_names().keys()
    tables = {t: set(schema.columns()) & named for t, schema in TABLES.items()}
    share = {n: sum(n in own for own in tables.values()) for n in named}
    return {t: sum(_OWN_NAME / share[n] for n in own) for t, own in tables.items()}


def _signs(text: TextTable, sample: Sample) -> dict[str, frozenset[str]]:
    """What each column is a sign of."""
    told = {column: frozenset(_signs_of(sample, column)) for column in sample.values}
    accounts = [c for c in sample.values if _is_account(c)][:1]
    if not any("account" in signs for signs in told.values()):
        accounts = [c for c in (sample.unnamed_account(),) if c]
    for column in accounts:
        told[column] |= {"account", *_signs_of_accounts(text.rows[column])}
    return told


def _signs_of(sample: Sample, column: str) -> Iterator[str]:
    meanings = meanings_of(column) - {"filler", "date"}
    if sample.holds_dates(column):
        role = date_role(column)
        yield f"{role}_date"
        yield from meanings & {"leave"} - {role}
        return
    if sample.share_of(column, Kind.FLAG) == 1 and sample.values[column].len():
        meanings -= _NOT_TOLD_BY_A_FLAG
    yield from meanings
    if {"leave", "reason"} <= meanings:
        yield "leave_reason"
    if "outcome" in meanings and sample.share_of_words(column, "outcome") >= _MOST:
        yield "outcome_words"
    if "id" in meanings:
        yield from (sign for of, sign in _IDS.items() if of in meanings)
    if "name" in meanings and not meanings.intersection(_NAMED_BESIDE_ACCOUNTS.split()):
        yield "account_name"
    if sample.are_reasons(column):
        yield "reason"


def _signs_of_accounts(cells: pl.Series) -> Iterator[str]:
    share = distinct_about(cells) / max(cells.count(), 1)
    if share >= _UNIQUE:
        yield "unique_accounts"
    elif share < _REPEATED and cells.count() >= _FEWEST:
        yield "repeated_accounts"


def _is_account(column: str) -> bool:
    meanings = meanings_of(column) - {"filler"}
    return "account" in meanings and meanings <= {"account", "id", "name"}


def _question(
    text: TextTable, told: _Told, other: Likeness | None
) -> UnknownTableError:
    possible = [one.kind for one in told.possible]
    others = sorted(TABLES, key=lambda t: -signs_of_lists()[t].speaking(told.signs))
    candidates = list(dict.fromkeys([*possible, *others]))[:2]
    listed = text.columns[:_MOST_NAMED]
    if other and other.score >= _ENOUGH:
        return UnknownTableError.like(other.kind, candidates, listed)
    speaking = [
        _speaking(told.by_column, signs_of_lists()[table]) for table in candidates
    ]
    if all(speaking):
        return UnknownTableError.between(candidates, speaking, listed)
    return UnknownTableError.unlike(listed)


def _speaking(told: dict[str, frozenset[str]], signs: Signs) -> list[str]:
    """The columns that speak for a kind of list, those that say most first."""
    scores = {column: signs.score(of_column) for column, of_column in told.items()}
    return sorted((c for c, s in scores.items() if s > 0), key=lambda c: -scores[c])
