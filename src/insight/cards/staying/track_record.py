"""What the early warning was worth on later data, and whether its chances hold."""

from math import isnan

import polars as pl

from insight.cards.card import Card
from insight.charts.ratios import ratio_chart
from insight.charts.risk import reliability_chart
from insight.formats import count, plural
from insight.metrics.risk import EarlyWarning, early_warning
from insight.metrics.risk_check import RiskCheck
from insight.settings import Choices
from insight.statistics.conclusions import Answer
from insight.statistics.estimates import Estimate, Refusal
from insight.words import listed, share_words

Found = EarlyWarning | Refusal
_LATER = (
    "The last year was scored by models that had learnt only from what was over before, "
    "but with issues and contacts as the files have them today. Dates that were filled in "
    "later make it look better than it was. Calling somebody may change what they do, so "
    "a list that is used will look worse than one that is not."
)
_AUC = "How often one who asked had the higher chance; 0.5 by chance"
_ORDER = {
    Answer.YES: "Better than calling at random.",
    Answer.NO: "Worse than calling at random, so the list is ordered by MRR.",
    Answer.CANNOT_TELL: "Whether it is better than calling at random cannot be told yet, "
    "so the list is ordered by MRR.",
}


def _check(found: Found) -> RiskCheck | Refusal:
    return found if isinstance(found, Refusal) else found.check


def _worth(found: Found, choices: Choices) -> str:
    check = _check(found)
    if isinstance(check, Refusal):
        return f"Cannot be told yet: {check.reason}"
    called = check.called
    return (
        f"Of {count(called.first)} called first {count(called.hits)} asked to leave; "
        f"at random {called.at_random:.1f}."
    )


def _worth_read(found: Found, choices: Choices) -> str:
    check = _check(found)
    if isinstance(check, Refusal):
        return check.reason
    return f"**{_ORDER[check.called.answer]}** {_looked(check)} {_LATER}"


def _looked(check: RiskCheck) -> str:
    stretches = plural(check.folds, "stretch", "stretches")
    return (
        f"All accounts, whatever the filters: {plural(check.looks, 'look')} in {stretches} "
        "of the last year, each after all that was learnt. Intervals are 95%."
    )


def worth_rows(found: Found) -> pl.DataFrame:
    """What the model was worth, a line each; the order of accounts last."""
    check = _check(found)
    if isinstance(check, Refusal):
        return pl.DataFrame()
    calls, called = f"the {check.calls} likeliest", check.called
    rows = [
        ("On average", _counted(check.requests, check.looks, check.base_rate), "Asked to leave, of all looked at"),
        (f"Of {calls}", _counted(called.hits, called.first, called.share), f"Asked, of those called at each look; at random {called.at_random:.1f}"),
        ("Times at random", _between(called.times), "1 is no better than calling at random; 90% interval"),
        ("Reached", _counted(called.hits, check.requests, check.recall), "Of all who asked, how many would have been called"),
        ("Came ÷ expected", _between(check.observed_to_expected), "1 where chances hold as a whole; above 1 more asked than expected"),
        ("Slope", _between(check.slope), "1 where high and low chances hold; below 1 they are too far apart"),
        ("Intercept", f"{check.intercept:+.2f}", "0 where chances hold as a whole, in log odds"),
        ("Order (AUC)", f"{check.auc:.2f}", _AUC),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["measure", "value", "what_it_says"], orient="row")


def _counted(k: int, n: int, share: Estimate) -> str:
    return share_words(k, n, share=share.value, low=share.low, high=share.high)


def _between(found: Estimate | None) -> str:
    if found is None or isnan(found.value):
        return "not defined"
    return f"{found.value:.1f} ({found.low:.1f}–{found.high:.1f})"


WORTH = Card(
    title="Score of this order",
    measure=early_warning,
    says=_worth,
    how_to_read=_worth_read,
    rows=worth_rows,
    columns={"measure": "Measure", "value": "Value", "what_it_says": "What it says"},
)


def _holds(found: Found, choices: Choices) -> str:
    check = _check(found)
    if isinstance(check, Refusal):
        return f"Cannot be told yet: {check.reason}"
    level = check.observed_to_expected
    asked = f"{count(check.requests)} asked to leave"
    if isnan(level.value):
        return f"{asked}."
    times = f"{level.value:.1f} times as many as expected"
    return f"{asked}, {times} ({level.low:.1f} to {level.high:.1f})."


def _holds_read(found: Found, choices: Choices) -> str:
    check = _check(found)
    if isinstance(check, Refusal):
        return check.reason
    said = {
        Answer.YES: "The chances hold.",
        Answer.NO: "The chances did not hold; those shown are corrected for it.",
        Answer.CANNOT_TELL: "Whether the chances hold cannot be told yet.",
    }[check.holds]
    return (
        f"**{said}** Each group with the share that asked (dot, 95% interval) and the share "
        f"expected (stroke). {_looked(check)} {_LATER}"
    )


def _reliability(found: Found) -> pl.DataFrame:
    check = _check(found)
    return pl.DataFrame() if isinstance(check, Refusal) else check.reliability


HOLD = Card(
    title="Chances expected and seen",
    measure=early_warning,
    says=_holds,
    how_to_read=_holds_read,
    draw=lambda found, choices, palette: reliability_chart(
        _reliability(found), palette=palette, choices=choices
    ),
    rows=_reliability,
)


def _odds_finding(found: Found, choices: Choices) -> str:
    if isinstance(found, Refusal):
        return f"Cannot be told yet: {found.reason}"
    clear = found.odds.filter((pl.col("low") > 1) | (pl.col("high") < 1))
    if clear.is_empty():
        return "No known fact goes clearly with a request to leave."
    row = clear.sort(pl.col("odds_ratio").log().abs()).row(-1, named=True)
    between = f"({row['low']:.1f} to {row['high']:.1f})"
    feature = row["feature"][:1].upper() + row["feature"][1:]
    return f"{feature}: {row['odds_ratio']:.1f} times the odds of a request {between}."


def _odds_read(found: Found, choices: Choices) -> str:
    if isinstance(found, Refusal):
        return found.reason
    left_out = (
        f" Left out, with too few requests: {listed(list(found.left_out))}."
        if found.left_out
        else ""
    )
    return (
        "Odds ratios with 95% intervals: odds of a request with this known of an account "
        "against without it, all the others being the same. It is an association. A wide "
        "interval over 1 means that it cannot be told whether it matters, not that it does "
        f"not.{left_out}"
    )


def _odds(found: Found) -> pl.DataFrame:
    if isinstance(found, Refusal):
        return pl.DataFrame()
    return found.odds.select(
        "feature", "looks", "requests", "odds_ratio", odds_from="low", odds_to="high"
    )


def _ratios(found: Found) -> pl.DataFrame:
    first = pl.col("feature").str.slice(0, 1).str.to_uppercase()
    return _odds(found).select(
        comparison=pl.lit("adjusted"),
        label=first + pl.col("feature").str.slice(1),
        ratio="odds_ratio",
        ratio_from="odds_from",
        ratio_to="odds_to",
    )


ODDS = Card(
    title="Facts that go with a request",
    measure=early_warning,
    says=_odds_finding,
    how_to_read=_odds_read,
    draw=lambda found, choices, palette: ratio_chart(
        _ratios(found), palette=palette, above="bad", below="good"
    ),
    rows=_odds,
)
