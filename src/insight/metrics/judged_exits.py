"""Exits that can be compared, and how many more of one kind come back, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.selection import Selection
from insight.statistics.effects import HazardRatio, hazard_ratio
from insight.statistics.estimates import Refusal
from insight.statistics.share_difference import ShareDifference, share_difference
from insight.taxonomy import UNTOLD_GROUPS, ReasonGroup

LEAST_RETURNS = 10
RETURNS_PER_ADJUSTER = 5
MONTHS_OF_HALF_YEAR = 6
EXPOSURES = ("good", "pushed", "poor_fit", "uncontrollable")
AMOUNTS = ("log_mrr", "log_tenure")
REASONS, HALF_YEAR = "reason_group", "half_year"
ALIKE_IN = (REASONS, "segment", "fit", HALF_YEAR)
_SAME_AS = {"poor_fit": "fit", "uncontrollable": REASONS}
NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class JudgedExits:
    """The exits that a good exit can be looked for in, and how many others there are.

    `rows` are those of `comparable_exits`. `unjudged` have no offboarding record, or
    none that tells a good exit; of `unexplained` the reason is not known.
    """

    rows: pl.DataFrame
    unjudged: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The hazard of a return of one group against the others, or why there is none.

    It tells how fast they come back, not how many. `adjusted_for` names the columns,
    `reason_group` and `half_year` where it was compared within them.
    """

    ratio: HazardRatio | Refusal
    adjusted_for: tuple[str, ...] = ()


def comparable_exits(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per exit of the selection, in the order of day and account.

    An unknown MRR or tenure counts as the mean of the known ones.

    Returns:
        `account`, `days` and `event` of the return clock; `good`, `pushed`, `poor_fit`,
        `uncontrollable` (1, 0, null where not known); `reason_group`, `segment`, `fit`,
        `region`, `plan`, `half_year` of the exit (a number), `log_mrr`, `log_tenure`.
    """
    exits = polars(selection.within(facts.exits))
    fit = polars(facts.accounts.select("account", "fit"))
    explained = ~pl.col(REASONS).is_in(list(UNTOLD_GROUPS))
    ours = (pl.col(REASONS) == ReasonGroup.UNCONTROLLABLE).cast(pl.Int64)
    judged = pl.col("fit").is_in(["good", "poor"])
    poor = (pl.col("fit") == "poor").cast(pl.Int64)
    return (
        exits.join(fit, on="account", how="left")
        .with_columns(
            pl.col("good", "pushed").cast(pl.Int64),
            pl.col("fit", "segment").fill_null(NOT_KNOWN),
            poor_fit=pl.when(judged).then(poor),
            uncontrollable=pl.when(explained).then(ours),
            half_year=pl.col("month") // MONTHS_OF_HALF_YEAR,
            log_mrr=pl.when(pl.col("mrr") > 0).then(pl.col("mrr").log()),
            log_tenure=pl.col("tenure_days").log1p(),
        )
        .with_columns(pl.col(AMOUNTS).fill_null(pl.col(AMOUNTS).mean()).fill_null(0.0))
        .sort("day", "account")
        .select(
            "account", "days", "event", *EXPOSURES, REASONS, "segment", "fit", "region",
            "plan", HALF_YEAR, *AMOUNTS,
        )
    )  # fmt: skip


def judged_exits(facts: Facts, selection: Selection) -> JudgedExits:
    """The exits of the selection that a good exit can be looked for in."""
    exits = comparable_exits(facts, selection)
    judged = exits.filter(pl.col("good").is_not_null())
    rows = known_exits(exits, exposure="good")
    return JudgedExits(rows, exits.height - judged.height, judged.height - rows.height)


def known_exits(exits: pl.DataFrame, *, exposure: str) -> pl.DataFrame:
    """The rows of `comparable_exits` of which the exposure and the reason are known."""
    explained = ~pl.col(REASONS).is_in(list(UNTOLD_GROUPS))
    return exits.filter(pl.col(exposure).is_not_null(), explained)


def share_back(
    known: pl.DataFrame, *, exposure: str, horizons: tuple[int, ...]
) -> ShareDifference | Refusal:
    """How many more of the exposed come back than of others alike in `ALIKE_IN`.

    Args:
        known: The rows of `known_exits`.
        exposure: One of `EXPOSURES`; nothing is made alike that says the same.
        horizons: Days within which a return counts, the longest where possible.
    """
    alike = [name for name in ALIKE_IN if name != _SAME_AS.get(exposure)]
    return share_difference(
        known["days"],
        known["event"],
        known[exposure],
        factors=[known[name].rank("dense") for name in alike],
        cluster=known["account"],
        horizons=horizons,
    )


def crude(rows: pl.DataFrame, *, exposed: pl.Series) -> Compared:
    """The hazard of a return of the exposed, (n,) of 0 and 1, against all others.

    Refused below `LEAST_RETURNS`, and where one side has no return or nothing else.
    """
    return Compared(_ratio(rows, exposed))


def within_reasons(rows: pl.DataFrame, *, exposed: pl.Series) -> Compared:
    """The same, compared within reason groups and half-years, adjusted for the rest.

    Each reason group of each half-year has its own baseline. There is room for one
    further column per `RETURNS_PER_ADJUSTER` returns; a flag is left out where one side
    of it has no return, or nothing else.
    """
    columns = _adjusters(rows, exposed, flags=("poor_fit",))
    strata = rows.select(pl.concat_str(REASONS, HALF_YEAR, separator="|")).to_series()
    ratio = _ratio(rows, exposed, adjust=columns, strata=strata)
    return Compared(ratio, (REASONS, HALF_YEAR, *columns))


def across_reasons(rows: pl.DataFrame, *, exposed: pl.Series) -> Compared:
    """The same without reason groups, for comparing one of these with the others.

    Adjusted for good exits and pressure too, as both go with the reason; where they are
    not known they count as not there.
    """
    columns = _adjusters(rows, exposed, flags=("poor_fit", "pushed", "good"))
    ratio = _ratio(rows, exposed, adjust=columns, strata=rows[HALF_YEAR])
    return Compared(ratio, (HALF_YEAR, *columns))


def _ratio(
    rows: pl.DataFrame,
    exposed: pl.Series,
    *,
    adjust: Mapping[str, pl.Series] | None = None,
    strata: pl.Series | None = None,
) -> HazardRatio | Refusal:
    returned = rows["event"] == 1
    if (many := int(returned.sum())) < LEAST_RETURNS:
        return Refusal(f"{many} of the {LEAST_RETURNS} returns it takes for a ratio.")
    return hazard_ratio(
        rows["days"],
        returned,
        exposed,
        adjust=adjust,
        strata=strata,
        cluster=rows["account"],
    )


def _adjusters(
    rows: pl.DataFrame, exposed: pl.Series, *, flags: tuple[str, ...]
) -> dict[str, pl.Series]:
    flagged = {name: rows[name].fill_null(0) for name in flags} | _segments(rows)
    returned = rows["event"] == 1
    useful = {
        name: column
        for name, column in flagged.items()
        if (column != exposed).any() and _in_every_cell(column == 1, returned)
    }
    amounts = {name: rows[name] for name in AMOUNTS if rows[name].n_unique() > 1}
    room = int(returned.sum()) // RETURNS_PER_ADJUSTER
    return dict(list((useful | amounts).items())[:room])


def _segments(rows: pl.DataFrame) -> dict[str, pl.Series]:
    """A flag per segment but the largest."""
    sizes = rows["segment"].value_counts().sort("count", "segment", descending=True)
    return {
        f"segment {name}": (rows["segment"] == name).cast(pl.Int64)
        for name in sizes["segment"][1:]
    }


def _in_every_cell(one: pl.Series, other: pl.Series) -> bool:
    cells = ((a & b).any() for a in (one, ~one) for b in (other, ~other))
    return all(cells)
