"""MRR movements: new, reactivation, expansion, contraction and churn.

One rule in two views. The snapshot compares an account at both ends of a month, the
ledger at both ends of a day; they differ in kinds and have the same net change.
"""

from collections.abc import Sequence

import narwhals as nw

from insight.metrics.calendar import with_months
from insight.metrics.frame import Frame
from insight.metrics.windows import running

KINDS = ("new", "reactivation", "expansion", "contraction", "churn")
_STEPS = ("mrr", "customers", "payments")


def changes(states: Frame, ended: Frame, *, as_of_day: int) -> Frame:
    """What happened to each account on each day something did.

    Args:
        states: The rows of `spells.segments`.
        ended: The rows of `spells.ended`.
        as_of_day: The last complete day; what ends after it still runs.

    Returns:
        `account`, `day`, `month` and the day's change of `mrr` (millionths), of
        `customers` (spells running) and of `payments` (spells begun so far).
    """
    paid = states.filter(nw.col("mrr") > 0)
    over = paid.filter(nw.col("end") <= as_of_day)
    closed = ended.filter(nw.col("end_kind") != "")
    rows = [
        _change(paid, day="start", mrr=nw.col("mrr"), payments=nw.lit(1)),
        _change(_forgotten(paid, ended), day="forgotten", payments=nw.lit(-1)),
        _change(over, day="end", mrr=-nw.col("mrr")),
        _change(ended, day="start", customers=nw.lit(1)),
        _change(closed, day="end", customers=nw.lit(-1)),
    ]
    return (
        nw.concat(rows)
        .group_by("account", "day")
        .agg(nw.col(step).sum() for step in _STEPS)
        .pipe(with_months, month="day")
    )


def _forgotten(paid: Frame, ended: Frame) -> Frame:
    """What was paid before a customer left for so long that it is new when it comes back."""
    ends = ended.filter(~nw.col("forgotten").is_null()).select("account", "forgotten")
    before = paid.join(ends, on="account").filter(nw.col("start") < nw.col("forgotten"))
    return before.group_by("account", "start").agg(nw.col("forgotten").min())


def moves(changes: Frame, *, merged: Frame, period: str) -> Frame:
    """One row per account and period ("month" or "day") in which anything changed.

    A merged account's balance is handed to its successor in the period of the merge,
    so that the two together are compared with what remains of them.

    Args:
        changes: The rows of `changes`.
        merged: `Merges.by_period` for the same period.
        period: The column whose values the movements are counted over.

    Returns:
        `account`, `period`, `opening`, `closing`, `delta`, `handed_over` (millionths),
        `customers_before`, `customers_after`, and `kind`, null where MRR is the same.
    """
    own = changes.rename({period: "period"}).select("account", "period", *_STEPS)
    ends = [merged.select(account=nw.col(c)) for c in ("account", "successor")]
    tied = nw.concat(ends).unique()
    alone = own.join(tied, on="account", how="anti")
    summed = alone if period == "day" else _summed(alone, _STEPS)
    handed = _handed_over(own.join(tied, on="account", how="semi"), merged)
    rows = [_with_hand_over(summed), handed]
    return _classified(_balanced(nw.concat(rows)))


def _handed_over(own: Frame, merged: Frame) -> Frame:
    placed = own.join(merged, on="account", how="left").with_columns(
        account=nw.when(nw.col("period") >= nw.col("merged"))
        .then(nw.col("successor"))
        .otherwise(nw.col("account"))
    )
    rows = nw.concat([_with_hand_over(placed), _hand_overs(own, merged)])
    steps = (*_STEPS, "handed_over", "customers_over", "payments_over")
    return _summed(rows, steps)


def _summed(rows: Frame, steps: Sequence[str]) -> Frame:
    return rows.group_by("account", "period").agg(nw.col(step).sum() for step in steps)


def _change(frame: Frame, *, day: str, **steps: nw.Expr) -> Frame:
    values = {step: steps.get(step, nw.lit(0)).cast(nw.Int64) for step in _STEPS}
    return frame.select("account", day=nw.col(day), **values)


def _with_hand_over(rows: Frame) -> Frame:
    zero = nw.lit(0, dtype=nw.Int64)
    return rows.select(
        "account", "period", *_STEPS,
        handed_over=zero, customers_over=zero, payments_over=zero,
    )  # fmt: skip


def _hand_overs(own: Frame, merged: Frame) -> Frame:
    before = (
        own.join(merged, on="account")
        .filter(nw.col("period") < nw.col("merged"))
        .group_by("account", "successor", "merged")
        .agg(nw.col(step).sum() for step in _STEPS)
    )
    return nw.concat(
        [
            _hand_over(before, account="successor", sign=1),
            _hand_over(before, account="account", sign=-1),
        ]
    )


def _hand_over(before: Frame, *, account: str, sign: int) -> Frame:
    zero = nw.lit(0, dtype=nw.Int64)
    return before.select(
        account=nw.col(account),
        period=nw.col("merged"),
        **dict.fromkeys(_STEPS, zero),
        handed_over=nw.col("mrr") * sign,
        customers_over=nw.col("customers") * sign,
        payments_over=nw.col("payments") * sign,
    )


def _balanced(totals: Frame) -> Frame:
    summed = totals.with_columns(
        mrr_sum=nw.col("mrr") + nw.col("handed_over"),
        customers_sum=nw.col("customers") + nw.col("customers_over"),
        payments_sum=nw.col("payments") + nw.col("payments_over"),
    )
    names = {
        "closing": "mrr_sum",
        "customers_after": "customers_sum",
        "payments_after": "payments_sum",
    }
    return running(summed, names, within="account", by="period").with_columns(
        opening=nw.col("closing") - nw.col("mrr"),
        customers_before=nw.col("customers_after") - nw.col("customers"),
        payments_before=nw.col("payments_after") - nw.col("payments"),
    )


def _classified(balanced: Frame) -> Frame:
    appeared = (nw.col("opening") == 0) & (nw.col("customers_before") == 0)
    vanished = (nw.col("closing") == 0) & (nw.col("customers_after") == 0)
    first = (
        nw.when(nw.col("payments_before") == 0)
        .then(nw.lit("new"))
        .otherwise(nw.lit("reactivation"))
    )
    grown = nw.when(appeared).then(first).otherwise(nw.lit("expansion"))
    shrunk = nw.when(vanished).then(nw.lit("churn")).otherwise(nw.lit("contraction"))
    kind = (
        nw.when(nw.col("mrr") > 0)
        .then(grown)
        .otherwise(nw.when(nw.col("mrr") < 0).then(shrunk))
    )
    return balanced.with_columns(kind=kind).select(
        "account", "period", "kind", "opening", "closing", "handed_over",
        "customers_before", "customers_after", "customers_over", delta=nw.col("mrr"),
    )  # fmt: skip
