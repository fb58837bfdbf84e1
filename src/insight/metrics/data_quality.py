"""How much of the data is known: what is unmatched, unconfirmed or not answered."""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.uncounted import uncounted
from insight.taxonomy import Control, reasons

_ALL = "all"


def data_quality(facts: Facts) -> pl.DataFrame:
    """One row per measure, over all months and accounts.

    Returns:
        `measure`, `k` of `n` and `share` (0-1, null where n is 0). Of customers lost:
        "no record". Of exit records: "not confirmed", "back within grace", "recorded
        twice", "merged", "reason unknown", "reason not mapped", "no stated reason",
        "no offboarding". Of recorded returns of accounts with subscriptions: "return not
        shown" by these. Of offboarding records: "no ease", "no nps". Of amounts of money:
        "not counted".
    """
    known = list(reasons())
    handled = facts.quality.select("exit_id", followed=nw.lit(1)).unique()
    said = facts.records.join(handled, on="exit_id", how="left")
    of_records = {
        "not confirmed": nw.col("status") == "not confirmed",
        "back within grace": nw.col("status") == "back within grace",
        "recorded twice": nw.col("status") == "recorded twice",
        "merged": nw.col("status") == "merged",
        "reason unknown": nw.col("control") == str(Control.UNKNOWN),
        "reason not mapped": ~nw.col("reason_code").is_in(known),
        "no stated reason": nw.col("stated_reason_code").is_null(),
        "no offboarding": nw.col("followed").is_null(),
    }
    of_handled = {
        "no ease": nw.col("ease").is_null(),
        "no nps": nw.col("nps").is_null(),
    }
    out = uncounted(facts)
    return pl.concat(
        [
            _counted(facts.exits, {"no record": nw.col("inferred")}),
            _counted(said, of_records),
            _counted(facts.quality, of_handled),
            _counted(facts.told_returns, {"return not shown": nw.col("shown") == 0}),
            _row("not counted", k=out.k, n=out.n or sum(facts.money.amounts.values())),
        ]
    )


def _row(measure: str, *, k: int, n: int) -> pl.DataFrame:
    share = k / n if n else None
    return pl.DataFrame(
        [(measure, k, n, share)],
        schema={
            "measure": pl.String, "k": pl.Int64, "n": pl.Int64, "share": pl.Float64,
        },
        orient="row",
    )  # fmt: skip


def _counted(rows: Frame, missing: dict[str, nw.Expr]) -> pl.DataFrame:
    flags = {
        measure: nw.when(which).then(nw.lit(1)).otherwise(nw.lit(0))
        for measure, which in missing.items()
    }
    counts = rows.select(**flags).select(nw.len().alias(_ALL), nw.all().sum())
    n, *found = (int(count or 0) for count in polars(counts).row(0))
    return pl.DataFrame(
        {"measure": list(missing), "k": found},
        schema={"measure": pl.String, "k": pl.Int64},
    ).with_columns(
        n=pl.lit(n, dtype=pl.Int64),
        share=(pl.col("k") / pl.lit(n)).fill_nan(None),
    )
