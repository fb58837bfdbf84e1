"""Three figures before all others: customers lost, within our control, won back."""

import polars as pl

from insight.metrics.changes import EXITS, RETURNS
from insight.metrics.money import known_sum
from insight.taxonomy import Control

LOST, CONTROLLABLE, WON_BACK = "lost", "within our control", "won back"
MORE, FEWER, USUAL, NOT_JUDGED = "more", "fewer", "usual", "not judged"
_OURS = (Control.OURS, Control.MIXED)


def verdicts(
    told: pl.DataFrame,
    controls: pl.DataFrame,
    found: pl.DataFrame,
    *,
    judged: bool,
    priced: bool,
) -> pl.DataFrame:
    """Customers lost, those of them within our control, and customers won back.

    Args:
        told: `headline` of the period.
        controls: `control_counts` of the customers lost in it.
        found: `changes` told in it.
        judged: `is_judged`: whether enough is known to call it usual.
        priced: Whether subscriptions say what those who came back pay.

    Returns:
        One row each: `figure` ("lost", "within our control", "won back"), `value`
        (customers), `previous` (the period before, as many days; null where the data
        cannot speak of it), `mrr` (units of the currency, null where unknown), `k` of
        `n` (of "lost": the customers at the start who left; of "within our control":
        of all lost; else null), `verdict` ("more" or "fewer" than usual, "usual", "not
        judged"; null where nothing judges it), `is_running`: whether the last month is not
        over, so that `previous` ends on the same day of its month.
    """
    by_measure = {row["measure"]: row for row in told.iter_rows(named=True)}
    ours = controls.filter(pl.col("control").is_in(list(map(str, _OURS))))
    lost, churn, back, again = (
        by_measure[name]
        for name in ("exits", "logo_churn", "returned", "reactivated_mrr")
    )
    return pl.DataFrame(
        [
            (LOST, lost["value"], lost["previous"], known_sum(controls["mrr"]),
             churn["k"], churn["n"], _verdict(found, EXITS, judged=judged)),
            (CONTROLLABLE, ours["exits"].sum(), None, known_sum(ours["mrr"]),
             ours["exits"].sum(), lost["value"], None),
            (WON_BACK, back["value"], back["previous"], again["value"] if priced else None,
             None, None, _verdict(found, RETURNS, judged=judged)),
        ],
        schema={
            "figure": pl.String, "value": pl.Int64, "previous": pl.Int64,
            "mrr": pl.Float64, "k": pl.Int64, "n": pl.Int64, "verdict": pl.String,
        },
        orient="row",
    ).with_columns(is_running=told["is_running"][0])  # fmt: skip


def _verdict(found: pl.DataFrame, measure: str, *, judged: bool) -> str:
    """What the latest change of a measure says."""
    latest = found.filter(measure=measure).head(1)
    if latest.is_empty():
        return USUAL if judged else NOT_JUDGED
    return MORE if (latest["k"] > latest["usual"]).item() else FEWER
