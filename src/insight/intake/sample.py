"""The first rows of a file, and what each column looks like in them."""

from dataclasses import dataclass, field

import polars as pl

from insight.intake.date_roles import PLAIN, UNKNOWN, date_role
from insight.intake.evidence import present
from insight.intake.flags import parse_counts
from insight.intake.header import is_numbered
from insight.intake.kinds import Kind, share_of_kind
from insight.intake.lexicon import meanings_of
from insight.intake.names import plain_name
from insight.intake.text_table import TextTable
from insight.intake.vocabulary import share_understood

_LOOKED_AT = 1_000
_MOST_DISTINCT = 200
_MOST, _MANY = 0.5, 0.6
_OF_TIME = frozenset({"date", "month", "year"})
_UNIQUE = 0.9
_HIGHEST = 999
_SENTENCE = 30
_LONGEST_NAME = 60
_LIKE_A_DATE = r"(^|\D)(19|20)\d\d(\D|$)|\d+[-./]\d+[-./]\d+"


@dataclass(frozen=True, slots=True)
class Sample:
    """Distinct values of each named column; each share is worked out once.

    Attributes:
        values: Up to 200 distinct values of each column.
        rows: How many rows they are of.
    """

    values: dict[str, pl.Series]
    rows: int = 0
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

    def holds_dates(self, column: str) -> bool:
        """Are a column's values days or parts of a year, by what they and its name say?"""
        key = (column, "holds dates")
        if key not in self._shares:
            self._shares[key] = self._holds_dates(column)
        return bool(self._shares[key])

    def _holds_dates(self, column: str) -> bool:
        cells = self.values[column]
        is_called = bool(meanings_of(column) & _OF_TIME)
        if cells.is_empty():
            return "date" in meanings_of(column)
        if not cells.str.contains(r"\d").any():
            return False
        if self.is_dates(column, at_least=_MANY):
            return True
        if is_called and self.share_of(column, Kind.DATE) >= _MOST:
            return True
        says_when = is_called or date_role(column) not in {PLAIN, UNKNOWN}
        return says_when and _mean(cells.str.contains(_LIKE_A_DATE)) >= _MANY

    def are_reasons(self, column: str) -> bool:
        """Are a column's values words for reasons, whatever it is called?"""
        is_worded = self.is_worded(column)
        return is_worded and self.share_of_words(column, "reason_code") >= _MANY

    def unnamed_account(self) -> str | None:
        """The one column of names or ids whose own name says nothing to us, if it is one.

        Where a list has an account at all, and no column is called so, it is this one.
        """
        silent = [column for column in self.values if self._may_name_accounts(column)]
        own = [column for column in silent if self.is_unique(column)]
        numbered = [column for column in self.values if self._holds_ids(column)]
        found = (columns for columns in (silent, own, numbered) if len(columns) == 1)
        return next((column for (column,) in found), None)

    def is_unique(self, column: str) -> bool:
        """Has a column a value of its own in nearly every row?"""
        return len(self.values[column]) >= _UNIQUE * min(self.rows, _MOST_DISTINCT)

    def is_figure(self, column: str) -> bool:
        """Does a column count something, rather than number the rows?"""
        counts = parse_counts(self.values[column])
        if counts.is_empty() or counts.null_count() or _last(counts) > _HIGHEST:
            return False
        return not (self.is_unique(column) and _are_in_a_row(counts))

    def is_long_text(self, column: str) -> bool:
        """Are a column's values mostly sentences?"""
        cells = self.values[column]
        return int(cells.str.len_chars().sum()) > _SENTENCE * len(cells) > 0

    def _holds_ids(self, column: str) -> bool:
        """Is a column of ids, of what it does not say, that do not just number the rows?"""
        if meanings_of(column) - {"filler"} != {"id"} or not self.is_unique(column):
            return False
        counts = parse_counts(self.values[column])
        is_counted = not counts.null_count() and _are_in_a_row(counts)
        return not (is_counted or self.holds_dates(column))

    def _may_name_accounts(self, column: str) -> bool:
        cells = self.values[column]
        says_nothing = not meanings_of(column) - {"filler"}
        if not says_nothing or cells.is_empty() or self.holds_dates(column):
            return False
        is_short = int(cells.str.len_chars().sum()) <= _LONGEST_NAME * len(cells)
        is_more = not self.are_reasons(column) and self.share_of(column, Kind.FLAG) < 1
        is_amount = self.share_of(column, Kind.AMOUNT) > _MOST
        is_link = bool(cells.str.contains("://", literal=True).any())
        is_name = is_short and is_more and not is_amount and not is_link
        return is_name and self.is_worded(column)


def _are_in_a_row(counts: pl.Series) -> bool:
    """Is each whole number the one before and one?"""
    return bool((counts.sort().diff().drop_nulls() == 1).all())


def _last(counts: pl.Series) -> int:
    return int(counts.to_numpy().max())


def _mean(flags: pl.Series) -> float:
    return float(flags.cast(pl.Float64).sum()) / max(len(flags), 1)


def sample_of(text: TextTable) -> Sample:
    """The sample of a file; columns without a name of their own are not in it."""
    first = text.rows.head(_LOOKED_AT)
    named = (column for column in first if not is_numbered(column.name))
    return Sample(
        {c.name: present(c.unique()).sort().head(_MOST_DISTINCT) for c in named},
        len(first),
    )
