"""Which of our tables a file is, from the names and values of all its columns."""

from collections.abc import Iterable
from dataclasses import dataclass

from insight.errors import UnknownTableError
from insight.intake.column_signs import signs_of_columns
from insight.intake.sample import Sample, sample_of
from insight.intake.signs import Signs, signs_of_lists
from insight.intake.text_table import TextTable
from insight.schema import TABLES

_ENOUGH = 3.0
_MARGIN = 1.5
_OWN_NAME = 1.0
_MOST_NAMED = 12
_SEVERAL = 2
_HOLD_EXITS = ("accounts", "subscriptions")
_ABOUT_ACCOUNTS = frozenset(
    {"account_name", "segment", "industry", "region", "start_date", "consent", "parent"}
)
_LEFT = frozenset({"leave_date", "end_date"})


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
        return [
            one
            for one in self.ours
            if self.may_be(one.kind)
            and not signs_of_lists()[one.kind].is_barred(self.signs)
        ]

    def may_be(self, table: str) -> bool:
        return signs_of_lists()[table].is_possible(self.signs)


def detect_tables(text: TextTable, sample: Sample | None = None) -> tuple[str, ...]:
    """The tables that the file's columns suggest, and no other nearly as much.

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
    by_column = signs_of_columns(text, sample)
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
    """The columns that suggest a kind of list, the strongest first."""
    scores = {column: signs.score(of_column) for column, of_column in told.items()}
    return sorted((c for c, s in scores.items() if s > 0), key=lambda c: -scores[c])
