"""Three figures before all others: customers lost, within our control, won back."""

import polars as pl

from insight.metrics.changes import EXITS, RETURNS, changes, is_judged
from insight.metrics.facts import Facts
from insight.metrics.headline import headline
from insight.metrics.money import known_sum
from insight.metrics.reasons import Basis, control_counts
from insight.metrics.selection import Selection
from insight.taxonomy import Control

LOST, CONTROLLABLE, WON_BACK = "lost", "within our control", "won back"
MORE, FEWER, USUAL, NOT_JUDGED = "more", "fewer", "usual", "not judged"
_OURS = (Control.OURS, Control.MIXED)


def verdicts(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Customers lost, those of them within our control, and customers won back.

    Returns:
        One row each: `figure` ("lost", "within our control", "won back"), `value`
        (customers), `previous` (the period before, as many days; null where the data
        cannot speak of it), `mrr` (units of the currency, null where unknown), `k` of
        `n` (of "lost": the customers at the start who left; of "within our control":
        of all lost; else null), `verdict` ("more" or "fewer" than usual, "usual", "not
        judged"; null where nothing judges it).
    """
    told = {row["measure"]: row for row in headline(facts, selection).to_dicts()}
    controls = control_counts(facts, selection, basis=Basis.CUSTOMERS)
    ours = controls.filter(pl.col("control").is_in(list(map(str, _OURS))))
    priced = "subscriptions" in facts.present
    again = told["reactivated_mrr"]["value"] if priced else None
    lost, churn, back = told["exits"], told["logo_churn"], told["returned"]
    found = changes(facts, selection)
    judged = is_judged(facts, selection)
    return pl.DataFrame(
        [
            (LOST, lost["value"], lost["previous"], known_sum(controls["mrr"]),
             churn["k"], churn["n"], _verdict(found, EXITS, judged=judged)),
            (CONTROLLABLE, ours["exits"].sum(), None, known_sum(ours["mrr"]),
             ours["exits"].sum(), lost["value"], None),
            (WON_BACK, back["value"], back["previous"], again,
             None, None, _verdict(found, RETURNS, judged=judged)),
        ],
        schema={
            "figure": pl.String, "value": pl.Int64, "previous": pl.Int64,
            "mrr": pl.Float64, "k": pl.Int64, "n": pl.Int64, "verdict": pl.String,
        },
        orient="row",
    )  # fmt: skip


def _verdict(found: pl.DataFrame, measure: str, *, judged: bool) -> str:
    """What the latest change of a measure says."""
    latest = found.filter(measure=measure).head(1)
    if latest.is_empty():
        return USUAL if judged else NOT_JUDGED
    return MORE if (latest["k"] > latest["usual"]).item() else FEWER
