"""Which column of a file holds which field of a table."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from insight.intake.by_values import fields_by_values
from insight.intake.date_roles import date_role
from insight.intake.field_meanings import SAYS_NOTHING, meanings_for, roles_of
from insight.intake.kinds import Kind, kind_of
from insight.intake.lexicon import meanings_of, share_known
from insight.intake.sample import Sample
from insight.intake.synonyms import names_of
from insight.intake.vocabulary import choices_of
from insight.schema import TABLES, required_columns

EXACT, SYNONYM, MEANING, CONTENT = 3.0, 2.0, 1.5, 1.0
_REQUIRED = 0.5
_RANK = 0.01
_UNKNOWN_WORDS = 0.2
_MOST = 0.5
_MANY = 0.6
_PER_MONTH = frozenset({"mrr", "month"})
_PER_YEAR = frozenset({"arr", "year"})
_TOLD_BY_CONTENT = ("reason_code", "status", "billing_interval", "severity")


@dataclass(frozen=True, slots=True)
class Match:
    """A field, the column proposed for it, and how good the ground for it is."""

    field: str
    column: str
    strength: float


def match_columns(sample: Sample, table: str) -> tuple[Match, ...]:
    """Proposed columns for a table's fields: by name, by meaning, then by content.

    A date whose name speaks of something else than a field is not proposed for it.
    """
    named = _best((*_by_name(sample, table), *_by_meaning(sample, table)))
    columns = {match.column for match in named}
    fields = {match.field for match in named}
    told = _best(
        match
        for match in _by_content(sample, table, sample.values.keys() - columns)
        if match.field not in fields
    )
    return _without_needless_interval(_with_account((*named, *told), table))


def interval_of(amount_column: str) -> str | None:
    """The interval that an amount's own name says, such as MRR; else None."""
    meanings = meanings_of(amount_column)
    if meanings & _PER_MONTH:
        return "month"
    return "year" if meanings & _PER_YEAR else None


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    fields: set[str] = set()
    columns: set[str] = set()
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda match: -match.strength):
        if match.field not in fields and match.column not in columns:
            fields.add(match.field)
            columns.add(match.column)
            chosen.append(match)
    return tuple(chosen)


def _by_name(sample: Sample, table: str) -> Iterator[Match]:
    plain = sample.plain_names()
    required = required_columns(table)
    for field in TABLES[table].columns():
        for rank, name in enumerate(names_of(table, field)):
            column = plain.get(name)
            if column is None or (rank and not _suits(sample, column, table, field)):
                continue
            if rank and not _may_be(column, table, field):
                continue
            strength = (SYNONYM - _RANK * rank) if rank else EXACT
            yield Match(field, column, strength + _REQUIRED * (field in required))


def _may_be(column: str, table: str, field: str) -> bool:
    """Does the name of a column not speak against a field that is a date?"""
    roles = roles_of(table, field)
    return not roles or date_role(column) in roles


def _by_meaning(sample: Sample, table: str) -> Iterator[Match]:
    required = required_columns(table)
    for field in TABLES[table].columns():
        for column in sample.values:
            rank = _rank(sample, column, table, field)
            if rank is not None and _suits(sample, column, table, field):
                unknown = _UNKNOWN_WORDS * (1 - share_known(column))
                strength = MEANING - _RANK * rank - unknown
                yield Match(field, column, strength + _REQUIRED * (field in required))


def _rank(sample: Sample, column: str, table: str, field: str) -> int | None:
    """The place among what a field's columns mean, None where it means none of it."""
    if kind_of(table, field) is Kind.DATE:
        roles, role = roles_of(table, field), date_role(column)
        said = [role for role in roles if role not in {"plain", "unknown"}]
        is_said = role in said and sample.holds_dates(column)
        return roles.index(role) if is_said else None
    meanings = meanings_of(column)
    beside = {"filler", "date", *SAYS_NOTHING[table].split()}
    fitting = (
        rank
        for rank, needed in enumerate(meanings_for(table, field))
        if needed <= meanings and meanings - needed <= beside
    )
    return None if sample.holds_dates(column) else next(fitting, None)


def _suits(sample: Sample, column: str, table: str, field: str) -> bool:
    kind = kind_of(table, field)
    if choices_of(field) and not field.endswith("reason_code"):
        is_flag = field == "status" and sample.share_of(column, Kind.FLAG) == 1
        return is_flag or sample.share_of_words(column, field) >= _MOST
    if kind is Kind.DATE:
        return sample.holds_dates(column)
    return sample.share_of(column, kind) >= _MOST


def _by_content(sample: Sample, table: str, free: Collection[str]) -> Iterator[Match]:
    for field in TABLES[table].columns().keys() & set(_TOLD_BY_CONTENT):
        for column in filter(sample.is_worded, sorted(free)):
            if sample.share_of_words(column, field) >= _MANY:
                yield Match(field, column, CONTENT)
    for field, column in fields_by_values(sample, table, free):
        yield Match(field, column, CONTENT)
    dates = [c for c in sorted(free) if sample.is_dates(c, at_least=_MANY)]
    for field in required_columns(table):
        if kind_of(table, field) is not Kind.DATE:
            continue
        fitting = [c for c in dates if _may_be(c, table, field)]
        if len(fitting) == 1:
            yield Match(field, fitting[0], CONTENT)


def _with_account(matches: tuple[Match, ...], table: str) -> tuple[Match, ...]:
    """A list of accounts that has only their names tells them apart by these."""
    fields = {match.field for match in matches}
    if table != "accounts" or "account_id" in fields:
        return matches
    renamed = {"account_name": "account_id"}
    return tuple(replace(m, field=renamed.get(m.field, m.field)) for m in matches)


def _without_needless_interval(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    amounts = (match.column for match in matches if match.field == "amount")
    if not any(map(interval_of, amounts)):
        return matches
    return tuple(match for match in matches if match.field != "billing_interval")
