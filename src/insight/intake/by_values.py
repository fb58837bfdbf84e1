"""Fields that a column's values tell where its name says nothing."""

from collections.abc import Collection, Iterator

import polars as pl

from insight.intake.amounts import marks_of
from insight.intake.flags import parse_counts
from insight.intake.lexicon import meanings_of
from insight.intake.sample import Sample
from insight.schema import TABLES

_AMOUNTS = {"subscriptions": "amount", "exits": "last_mrr", "win_backs": "mrr"}
_LONG, _MOST = 60, 0.6
_BEST_EASE, _BEST_NPS = 7, 10


def fields_by_values(
    sample: Sample, table: str, free: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Pairs of a field and its column: accounts, amounts with a sign, scores, long text.

    Each only where one column alone can be it, and its name says nothing to us.

    Args:
        sample: The file.
        table: One of `schema.TABLES`.
        free: Columns that hold no other field.
    """
    silent = sorted(c for c in free if not meanings_of(c) - {"filler"})
    account = sample.unnamed_account()
    found: dict[str, list[str]] = {
        "account_id": [account] if account and account in free else [],
        _AMOUNTS.get(table, ""): [c for c in silent if _is_priced(sample.values[c])],
        "comment": [c for c in silent if _is_long_text(sample.values[c])],
        **_scores(sample, silent),
    }
    fields = TABLES[table].columns()
    for field, columns in found.items():
        if field in fields and len(columns) == 1 and columns[0]:
            yield field, columns[0]


def _is_priced(cells: pl.Series) -> bool:
    """Are most cells amounts with a currency beside them?"""
    return marks_of(cells).count() > _MOST * max(len(cells), 1)


def _is_long_text(cells: pl.Series) -> bool:
    return int(cells.str.len_chars().sum()) > _LONG * max(len(cells), 1)


def _scores(sample: Sample, silent: Collection[str]) -> dict[str, list[str]]:
    """Columns of whole numbers on a scale from 1 to 7, and on one from 0 to 10."""
    found: dict[str, list[str]] = {"ease_1_7": [], "exit_nps_0_10": []}
    for column in silent:
        counts = parse_counts(sample.values[column])
        if counts.null_count() or counts.is_empty():
            continue
        low, high = counts.to_numpy().min(), counts.to_numpy().max()
        if low >= 1 and 1 < high <= _BEST_EASE:
            found["ease_1_7"].append(column)
        elif low >= 0 and _BEST_EASE < high <= _BEST_NPS:
            found["exit_nps_0_10"].append(column)
    return found
