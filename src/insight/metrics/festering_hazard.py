"""How much more often customers ask to leave while an issue festers, at the same age."""

from math import isfinite

import polars as pl

from insight.metrics.calendar import day_of, month_end, month_start
from insight.metrics.facts import Facts
from insight.metrics.festering_rates import festering_ratio
from insight.metrics.festering_states import states
from insight.metrics.frame import polars
from insight.metrics.judged_exits import LEAST_RETURNS as LEAST_REQUESTS
from insight.metrics.selection import Selection
from insight.statistics.effects import HazardRatio, hazard_ratio
from insight.statistics.estimates import Refusal

RATIOS = {
    "comparison": pl.String,
    "ratio": pl.Float64,
    "ratio_from": pl.Float64,
    "ratio_to": pl.Float64,
    "refusal": pl.String,
    "requests": pl.Int64,
    "years": pl.Float64,
    "other_requests": pl.Int64,
    "other_years": pl.Float64,
}


def festering_hazard(facts: Facts, selection: Selection) -> HazardRatio | Refusal:
    """The hazard of a request to leave with a festering issue against without.

    The days of `festering_states.states` as start-stop rows on the clock of tenure, so
    that only customers of the same age, segment and fit are compared: old customers
    leave less and have collected more issues, which makes the plain rate ratio of
    `festering_ratio` too small. Errors are clustered by account.

    Source: Therneau & Grambsch 2000, chapter 3; docs/metrics.md §1.10.
    """
    rows = stretches_at_risk(facts, selection)
    if (asked := int(rows["asked"].sum())) < LEAST_REQUESTS:
        return Refusal(
            f"{asked} of the {LEAST_REQUESTS} requests it takes for a ratio."
        )
    return hazard_ratio(
        rows["until"],
        rows["asked"],
        rows["festering"],
        entry=rows["since"],
        strata=rows["alike"],
        cluster=rows["account"],
    )


def request_ratios(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The ratio of all days, and the one at the same age; empty without any days.

    Returns:
        `comparison` ("crude", "adjusted"), `ratio` with `ratio_from`, `ratio_to` (95%;
        null where not told), `refusal` (why), and of all days `requests` in `years` of
        customers with a festering issue, `other_requests` in `other_years` without.
    """
    plain = festering_ratio(facts, selection)
    if plain.is_empty():
        return pl.DataFrame(schema=RATIOS)
    row = plain.row(0, named=True)
    found = festering_hazard(facts, selection)
    counted = [row[name] for name in RATIOS if name in row and name != "ratio"]
    crude = [row[name] for name in ("ratio", "low", "high")]
    is_told = all(value is not None and isfinite(value) for value in crude)
    told, why = (
        ((None,) * 3, found.reason)
        if isinstance(found, Refusal)
        else ((found.ratio.value, found.ratio.low, found.ratio.high), None)
    )
    rows = [
        ("crude", *(crude if is_told else (None,) * 3), None, *counted),
        ("adjusted", *told, why, *counted),
    ]
    return pl.DataFrame(rows, schema=RATIOS, orient="row")


def stretches_at_risk(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per stretch of days in one state, cut to the selected months.

    Returns:
        `account`, `alike` (segment and fit), `festering` (1 or 0), `since` and `until` (days since the spell
        began, at risk after the first up to the last) and `asked`: whether a request
        ended it, told by the state of the day before.
    """
    first = day_of(month_start(selection.first_month)) - 1
    last = min(day_of(month_end(selection.last_month)), facts.as_of_day)
    rows = _with_spells(polars(states(facts, selection)), facts)
    return (
        rows.join(_asked(facts), on=["account", "end"], how="left")
        .join(_alike(facts), on="account", how="left")
        .with_columns(
            pl.col("asked").fill_null(value=False) & (pl.col("end") <= last),
            start=pl.col("start").clip(lower_bound=first),
            end=pl.col("end").clip(upper_bound=last),
        )
        .filter(pl.col("start") < pl.col("end"))
        .select(
            "account",
            "alike",
            "festering",
            "asked",
            since=pl.col("start") - pl.col("began"),
            until=pl.col("end") - pl.col("began"),
        )
    )


def _with_spells(stretches: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The stretches with `began`, the first day of the spell they are in."""
    spells = polars(facts.spells.select("account", began="start"))
    return stretches.sort("account", "start").join_asof(
        spells.sort("account", "began"),
        left_on="start",
        right_on="began",
        by="account",
        check_sortedness=False,
    )


def _alike(facts: Facts) -> pl.DataFrame:
    """`account`, `alike`: its segment and fit, as one label."""
    of = polars(facts.accounts.select("account", "segment", "fit"))
    named = pl.col("segment", "fit").fill_null("not known")
    return of.select("account", alike=pl.concat_str(named, separator="|"))


def _asked(facts: Facts) -> pl.DataFrame:
    """`account`, `end`, `asked`: the days on which accounts asked to leave."""
    requests = polars(facts.requests.select("account", "scope", "requested"))
    whole = requests.filter(pl.col("scope") == "account")
    return whole.select("account", end="requested", asked=True).unique()
