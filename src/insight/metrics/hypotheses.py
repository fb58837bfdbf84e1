"""What was believed about leaving before looking, each hypothesis tested on the data."""

from collections.abc import Mapping
from enum import StrEnum

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.frame import polars
from insight.metrics.judged_exits import comparable_exits, known_exits, share_back
from insight.metrics.questionnaires import answer_counts
from insight.metrics.save_offers import stick_rates
from insight.metrics.selection import Selection
from insight.metrics.traps import free_of_tricks
from insight.statistics.conclusions import (
    Conclusion,
    at_higher_rate,
    less_often,
    more_often,
    share_above,
)
from insight.statistics.effects import HazardRatio
from insight.statistics.surveys import EASY_FROM

MOST, NEARLY_ALL = 0.5, 0.95
_COLUMNS = {
    "conclusion": pl.String,
    "answer": pl.String,
    "kind": pl.String,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "usual_low": pl.Float64,
    "usual_high": pl.Float64,
    "at_least": pl.Float64,
    "k": pl.Int64,
    "n": pl.Int64,
    "known": pl.Int64,
    "horizon": pl.Int64,
    "refusal": pl.String,
    "early_sign": pl.String,
    "more_cases": pl.Int64,
}


class Hypothesis(StrEnum):
    """What could be otherwise, in the order of a customer's way out and back."""

    EASY = "leaving is easy"
    NO_TRICKS = "leaving is free of tricks"
    SAVES_LAST = "saves last"
    PUSHED = "fewer come back after pushing"
    GOOD_EXIT = "more come back after a good exit"
    NOT_OURS = "more come back if the reason was outside our control"
    POOR_FIT = "fewer come back if they were a poor fit"
    FESTERING = "more requests to leave while an issue festers"


_EXPOSURES = {
    Hypothesis.PUSHED: ("pushed", less_often),
    Hypothesis.GOOD_EXIT: ("good", more_often),
    Hypothesis.NOT_OURS: ("uncontrollable", more_often),
    Hypothesis.POOR_FIT: ("poor_fit", less_often),
}


def hypotheses(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per hypothesis, in the order of `Hypothesis`.

    A share answers yes above a line: `MOST` of those who answered found leaving easy,
    and of the saves were still here after the longest of `stick_days`; `NEARLY_ALL`
    exits failed no check. Whether more or fewer come back is answered by the difference
    of return shares, and the rate of requests by its ratio. Verdicts are meant for all
    customers over all data (`everything`): of a filter read the numbers alone.

    Returns:
        The fields of `Conclusion` by their names, but `conclusion` (the hypothesis) and
        `horizon`: days within which a return counts, null where none are counted.

    Source: docs/metrics.md §1.13.
    """
    found = conclusions(facts, selection)
    rows = [
        {
            "conclusion": str(name),
            **{c: getattr(told, c) for c in _COLUMNS if hasattr(told, c)},
        }
        for name, told in found.items()
    ]
    return pl.DataFrame(rows, schema=_COLUMNS)


def conclusions(facts: Facts, selection: Selection) -> Mapping[Hypothesis, Conclusion]:
    """The conclusion on each hypothesis, in their order."""
    found = {
        Hypothesis.EASY: _easy(facts, selection),
        Hypothesis.NO_TRICKS: _no_tricks(facts, selection),
        Hypothesis.SAVES_LAST: _saves_last(facts, selection),
        **_returns(facts, selection),
        Hypothesis.FESTERING: _festering(facts, selection),
    }
    return {name: found[name] for name in Hypothesis}


def pushed_and_saved(facts: Facts, selection: Selection) -> int:
    """Requests in which an offer was shown too often, and which ended in a save.

    They are missing where exits after pushing are compared with other exits.
    """
    pushed = nw.col("presented") > facts.choices.pushed_above
    saved = selection.within(facts.requests).filter(
        nw.col("scope") == "account", pushed, ~nw.col("accepted").is_null()
    )
    return int(polars(saved.select(nw.len())).item())


def _easy(facts: Facts, selection: Selection) -> Conclusion:
    given = answer_counts(facts, selection, question="ease")
    easy = given.filter(pl.col("answer") >= EASY_FROM)
    k, known = int(easy["exits"].sum()), int(given["exits"].sum())
    return share_above(k, known=known, n=_records(facts, selection), line=MOST)


def _no_tricks(facts: Facts, selection: Selection) -> Conclusion:
    k, known = free_of_tricks(facts, selection)
    return share_above(k, known=known, n=_records(facts, selection), line=NEARLY_ALL)


def _records(facts: Facts, selection: Selection) -> int:
    return int(polars(selection.within(facts.records).select(nw.len())).item())


def _saves_last(facts: Facts, selection: Selection) -> Conclusion:
    longest = pl.col("days") == max(facts.choices.stick_days)
    found = stick_rates(facts, selection).filter(longest)
    k, n = (0, 0) if found.is_empty() else found.select("stuck", "mature").row(0)
    return share_above(k, known=n, n=n, line=MOST)


def _returns(facts: Facts, selection: Selection) -> dict[Hypothesis, Conclusion]:
    exits = comparable_exits(facts, selection)
    told = {}
    for name, (exposure, concluded) in _EXPOSURES.items():
        known = known_exits(exits, exposure=exposure)
        found = share_back(known, exposure=exposure, horizons=facts.choices.horizons)
        told[name] = concluded(found, known=known.height, n=exits.height)
    return told


def _festering(facts: Facts, selection: Selection) -> Conclusion:
    found = festering_hazard(facts, selection)
    asked = found.events if isinstance(found, HazardRatio) else 0
    return at_higher_rate(found, known=asked, n=asked)
