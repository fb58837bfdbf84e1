"""The first rows of a file, and what each column looks like in them."""

from dataclasses import dataclass, field

import polars as pl

from insight.intake.evidence import present
from insight.intake.header import is_numbered
from insight.intake.kinds import Kind, share_of_kind
from insight.intake.names import plain_name
from insight.intake.text_table import TextTable
from insight.intake.vocabulary import share_understood

_LOOKED_AT = 1_000
_MOST_DISTINCT = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """Distinct values of each named column; each share is worked out once."""

    values: dict[str, pl.Series]
    _shares: dict[tuple[str, str], float] = field(default_factory=dict)

    def plain_names(self) -> dict[str, str]:
        """Column by its comparable name; of two with the same the first."""
        return {plain_name(column): column for column in reversed(self.values)}

    def share_of(self, column: str, kind: Kind) -> float:
        """Share of a column's values that are of a kind, 0-1."""
        key = (column, kind.value)
        if key not in self._shares:
            self._shares[key] = share_of_kind(self.values[column], kind)
        return self._shares[key]

    def share_of_words(self, column: str, field_name: str) -> float:
        """Share of a column's values that are words for a field, 0-1."""
        key = (column, f"words of {field_name}")
        if key not in self._shares:
            self._shares[key] = share_understood(self.values[column], field_name)
        return self._shares[key]

    def is_worded(self, column: str) -> bool:
        """Is a column written in letters, at least in part?"""
        return bool(self.values[column].str.contains("[A-Za-z]").any())

    def is_dates(self, column: str, *, at_least: float) -> bool:
        """Are a column's values dates that are not bare numbers?"""
        is_written_out = bool(self.values[column].str.contains(r"\D").any())
        return is_written_out and self.share_of(column, Kind.DATE) >= at_least


def sample_of(text: TextTable) -> Sample:
    """The sample of a file; columns without a name of their own are not in it."""
    first = text.rows.head(_LOOKED_AT)
    named = (column for column in first if not is_numbered(column.name))
    return Sample(
        {c.name: present(c.unique()).sort().head(_MOST_DISTINCT) for c in named}
    )
