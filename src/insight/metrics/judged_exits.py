"""Judged exits: those with an offboarding record and a reason, and how fast each group returns."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.selection import Selection
from insight.statistics.effects import HazardRatio, hazard_ratio
from insight.statistics.estimates import Refusal
from insight.taxonomy import UNTOLD_GROUPS, ReasonGroup

LEAST_RETURNS = 10
RETURNS_PER_ADJUSTER = 5
FLAGS = ("poor_fit", "pushed", "good", "uncontrollable")
AMOUNTS = ("log_mrr", "log_tenure")
REASONS = "reason_group"


@dataclass(frozen=True, slots=True)
class JudgedExits:
    """The exits that can be compared, and how many others there are.

    `rows`, one per exit: `account`, `days` and `event` of the return clock, `good`,
    `pushed`, `poor_fit`, `uncontrollable` (0 or 1), `reason_group`, `segment`, `region`,
    `plan`, `log_mrr`, `log_tenure`. `unjudged` have no offboarding record, or none that
    tells a good exit; of `unexplained` the reason is not known.
    """

    rows: pl.DataFrame
    unjudged: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The hazard of a return of one group against the others, or why there is none.

    `adjusted_for` names the columns, `reason_group` where it was compared within them.
    """

    ratio: HazardRatio | Refusal
    adjusted_for: tuple[str, ...] = ()


def judged_exits(facts: Facts, selection: Selection) -> JudgedExits:
    """The exits of the selection that a good exit can be looked for in.

    An unknown MRR or tenure counts as the mean of the known ones.
    """
    exits = polars(selection.within(facts.exits))
    fit = polars(facts.accounts.select("account", "fit"))
    known = exits.filter(pl.col("good").is_not_null())
    told = known.filter(~pl.col(REASONS).is_in(list(UNTOLD_GROUPS)))
    rows = (
        told.join(fit, on="account", how="left")
        .with_columns(
            pl.col("good", "pushed").cast(pl.Int64),
            poor_fit=(pl.col("fit") == "poor").cast(pl.Int64),
            uncontrollable=(pl.col(REASONS) == ReasonGroup.UNCONTROLLABLE).cast(
                pl.Int64
            ),
            log_mrr=pl.when(pl.col("mrr") > 0).then(pl.col("mrr").log()),
            log_tenure=pl.col("tenure_days").log1p(),
        )
        .with_columns(
            pl.col(AMOUNTS).fill_null(pl.col(AMOUNTS).mean()).fill_null(0.0)
        )
        .sort("day", "account")
        .select(
            "account", "days", "event", *FLAGS, REASONS, "segment", "region", "plan",
            *AMOUNTS,
        )
    )  # fmt: skip
    return JudgedExits(rows, exits.height - known.height, known.height - told.height)


def crude(rows: pl.DataFrame, *, exposed: pl.Series) -> Compared:
    """The hazard of a return of the exposed, (n,) of 0 and 1, against all others.

    Refused below `LEAST_RETURNS`, and where one side has no return or nothing else.
    """
    return Compared(_ratio(rows, exposed))


def within_reasons(rows: pl.DataFrame, *, exposed: pl.Series) -> Compared:
    """The same, compared within reason groups and adjusted for everything else.

    Every reason group has its own baseline. There is room for one further column per
    `RETURNS_PER_ADJUSTER` returns; a flag is left out where one side of it has no
    return, or nothing else.
    """
    columns = _adjusters(rows, exposed, flags=FLAGS[:3])
    ratio = _ratio(rows, exposed, adjust=columns, strata=rows[REASONS])
    return Compared(ratio, (REASONS, *columns))


def across_reasons(rows: pl.DataFrame, *, exposed: pl.Series) -> Compared:
    """The same without reason groups, for comparing one of these with the others."""
    columns = _adjusters(rows, exposed, flags=FLAGS)
    return Compared(_ratio(rows, exposed, adjust=columns), tuple(columns))


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
    flagged = {name: rows[name] for name in flags} | _segments(rows)
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
