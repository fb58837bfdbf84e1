"""Which column of a file holds which field of a table."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from insight.intake.kinds import Kind, kind_of
from insight.intake.names import plain_name
from insight.intake.sample import Sample
from insight.intake.synonyms import names_of
from insight.intake.vocabulary import choices_of
from insight.schema import TABLES, required_columns

EXACT, SYNONYM, CONTENT = 3.0, 2.0, 1.0
_REQUIRED = 0.5
_RANK = 0.01
_MOST = 0.5
_MANY = 0.6
_PER_MONTH = frozenset({"mrr", "monthly", "month"})
_PER_YEAR = frozenset({"arr", "annual", "yearly", "year"})
_TOLD_BY_CONTENT = ("reason_code", "status", "billing_interval", "severity")


@dataclass(frozen=True, slots=True)
class Match:
    """A field, the column proposed for it, and how good the ground for it is."""

    field: str
    column: str
    strength: float


def match_columns(sample: Sample, table: str) -> tuple[Match, ...]:
    """Proposed columns for a table's fields: by name, by synonym, then by content."""
    named = _best(_by_name(sample, table))
    columns = {match.column for match in named}
    fields = {match.field for match in named}
    told = _best(
        match
        for match in _by_content(sample, table, sample.values.keys() - columns)
        if match.field not in fields
    )
    return _without_needless_interval((*named, *told))


def interval_of(amount_column: str) -> str | None:
    """The interval that an amount's own name says, such as MRR; else None."""
    words = set(plain_name(amount_column).split("_"))
    if words & _PER_MONTH:
        return "month"
    return "year" if words & _PER_YEAR else None


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
            strength = (SYNONYM - _RANK * rank) if rank else EXACT
            yield Match(field, column, strength + _REQUIRED * (field in required))


def _suits(sample: Sample, column: str, table: str, field: str) -> bool:
    kind = kind_of(table, field)
    if choices_of(field) and not field.endswith("reason_code"):
        is_flag = field == "status" and sample.share_of(column, Kind.FLAG) == 1
        return is_flag or sample.share_of_words(column, field) >= _MOST
    is_called_date = kind is Kind.DATE and "date" in plain_name(column)
    return is_called_date or sample.share_of(column, kind) >= _MOST


def _by_content(sample: Sample, table: str, free: Collection[str]) -> Iterator[Match]:
    for field in TABLES[table].columns().keys() & set(_TOLD_BY_CONTENT):
        for column in filter(sample.is_worded, sorted(free)):
            if sample.share_of_words(column, field) >= _MANY:
                yield Match(field, column, CONTENT)
    dates = [c for c in sorted(free) if sample.is_dates(c, at_least=_MANY)]
    for field in required_columns(table):
        if kind_of(table, field) is Kind.DATE and len(dates) == 1:
            yield Match(field, dates[0], CONTENT)


def _without_needless_interval(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    amounts = (match.column for match in matches if match.field == "amount")
    if not any(map(interval_of, amounts)):
        return matches
    return tuple(match for match in matches if match.field != "billing_interval")
