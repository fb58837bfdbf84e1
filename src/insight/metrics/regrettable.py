"""Regrettable exits: did we want them, and was it within our control?"""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.money import to_units
from insight.metrics.reasons import Basis, exits_of
from insight.metrics.selection import Selection
from insight.taxonomy import Control, ReasonGroup

WANTED, UNWANTED, NOT_KNOWN = "wanted", "not wanted", "not known"
OURS, NOT_OURS, FIT = "ours", "not ours", "a reason of fit"
NOT_MAPPED, UNKNOWN = "not mapped", "unknown"
LOST_BY_US, COME_BACK_POOL, FINE = "lost by us", "come-back pool", "fine"
_HANDS = {
    Control.OURS: OURS,
    Control.MIXED: OURS,
    Control.NOT_OURS: NOT_OURS,
    Control.NOT_MAPPED: NOT_MAPPED,
}
_IN_ORDER = [OURS, NOT_OURS, FIT, NOT_MAPPED, UNKNOWN]


def regrettable(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.CUSTOMERS
) -> pl.DataFrame:
    """One row per cell of wanted by within our control, also the empty ones.

    Words nobody mapped have cells where an exit has one.

    A customer is wanted when its fit, as the accounts have it, is good and it paid
    something. An exit is within our control when the reason, or a noted override, is
    ours or mixed. A reason of the group Fit has its own column, whatever the account's
    fit is, and so have words nobody mapped and the unknown, which are never spread over
    the others.

    Returns:
        `wanted` ("wanted", "not wanted", "not known"), `hands` ("ours", "not ours",
        "a reason of fit", "not mapped", "unknown"), `kind` ("lost by us", "come-back
        pool", "fine", "not known"), `exits`, `n` (all exits), `share` of n, `mrr` (units of the currency,
        of the exits with a known one; null without one).

    Source: docs/metrics.md §1.7.
    """
    counts = polars(
        _placed(facts, selection, basis=basis)
        .with_columns(priced=nw.when(~nw.col("mrr").is_null()).then(nw.lit(1)))
        .group_by("wanted", "hands")
        .agg(nw.col("mrr", "priced").sum(), exits=nw.len())
    )
    cells = pl.DataFrame({"wanted": [WANTED, UNWANTED, NOT_KNOWN]}).join(
        pl.DataFrame({"hands": _IN_ORDER}), how="cross"
    )
    n = pl.col("exits").sum()
    return (
        cells.join(counts, on=["wanted", "hands"], how="left", maintain_order="left")
        .filter((pl.col("hands") != NOT_MAPPED) | pl.col("exits").is_not_null())
        .with_columns(
            pl.col("exits").fill_null(0).cast(pl.Int64),
            kind=_kind(),
            mrr=pl.when((pl.col("priced") > 0) | pl.col("exits").is_null()).then(
                pl.col("mrr").fill_null(0)
            ),
        )
        .with_columns(to_units("mrr"), n=n, share=(pl.col("exits") / n).fill_nan(None))
        .select("wanted", "hands", "kind", "exits", "n", "share", "mrr")
    )


def controllable_losses(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The customers lost for a reason within our control, largest MRR first.

    Without those we did not want (where nobody knows the fit they are wanted), and
    without reasons of the group Fit, such as a customer who outgrew us.

    Returns:
        `account_name`, `account_id`, `mrr` (units of the currency, null where unknown),
        `reason` (code), `exit_date`.
    """
    return (
        polars(
            _placed(facts, selection, basis=Basis.CUSTOMERS).filter(
                nw.col("hands") == OURS, nw.col("wanted") != UNWANTED
            )
        )
        .sort(
            "mrr", "account_id", "day", descending=[True, False, True], nulls_last=True
        )
        .with_columns(to_units("mrr"))
        .select(
            "account_name",
            "account_id",
            "mrr",
            pl.col("reason_code").alias("reason"),
            pl.col("day").cast(pl.Int32).cast(pl.Date).alias("exit_date"),
        )
    )


def _placed(facts: Facts, selection: Selection, *, basis: Basis) -> Frame:
    fit = facts.accounts.select("account", "fit")
    poor = (nw.col("reason_group") == str(ReasonGroup.POOR_FIT)) & (
        nw.col("control") != str(Control.NOT_OURS)
    )
    hands = [
        nw.when(nw.col("control") == str(control)).then(nw.lit(name))
        for control, name in _HANDS.items()
    ]
    good = (nw.col("fit") == "good") & (nw.col("mrr").fill_null(1) > 0)
    known = nw.col("fit").is_in(["good", "poor"])
    wanted = nw.when(good).then(nw.lit(WANTED)).otherwise(nw.lit(UNWANTED))
    return (
        exits_of(facts, selection, basis=basis)
        .join(fit, on="account", how="left")
        .with_columns(
            hands=nw.coalesce(nw.when(poor).then(nw.lit(FIT)), *hands, nw.lit(UNKNOWN)),
            wanted=nw.when(known).then(wanted).otherwise(nw.lit(NOT_KNOWN)),
        )
    )


def _kind() -> pl.Expr:
    wanted, hands = pl.col("wanted"), pl.col("hands")
    return (
        pl.when(wanted == UNWANTED)
        .then(pl.lit(FINE))
        .when((wanted == NOT_KNOWN) | hands.is_in([NOT_MAPPED, UNKNOWN]))
        .then(pl.lit(NOT_KNOWN))
        .when(hands == NOT_OURS)
        .then(pl.lit(COME_BACK_POOL))
        .otherwise(pl.lit(LOST_BY_US))
    )
