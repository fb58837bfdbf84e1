"""The steps of `windows` on Polars: neighbours and sums over rows that are sorted.

A window per account costs a group each; on sorted rows the next row is a shift away, and
a sum within an account is the sum over all rows minus what it was where the account began.
"""

from collections.abc import Mapping, Sequence

import polars as pl

_APART, _KEYS_APART = 2**32, 2**30


def numbered(frame: pl.LazyFrame, name: str, *, by: Sequence[str]) -> pl.LazyFrame:
    """As `windows.numbered`."""
    return frame.sort(by).with_row_index(name).with_columns(pl.col(name).cast(pl.Int64))


def running(
    frame: pl.LazyFrame, totals: Mapping[str, str], *, within: str, by: str
) -> pl.LazyFrame:
    """As `windows.running`."""
    first = _begins([within])
    sums = {name: _sum_since(first, column) for name, column in totals.items()}
    return frame.sort(_place(within, by)).with_columns(**sums)


def levels(
    changes: pl.LazyFrame, steps: Sequence[str], *, within: str, by: str
) -> pl.LazyFrame:
    """As `windows.levels`: the sum after the last of the changes that fall together."""
    first = _begins([within])
    sums = {step: _sum_since(first, step) for step in steps}
    return (
        changes.sort(_place(within, by))
        .select(within, by, end=_next(by, within=within), **sums)
        .filter(pl.col(by) < pl.col("end"))
    )


def following(
    frame: pl.LazyFrame, names: Mapping[str, str], *, within: str, by: str
) -> pl.LazyFrame:
    """As `windows.following`."""
    nexts = {name: _next(column, within=within) for name, column in names.items()}
    return frame.sort(_place(within, by)).with_columns(**nexts)


def stretches(
    intervals: pl.LazyFrame, *, gap: int, within: Sequence[str]
) -> pl.LazyFrame:
    """As `windows.stretches`.

    The days of each owner are moved `_APART` from those of the one before, so that the
    furthest end so far is a maximum over all rows, and a new owner a gap. Of intervals
    that begin together it is all the same which comes first.
    """
    key, *others = within
    order = [key, *others, "start"] if others else [_place(key, "start")]
    place = pl.col("owner") * _APART
    covered = (place + pl.col("end")).cum_max().shift(1)
    begins = (place + pl.col("start") > covered + gap).fill_null(value=True)
    return (
        intervals.sort(order)
        .with_columns(first=_begins(within))
        .with_columns(owner=pl.col("first").cast(pl.Int64).cum_sum())
        .with_columns(begins=begins.cast(pl.Int64))
        .with_columns(stretch=_sum_since(pl.col("first"), "begins"))
        .drop("first", "owner", "begins")
    )


def _place(within: str, by: str) -> pl.Expr:
    """Both integers in one, which sorts three times as fast as the two."""
    return pl.col(within) * _KEYS_APART + pl.col(by)


def _begins(keys: Sequence[str]) -> pl.Expr:
    """Whether a row is the first with its keys."""
    return pl.any_horizontal(
        pl.col(key) != pl.col(key).shift(1) for key in keys
    ).fill_null(value=True)


def _next(column: str, *, within: str) -> pl.Expr:
    same = pl.col(within) == pl.col(within).shift(-1)
    return pl.when(same).then(pl.col(column).shift(-1))


def _sum_since(first: pl.Expr, column: str) -> pl.Expr:
    total = pl.col(column).cum_sum()
    before = pl.when(first).then(total - pl.col(column)).forward_fill()
    return total - before
