"""Which of our tables a file is, from the names and values of all its columns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from insight.errors import UnknownTableError
from insight.intake.date_roles import date_role
from insight.intake.distinct_cells import distinct_about
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
_MOST_NAMED = 12
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


def detect_table(text: TextTable) -> str:
    """The table that the file's columns speak for, and for no other nearly as much.

    Raises:
        UnknownTableError: None fits, or two fit about as well: the two are named.
    """
    sample = sample_of(text)
    told = _signs(text, sample)
    signs = frozenset(sign for of_column in told.values() for sign in of_column)
    own = _own_names(sample)
    scored = _sorted(
        Likeness(kind, of.score(signs) + own.get(kind, 0.0))
        for kind, of in signs_of_lists().items()
    )
    ours = [one for one in scored if one.kind in TABLES]
    possible = [one for one in ours if signs_of_lists()[one.kind].is_possible(signs)]
    other = next(one for one in scored if one.kind not in TABLES)
    best, second, *_ = [*possible, _NOTHING, _NOTHING]
    rival = max(second, other, key=lambda one: one.score)
    if best.score < _ENOUGH or best.score < rival.score + _MARGIN:
        candidates = list(dict.fromkeys(one.kind for one in [*possible, *ours]))[:2]
        raise _question(text, told, candidates, other if rival is other else None)
    return best.kind


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
    for column in [c for c in sample.values if _is_account(c)][:1]:
        told[column] |= set(_signs_of_accounts(text.rows[column]))
    return told


def _signs_of(sample: Sample, column: str) -> Iterator[str]:
    if sample.holds_dates(column):
        yield f"{date_role(column)}_date"
        return
    meanings = meanings_of(column) - {"filler", "date"}
    yield from meanings
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
    text: TextTable,
    told: dict[str, frozenset[str]],
    candidates: list[str],
    other: Likeness | None,
) -> UnknownTableError:
    listed = text.columns[:_MOST_NAMED]
    if other and other.score >= _ENOUGH:
        return UnknownTableError.like(other.kind, candidates, listed)
    speaking = [_speaking(told, signs_of_lists()[table]) for table in candidates]
    if all(speaking):
        return UnknownTableError.between(candidates, speaking, listed)
    return UnknownTableError.unlike(listed)


def _speaking(told: dict[str, frozenset[str]], signs: Signs) -> list[str]:
    """The columns that speak for a kind of list, those that say most first."""
    scores = {column: signs.score(of_column) for column, of_column in told.items()}
    return sorted((c for c, s in scores.items() if s > 0), key=lambda c: -scores[c])
