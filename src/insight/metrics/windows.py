"""The window steps: row numbers, running totals, neighbours, stretches of intervals.

Each is written once with windows, for any engine; on Polars `sorted_rows` does the same
on sorted rows, many times faster where the groups are small. There `within` is at most
2**33 and `by` no further from 0 than 2**29, so that both fit into one number.
"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from insight.metrics import sorted_rows
from insight.metrics.frame import Frame, is_polars


def numbered(frame: Frame, name: str, *, by: Sequence[str]) -> Frame:
    """Adds `name` (Int64): the place of the row in the order of `by`, from 0."""
    if is_polars(frame):
        return nw.from_native(sorted_rows.numbered(frame.to_native(), name, by=by))
    rows = frame.with_row_index(name, order_by=by)
    return rows.with_columns(nw.col(name).cast(nw.Int64))


def running(frame: Frame, totals: Mapping[str, str], *, within: str, by: str) -> Frame:
    """Adds, for each `new: column`, the running sum of the column up to this row.

    `by` orders the rows of one `within` and has no ties there; the columns no nulls.
    """
    if is_polars(frame):
        native = frame.to_native()
        return nw.from_native(sorted_rows.running(native, totals, within=within, by=by))
    return frame.with_columns(
        **{
            name: nw.col(column).cum_sum().over(within, order_by=by)
            for name, column in totals.items()
        }
    )


def following(frame: Frame, names: Mapping[str, str], *, within: str, by: str) -> Frame:
    """Adds, for each `new: column`, the column's value in the next row of `within`."""
    if is_polars(frame):
        native = frame.to_native()
        return nw.from_native(
            sorted_rows.following(native, names, within=within, by=by)
        )
    return frame.with_columns(
        **{
            name: nw.col(column).shift(-1).over(within, order_by=by)
            for name, column in names.items()
        }
    )


def levels(changes: Frame, steps: Sequence[str], *, within: str, by: str) -> Frame:
    """What the sums of all changes are from one `by` of a change until the next one.

    Returns:
        `within`, `by`, `end` (the `by` of its next change) and each of `steps`, summed
        up to here. After its last change there is no row.
    """
    if is_polars(changes):
        native = changes.to_native()
        return nw.from_native(sorted_rows.levels(native, steps, within=within, by=by))
    totals = {f"{step}_now": step for step in steps}
    return (
        changes.group_by(within, by)
        .agg(nw.col(step).sum() for step in steps)
        .pipe(running, totals, within=within, by=by)
        .pipe(following, {"end": by}, within=within, by=by)
        .filter(~nw.col("end").is_null())
        .select(within, by, "end", **{s: nw.col(total) for total, s in totals.items()})
    )


def stretches(
    intervals: Frame, *, gap: int, within: Sequence[str] = ("account",)
) -> Frame:
    """Numbers the maximal runs of intervals whose gaps are at most `gap` days.

    Args:
        intervals: Half-open `start`, `end` (days); may overlap.
        gap: Days without an interval that still join two of them.
        within: The columns that say whose intervals they are.

    Returns:
        The intervals with `stretch`, 1 for the earliest of its `within`.
    """
    if is_polars(intervals):
        native = intervals.to_native()
        return nw.from_native(sorted_rows.stretches(native, gap=gap, within=within))
    keys, order = list(within), ["start", "end"]
    covered = nw.col("end").cum_max().over(keys, order_by=order)
    goes_on = nw.col("start") <= nw.col("before") + gap
    begins = nw.when(goes_on).then(nw.lit(0)).otherwise(nw.lit(1)).cast(nw.Int64)
    return (
        intervals.with_columns(covered=covered)
        .with_columns(before=nw.col("covered").shift(1).over(keys, order_by=order))
        .with_columns(begins=begins)
        .with_columns(stretch=nw.col("begins").cum_sum().over(keys, order_by=order))
        .drop("covered", "before", "begins")
    )


def joined(
    intervals: Frame, *, gap: int, within: Sequence[str] = ("account",)
) -> Frame:
    """One row per stretch: the keys, `start` and `end`."""
    return (
        stretches(intervals, gap=gap, within=within)
        .group_by([*within, "stretch"])
        .agg(nw.col("start").min(), nw.col("end").max())
        .drop("stretch")
    )
