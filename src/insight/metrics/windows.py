"""The window steps: running totals, neighbours, and stretches of joined intervals."""

from collections.abc import Sequence

import narwhals as nw

from insight.metrics.frame import Frame


def running(frame: Frame, totals: dict[str, str], *, within: str, by: str) -> Frame:
    """Adds, for each `new: column`, the running sum of the column up to this row.

    `by` orders the rows of one `within` and has no ties there.
    """
    return frame.with_columns(
        **{
            name: nw.col(column).cum_sum().over(within, order_by=by)
            for name, column in totals.items()
        }
    )


def following(frame: Frame, names: dict[str, str], *, within: str, by: str) -> Frame:
    """Adds, for each `new: column`, the column's value in the next row of `within`."""
    return frame.with_columns(
        **{
            name: nw.col(column).shift(-1).over(within, order_by=by)
            for name, column in names.items()
        }
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
    keys = list(within)
    order = ["start", "end"]
    covered = nw.col("end").cum_max().over(keys, order_by=order)
    return (
        intervals.with_columns(covered=covered)
        .with_columns(before=nw.col("covered").shift(1).over(keys, order_by=order))
        .with_columns(
            begins=nw.when(nw.col("start") <= nw.col("before") + gap)
            .then(nw.lit(0))
            .otherwise(nw.lit(1))
        )
        .with_columns(
            stretch=nw.col("begins").cast(nw.Int64).cum_sum().over(keys, order_by=order)
        )
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
