"""Which of our tables a file is."""

from collections import Counter

from insight.errors import UnknownTableError
from insight.intake.distinct_cells import distinct_about
from insight.intake.matching import Match, match_columns
from insight.intake.sample import sample_of
from insight.intake.text_table import TextTable
from insight.schema import TABLES, required_columns

_LACKING = 3.0
_REPEATED_KEY = 1.0
_UNIQUE = 0.9
_ENOUGH = 0.5


def detect_table(text: TextTable) -> str:
    """The table that most of the file's columns speak for, and for few others.

    Raises:
        UnknownTableError: No table finds even half of what it needs.
    """
    sample = sample_of(text)
    matches = {table: match_columns(sample, table) for table in TABLES}
    known = {t: found for t, found in matches.items() if _has_enough(t, found)}
    if not known:
        listed = ", ".join(f"“{column}”" for column in text.columns[:12])
        raise UnknownTableError(
            f"The columns {listed} fit none of our tables. Choose the table by hand."
        )
    spoken = Counter(match.column for found in matches.values() for match in found)
    return max(known, key=lambda table: _score(text, table, known[table], spoken))


def _has_enough(table: str, found: tuple[Match, ...]) -> bool:
    required = required_columns(table)
    matched = {match.field for match in found}
    return len(matched & set(required)) >= _ENOUGH * len(required) and len(matched) > 1


def _score(
    text: TextTable, table: str, found: tuple[Match, ...], spoken: Counter[str]
) -> float:
    speaks = sum(match.strength / spoken[match.column] for match in found)
    lacking = set(required_columns(table)) - {match.field for match in found}
    repeated = _REPEATED_KEY * _has_repeated_key(text, table, found)
    return speaks - _LACKING * len(lacking) - repeated


def _has_repeated_key(text: TextTable, table: str, found: tuple[Match, ...]) -> bool:
    column_of = {match.field: match.column for match in found}
    keys = [column_of.get(key) for key in TABLES[table].primary_key()]
    return any(
        key is not None
        and distinct_about(text.rows[key]) < _UNIQUE * text.rows[key].count()
        for key in keys
    )
