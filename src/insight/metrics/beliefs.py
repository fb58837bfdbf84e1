"""What Insight believes about leaving, each belief held against the data."""

from enum import StrEnum

import polars as pl

from insight.metrics.answers import Answer, above, fewer, more
from insight.metrics.facts import Facts
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.judged_exits import across_reasons, judged_exits, within_reasons
from insight.metrics.questionnaires import answer_counts
from insight.metrics.save_offers import stick_rates
from insight.metrics.selection import Selection
from insight.metrics.traps import audit
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.proportions import wilson
from insight.statistics.surveys import EASY_FROM

MOST, NEARLY_ALL = 0.5, 0.95
SHARE, RATIO = "share", "ratio"
_SCHEMA = {
    "belief": pl.String,
    "answer": pl.String,
    "kind": pl.String,
    "k": pl.Int64,
    "n": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "refusal": pl.String,
}
_Told = dict[str, object]


class Belief(StrEnum):
    """What could be otherwise, in the order of a customer's way out and back."""

    EASY = "leaving is easy"
    NO_TRICKS = "no tricks"
    SAVES_HOLD = "saves hold"
    PUSHED = "fewer return after pushing"
    GOOD_EXIT = "more return after a good exit"
    NOT_OURS = "more return where it was not in our hands"
    POOR_FIT = "fewer return where it was a poor fit"
    FESTERING = "more leave while an issue festers"


def beliefs(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per belief, in the order of `Belief`.

    A share answers yes above a line: `MOST` of those who answered found leaving easy,
    and of the saves were still here after the longest of `stick_days`; `NEARLY_ALL`
    exits failed no check. A ratio answers yes on the believed side of 1, and no where
    its limits hold no ratio worth telling.

    Returns:
        `belief`, `answer` ("yes", "no", "cannot tell yet"), `kind` ("share" or
        "ratio"), `value` with `low`, `high`, and what it rests on: a share is `k` of
        `n`; a ratio of returns rests on `k` returns of `n` exits, that of requests to
        leave on `k` with a festering issue of `n`. `refusal` says why there is no value.

    Source: docs/metrics.md §1.13.
    """
    rows = judged_exits(facts, selection).rows
    good = within_reasons(rows, exposed=rows["good"]).ratio
    pushed = within_reasons(rows, exposed=rows["pushed"]).ratio
    poor_fit = within_reasons(rows, exposed=rows["poor_fit"]).ratio
    not_ours = across_reasons(rows, exposed=rows["uncontrollable"]).ratio
    festering = festering_hazard(facts, selection)
    least = facts.choices.counts_only_below
    found: dict[Belief, _Told] = {
        Belief.EASY: _share(*_easy(facts, selection), line=MOST, least=least),
        Belief.NO_TRICKS: _share(
            *_free_of_tricks(facts, selection), line=NEARLY_ALL, least=least
        ),
        Belief.SAVES_HOLD: _share(*_held(facts, selection), line=MOST, least=least),
        Belief.PUSHED: _of_returns(pushed, fewer(pushed)),
        Belief.GOOD_EXIT: _of_returns(good, more(good)),
        Belief.NOT_OURS: _of_returns(not_ours, more(not_ours)),
        Belief.POOR_FIT: _of_returns(poor_fit, fewer(poor_fit)),
        Belief.FESTERING: _of_requests(festering, more(festering)),
    }
    told = [{"belief": str(belief), **row} for belief, row in found.items()]
    return pl.DataFrame(told, schema=_SCHEMA)


def _easy(facts: Facts, selection: Selection) -> tuple[int, int]:
    given = answer_counts(facts, selection, question="ease")
    easy = given.filter(pl.col("answer") >= EASY_FROM)
    return int(easy["exits"].sum()), int(given["exits"].sum())


def _free_of_tricks(facts: Facts, selection: Selection) -> tuple[int, int]:
    failed = audit(facts, selection)["failed"]
    return int((failed == 0).sum()), len(failed)


def _held(facts: Facts, selection: Selection) -> tuple[int, int]:
    longest = pl.col("days") == max(facts.choices.stick_days)
    found = stick_rates(facts, selection).filter(longest)
    return (0, 0) if found.is_empty() else found.select("stuck", "mature").row(0)


def _share(k: int, n: int, *, line: float, least: int) -> _Told:
    counted = {"kind": SHARE, "k": k, "n": n}
    if n < least:
        answer, reason = Answer.CANNOT_TELL, f"{n} of the {least} it takes."
        return counted | {"answer": str(answer), "refusal": reason}
    (low,), (high,) = wilson(k, n)
    share = Estimate(k / n, float(low), float(high))
    return counted | {"answer": str(above(share, line)), **_limits(share)}


def _of_returns(found: HazardRatio | Refusal, answer: Answer) -> _Told:
    if isinstance(found, Refusal):
        return _no_ratio(found)
    return _ratio(found, answer) | {"k": found.events, "n": found.n}


def _of_requests(found: HazardRatio | Refusal, answer: Answer) -> _Told:
    if isinstance(found, Refusal):
        return _no_ratio(found)
    return _ratio(found, answer) | {"k": found.events_exposed, "n": found.events}


def _ratio(found: HazardRatio, answer: Answer) -> _Told:
    return {"kind": RATIO, "answer": str(answer), **_limits(found.ratio)}


def _no_ratio(refusal: Refusal) -> _Told:
    answer = str(Answer.CANNOT_TELL)
    return {"kind": RATIO, "answer": answer, "refusal": refusal.reason}


def _limits(estimate: Estimate) -> _Told:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
