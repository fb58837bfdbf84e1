"""The summary file: returns, saves, questionnaire and lists, for the whole data."""

from dataclasses import asdict
from fractions import Fraction
from typing import Any

import polars as pl

from insight.metrics.champions import moved_to_accounts
from insight.metrics.experience import questionnaire
from insight.metrics.facts import Facts
from insight.metrics.festering import exits_with_open_issue, festering_now
from insight.metrics.frame import polars
from insight.metrics.returns import curve_of
from insight.metrics.saves import saves
from insight.taxonomy import ReasonGroup

HORIZONS = (90, 120, 180)
EXACT_UP_TO = 200
_CONTROLLABLE = (ReasonGroup.RESOLVABLE, ReasonGroup.FESTERING)


def summary(facts: Facts) -> dict[str, Any]:
    """Everything of the summary file, ready for JSON."""
    exits = polars(facts.exits).sort("day", "account_id")
    provisional = int(exits["provisional"].sum())
    return {
        "as_of": facts.as_of.isoformat(),
        "grace_days": facts.choices.grace_days,
        "max_pause_days": facts.choices.max_pause_days,
        "festering_days": facts.choices.festering_days,
        "exits_confirmed": exits.height - provisional,
        "exits_provisional": provisional,
        "returns": {
            name: _returns(rows, facts) for name, rows in _groups(exits).items()
        },
        "save": asdict(saves(facts)),
        "questionnaire": questionnaire(facts.quality),
        "regrettable_2x2": _regrettable(exits, facts),
        "festering_now": sorted(polars(festering_now(facts))["account_id"].to_list()),
        "exits_with_open_issue": _open_at_exit(facts, festering_only=False),
        "exits_with_festering": _open_at_exit(facts, festering_only=True),
        "champion_carry_over": _carry_over(facts),
    }


def _groups(exits: pl.DataFrame) -> dict[str, pl.DataFrame]:
    group = pl.col("reason_group")
    return {
        "all": exits,
        "uncontrollable": exits.filter(group == ReasonGroup.UNCONTROLLABLE),
        "controllable": exits.filter(group.is_in(_CONTROLLABLE)),
    }


def _returns(exits: pl.DataFrame, facts: Facts) -> dict[str, Any]:
    events = exits.group_by("event").len()
    n = dict(events.rows())
    curve = curve_of(exits)
    return {
        "n": exits.height,
        "returned": n.get(1, 0),
        "ceased": n.get(2, 0),
        "censored": n.get(0, 0),
        "naive_share": n.get(1, 0) / exits.height if exits.height else None,
        "horizon": {
            str(day): _horizon(curve, exits, facts, day=day) for day in HORIZONS
        },
        "curve": _exact(curve),
    }


def _horizon(
    curve: pl.DataFrame, exits: pl.DataFrame, facts: Facts, *, day: int
) -> dict[str, Any]:
    so_far = curve.filter(pl.col("day") <= day)
    later = curve.filter(pl.col("day") > day)
    mature = exits.filter(facts.as_of_day - pl.col("day") >= day)
    back = mature.filter(pl.col("event") == 1, pl.col("days") <= day)
    watched = later.select(pl.sum_horizontal("returned", "ceased", "censored").sum())
    return {
        "cif_return": so_far["share"].last() if so_far.height else 0.0,
        "one_minus_km": so_far["without_ceasing"].last() if so_far.height else 0.0,
        "n_at_risk_after": int(watched.item()),
        "mature_only": {"n": mature.height, "returned": back.height},
    }


def _exact(curve: pl.DataFrame) -> list[dict[str, Any]]:
    """The curve with its shares also as fractions, while these stay readable."""
    rows, back, gone, out = [], Fraction(0), Fraction(0), Fraction(1)
    exact = bool(curve.height) and curve["at_risk"].max() <= EXACT_UP_TO  # type: ignore[operator]
    for row in curve.iter_rows(named=True):
        if exact:
            back += out * Fraction(row["returned"], row["at_risk"])
            gone += out * Fraction(row["ceased"], row["at_risk"])
            out *= 1 - Fraction(row["returned"] + row["ceased"], row["at_risk"])
        rows.append(
            {
                "t": row["day"],
                "n_risk": row["at_risk"],
                "d_return": row["returned"],
                "d_ceased": row["ceased"],
                "cif_return": str(back) if exact else None,
                "cif_ceased": str(gone) if exact else None,
                "cif_return_f": row["share"],
                "one_minus_km": row["without_ceasing"],
            }
        )
    return rows


def _regrettable(exits: pl.DataFrame, facts: Facts) -> dict[str, int]:
    fit = polars(facts.accounts.select("account_id", "fit"))
    hands = pl.col("reason_group").replace(
        {str(group): "controllable" for group in _CONTROLLABLE}
    )
    counts = (
        exits.join(fit, on="account_id")
        .group_by(cell=pl.col("fit") + "|" + hands)
        .len()
        .sort("cell")
    )
    return dict(counts.rows())


def _open_at_exit(facts: Facts, *, festering_only: bool) -> list[str]:
    rows = polars(exits_with_open_issue(facts)).sort("day", "account_id")
    chosen = rows.filter(pl.col("festering")) if festering_only else rows
    return chosen.select(pl.coalesce("exit_id", "account_id")).to_series().to_list()


def _carry_over(facts: Facts) -> list[dict[str, str]]:
    spells = polars(facts.spells.select("account_id", "start"))
    first = spells.group_by("account_id").agg(pl.col("start").min())
    return (
        moved_to_accounts(facts)
        .join(first, left_on="to_account", right_on="account_id")
        .filter(pl.col("start") >= pl.col("left"))
        .sort("contact_id")
        .select("contact_id", "from_account", "to_account")
        .to_dicts()
    )
