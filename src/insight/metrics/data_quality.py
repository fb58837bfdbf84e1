"""How much of the data is known: what is unmatched, unconfirmed or not answered."""

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.taxonomy import REASONS, Control


def data_quality(facts: Facts) -> pl.DataFrame:
    """One row per measure, over all months and accounts.

    Returns:
        `measure`, `k` of `n` and `share` (0-1, null where n is 0). Of customers lost:
        "no record". Of exit records: "not confirmed", "back within grace", "merged",
        "reason unknown", "reason not mapped", "no stated reason", "no offboarding". Of
        offboarding records: "no ease", "no nps".
    """
    exits = polars(facts.exits.select("inferred"))
    said = polars(
        facts.records.select(
            "exit_id", "status", "reason_code", "control", "stated_reason_code"
        )
    )
    handled = polars(facts.quality.select("exit_id", "ease", "nps"))
    mapped = pl.col("reason_code").is_in(list(REASONS))
    followed = pl.col("exit_id").is_in(handled["exit_id"].to_list())
    of_records = {
        "not confirmed": pl.col("status") == "not confirmed",
        "back within grace": pl.col("status") == "back within grace",
        "merged": pl.col("status") == "merged",
        "reason unknown": pl.col("control") == Control.UNKNOWN,
        "reason not mapped": ~mapped,
        "no stated reason": pl.col("stated_reason_code").is_null(),
        "no offboarding": ~followed,
    }
    of_handled = {
        "no ease": pl.col("ease").is_null(),
        "no nps": pl.col("nps").is_null(),
    }
    return pl.concat(
        [
            _counted(exits, {"no record": pl.col("inferred")}),
            _counted(said, of_records),
            _counted(handled, of_handled),
        ]
    )


def _counted(rows: pl.DataFrame, missing: dict[str, pl.Expr]) -> pl.DataFrame:
    counts = [
        (measure, rows.filter(which).height) for measure, which in missing.items()
    ]
    return pl.DataFrame(
        counts, schema={"measure": pl.String, "k": pl.Int64}, orient="row"
    ).with_columns(
        n=pl.lit(rows.height, dtype=pl.Int64),
        share=(pl.col("k") / pl.lit(rows.height)).fill_nan(None),
    )
