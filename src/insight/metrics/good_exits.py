"""Does a good exit matter? Returns after good and other exits, crude and adjusted."""

from dataclasses import dataclass

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.judged_exits import (
    REASONS,
    Compared,
    across_reasons,
    comparable_exits,
    crude,
    judged_exits,
    known_exits,
    share_back,
    within_reasons,
)
from insight.metrics.selection import Selection
from insight.statistics.curves import at_day
from insight.statistics.effects import EValue, HazardRatio, e_value
from insight.statistics.estimates import Refusal
from insight.statistics.event_counts import count_events
from insight.statistics.multiple import q_values
from insight.statistics.share_difference import ShareDifference
from insight.statistics.survival import incidence

GOOD, OTHER = "good exit", "other exit"
EXPLORED = ("region", "plan")
_PRIMARY = {
    "good_exit": "good",
    "pushed": "pushed",
    "poor_fit": "poor_fit",
    "uncontrollable": "uncontrollable",
}
_PAIRS = {
    "reason_group": pl.String,
    "exit": pl.String,
    "n": pl.Int64,
    "returned": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
_COMPARISONS = {
    "comparison": pl.String,
    "primary": pl.Boolean,
    "exits": pl.Int64,
    "exposed": pl.Int64,
    "returns": pl.Int64,
    "ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "p": pl.Float64,
    "refusal": pl.String,
}


@dataclass(frozen=True, slots=True)
class GoodExits:
    """What good exits go with; an association, never a cause.

    Of `exits` (judged, their reason known) `good` were good and `returns` ended in a
    return; `unjudged` and `unexplained` others are left out. How many more come back is
    in `shares`, among exits alike in reason group, segment, fit and half-year; how fast
    in `crude`, which compares all, and `adjusted`: where the two point to different
    sides show only the second.
    """

    exits: int
    good: int
    returns: int
    unjudged: int
    unexplained: int
    crude: Compared
    adjusted: Compared
    shares: ShareDifference | Refusal
    e_value: EValue | None

    @property
    def reverses(self) -> bool:
        """Whether the comparison within reasons turns the crude one around."""
        found = [self.crude.ratio, self.adjusted.ratio]
        signs = [r.coefficient > 0 for r in found if isinstance(r, HazardRatio)]
        return len(set(signs)) == 2  # noqa: PLR2004


def good_exits(facts: Facts, selection: Selection) -> GoodExits:
    """What the numbers say on those who left well, and on others.

    The ratios are those of the cause-specific hazard of a return, companies that ceased
    censored; errors are clustered by account. Adjusted: within reason groups and
    half-years, for fit, segment, last MRR and tenure. What customers said of their exit
    (ease, NPS) is in neither the score nor the model, as both follow from the process,
    and the verdict is that of `hypotheses`.

    Source: docs/metrics.md §1.5, §1.9 and §1.13; VanderWeele & Ding, Annals of Internal
    Medicine 167 (2017) 268-274.
    """
    found = judged_exits(facts, selection)
    rows = found.rows
    adjusted = within_reasons(rows, exposed=rows["good"])
    ratio = adjusted.ratio
    return GoodExits(
        exits=rows.height,
        good=int(rows["good"].sum()),
        returns=int((rows["event"] == 1).sum()),
        unjudged=found.unjudged,
        unexplained=found.unexplained,
        crude=crude(rows, exposed=rows["good"]),
        adjusted=adjusted,
        shares=share_back(rows, exposure="good", horizons=facts.choices.horizons),
        e_value=e_value(ratio.ratio) if isinstance(ratio, HazardRatio) else None,
    )


def good_exits_by_reason(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Pairs of dots: good and other exits of each reason group, side by side.

    Returns:
        `reason_group`, `exit` ("good exit", "other exit"), `n`, `returned` so far, and
        `share` returned within the longest horizon (Aalen-Johansen, 0-1) with `low`,
        `high`; null where no exit of the kind was watched that long.
    """
    rows = judged_exits(facts, selection).rows
    horizon = max(facts.choices.horizons)
    pairs = [
        (reason, GOOD if good else OTHER, *_returned(exits, horizon=horizon))
        for (reason, good), exits in rows.sort(
            [REASONS, "good"], descending=[False, True]
        ).group_by(REASONS, "good", maintain_order=True)
    ]
    frame = pl.DataFrame(pairs, schema=_PAIRS, orient="row")
    return frame.with_columns(pl.col("share", "low", "high").fill_nan(None))


def compared_returns(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Hazard ratios of a return: the primary comparisons, then the exploratory ones.

    Primary are those of `Choices.primary_comparisons` that are about returns. Of each
    region and plan against all others it was not said beforehand that they matter: look
    at `q`, and never sort by it.

    Returns:
        `comparison`, `primary`, `exits`, `exposed` and `returns` among both, `ratio`
        with `low`, `high`, `p`, `q` (exploratory only), and `refusal`: why there is no
        ratio, else null. All but "uncontrollable" are compared within reason groups.
    """
    exits = comparable_exits(facts, selection)
    found = {name: _primary(exits, exposure) for name, exposure in _PRIMARY.items()}
    rows = known_exits(exits, exposure="good")
    names = facts.choices.primary_comparisons
    primary = [(name, True, found[name]) for name in names if name in found]
    explored = [
        (f"{column} {value}", False, within_reasons(rows, exposed=flag))
        for column in EXPLORED
        for value, flag in _flags(rows, column).items()
    ]
    return _table(primary + explored)


def _primary(exits: pl.DataFrame, exposure: str) -> Compared:
    rows = known_exits(exits, exposure=exposure)
    compare = across_reasons if exposure == "uncontrollable" else within_reasons
    return compare(rows, exposed=rows[exposure])


def _returned(
    exits: pl.DataFrame, *, horizon: int
) -> tuple[int, int, float, float, float]:
    counts = count_events(exits["days"], exits["event"])
    curve = incidence(counts.events, counts.others, counts.censored)
    at = at_day(counts.days, curve, horizon)
    return exits.height, int(counts.events.sum()), at.value, at.low, at.high


def _flags(rows: pl.DataFrame, column: str) -> dict[str, pl.Series]:
    values = rows[column].unique().sort()
    if len(values) < 2:  # noqa: PLR2004
        return {}
    return {value: (rows[column] == value).cast(pl.Int64) for value in values}


def _table(found: list[tuple[str, bool, Compared]]) -> pl.DataFrame:
    told = [
        {"comparison": name, "primary": primary, **_numbers(compared.ratio)}
        for name, primary, compared in found
    ]
    frame = pl.DataFrame(told, schema=_COMPARISONS)
    explored = pl.when(~pl.col("primary")).then("p")
    p = frame.select(explored.fill_null(float("nan")))["p"]
    return frame.with_columns(q=pl.Series(q_values(p)).fill_nan(None))


def _numbers(ratio: HazardRatio | Refusal) -> dict[str, object]:
    if isinstance(ratio, Refusal):
        return {"refusal": ratio.reason}
    return {
        "exits": ratio.n,
        "returns": ratio.events,
        "exposed": ratio.exposed,
        "ratio": ratio.ratio.value,
        "low": ratio.ratio.low,
        "high": ratio.ratio.high,
        "p": ratio.p,
    }
