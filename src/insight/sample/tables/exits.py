"""Exit records: who left when, and why as far as it is known."""

import numpy as np
import polars as pl

from insight.sample.accounts import numbered
from insight.sample.days import LAST, NEVER, known
from insight.sample.draws import happens, stream
from insight.sample.simulation.log import Log
from insight.sample.tables.answers import answers, recorded_codes
from insight.sample.tables.subscriptions import in_dollars

_HANDLED = pl.Schema(
    {
        "account": pl.Int64,
        "exit_day": pl.Int64,
        "notice": pl.Int64,
        "code": pl.String,
        "closed_after": pl.Int64,
        "contacts_needed": pl.Int64,
        "export_requested": pl.Boolean,
        "export_delivered": pl.Boolean,
        "export_instructions": pl.Boolean,
        "surprise_fee": pl.Boolean,
        "good": pl.Boolean,
    }
)
_UNHANDLED = pl.Schema({"account": pl.Int64, "exit_day": pl.Int64, "code": pl.String})
_FORM_SHARE, _FORCED_SHARE = 0.35, 0.8


def exits_of(log: Log, accounts: pl.DataFrame) -> pl.DataFrame:
    """One row per recorded exit up to the last day: facts of the exit and the account.

    Exits for a failed payment have neither a notice nor anything of the handling.
    """
    handled = log.table("exits", schema=_HANDLED)
    unhandled = log.table("unhandled", schema=_UNHANDLED).with_columns(
        notice=pl.lit(NEVER, dtype=pl.Int64)
    )
    exits = (
        pl.concat([handled, unhandled], how="diagonal")
        .filter(pl.col("exit_day") <= LAST)
        .sort("exit_day", "account")
    )
    return exits.with_columns(pl.Series("exit_id", numbered("X", exits.height))).join(
        accounts, on="account", how="left", maintain_order="left"
    )


def exit_table(seed: int, exits: pl.DataFrame, phases: pl.DataFrame) -> pl.DataFrame:
    """The exit records, with the MRR of the phases that ended with them."""
    rng = stream(seed, "exits")
    true_code = exits["code"].to_numpy().astype(str)
    code = recorded_codes(rng, true_code=true_code)
    form = happens(rng, np.full(exits.height, _FORM_SHARE))
    forced = form & happens(rng, np.full(exits.height, _FORCED_SHARE))
    return (
        exits.with_columns(**answers(rng, true_code=true_code, code=code))
        .join(_last_dollars(phases), on=["account", "exit_day"], how="left")
        .sort("exit_id")
        .with_columns(
            exit_date=known("exit_day"),
            notice_date=known("notice"),
            reason_code=pl.Series(code),
            voluntary=pl.col("code") != "payment_failed",
            reason_forced=pl.Series(forced),
            recorded_by=pl.when(pl.Series(form))
            .then(pl.lit("form"))
            .otherwise("owner"),
            last_mrr=(pl.col("dollars") / in_dollars(pl.lit(1.0), "currency")).round(2),
        )
    )


def _last_dollars(phases: pl.DataFrame) -> pl.DataFrame:
    return phases.group_by("account", exit_day="end").agg(
        dollars=in_dollars(pl.col("price"), "currency").sum()
    )
