"""Who may be next, in words: chances as 1 in so many, and what they were worth."""

from collections.abc import Mapping
from math import isnan

import polars as pl

from insight.formats import count, plural
from insight.metrics.risk import EarlyWarning
from insight.metrics.risk_check import GROUPS, RiskCheck
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.conclusions import Answer
from insight.statistics.estimates import Estimate, Refusal
from insight.words import listed, share_words

STANDING_OUT = GROUPS[3:]
LIST_LIMITS = (
    "The chance is that of accounts like this one, not of this one: most of those listed "
    "first will stay, and most of those who leave are not listed first. What is known of "
    "an account goes with asking to leave; it need not be why. Accounts that gave notice "
    "are left out. How much an account uses the product is in no file."
)
CHECK_LIMITS = (
    "The last year was scored by models that had learnt only from what was over before, "
    "but with issues and contacts as the files have them today. Dates that were filled in "
    "later make it look better than it was. Calling somebody may change what they do, so "
    "a list that is used will look worse than one that is not."
)
ODDS_LIMITS = (
    "Odds of a request with this known of an account against without it, all the others "
    "being the same. It is an association. A wide interval over 1 means that it cannot be "
    "told whether it matters, not that it does not."
)
AUC_WORDS = "How often one who asked had the higher chance; 0.5 by chance"


def warning_answer(found: EarlyWarning, *, choices: Choices) -> str:
    """How many stand out, what that means, and how little to expect of it."""
    scores, check = found.scores, found.check
    if scores.is_empty():
        return "**No active customer** fits these filters."
    out = scores.filter(pl.col("group").is_in(STANDING_OUT)).height
    people = plural(scores.height, "active customer")
    start = f"**{count(out) if out else 'None'} of {people} {'stands' if out == 1 else 'stand'} out**"
    if isinstance(check, Refusal):
        return f"{start}. What that is worth **cannot be told yet**: {check.reason}"
    if check.is_too_good:
        return f"{start}, but **do not rely on it**: the order is too good ({check.auc:.2f}), so something known only later must be in the data."
    like_them = _like_them(found, check, choices) if out else ""
    return f"{start}{like_them}. {order_answer(check)} {holds_answer(check)}"


def order_words(found: EarlyWarning) -> str:
    """What the list is ordered by."""
    return "likeliest first" if found.by_chance else "the highest MRR first"


def often(k: int, n: int, *, choices: Choices) -> str:
    """A share as people say it: `1 in 6`, or the counts where there are few.

    Examples:
        >>> often(16, 103, choices=Choices()), often(2, 7, choices=Choices())
        ('1 in 6', '2 of 7')
    """
    if k and n >= choices.counts_only_below:
        return f"1 in {n / k:.0f}"
    return f"{count(k)} of {count(n)}"


def often_by_group(
    check: RiskCheck | Refusal, *, choices: Choices
) -> Mapping[str, str]:
    """How often accounts of each group asked in the check; nothing without one."""
    if isinstance(check, Refusal):
        return {}
    rows = check.reliability.select("group", "requests", "looks").rows()
    return {group: often(k, n, choices=choices) for group, k, n in rows}


def model_parts(found: EarlyWarning) -> list[str]:
    """The date of the model and what it learnt from."""
    model = found.model
    return [
        f"a request to leave within {found.horizon} days",
        f"learnt from {plural(model.looks, 'look')} at accounts up to {found.last_look:%-d %b %Y}, "
        f"{plural(model.requests, 'request')} after them",
    ]


def check_parts(check: RiskCheck) -> list[str]:
    """What was looked at to check the model, and when."""
    stretches = plural(check.folds, "stretch", "stretches")
    return [
        "all accounts, whatever the filters",
        f"{plural(check.looks, 'look')} in {stretches} of the last year, each after all that was learnt",
    ]


def odds_parts(found: EarlyWarning) -> list[str]:
    """What the odds are, and what there were too few requests for."""
    left_out = f"left out: {listed(list(found.left_out))}"
    return ["odds ratio with 95% interval", *([left_out] if found.left_out else [])]


def check_rows(check: RiskCheck) -> pl.DataFrame:
    """What the model was worth, a line each; the order of accounts last."""
    calls, called = f"the {check.calls} likeliest", check.called
    rows = [
        ("On average", _counted(check.requests, check.looks, check.base_rate), "Asked to leave, of all looked at"),
        (f"Of {calls}", _counted(called.hits, called.first, called.share), f"Asked, of those called at each look; at random {called.at_random:.1f}"),
        ("Times at random", _between(called.times), "1 is no better than calling at random; 90% interval"),
        ("Reached", _counted(called.hits, check.requests, check.recall), "Of all who asked, how many would have been called"),
        ("Came ÷ expected", _between(check.observed_to_expected), "1 where chances hold as a whole; above 1 more asked than expected"),
        ("Slope", _between(check.slope), "1 where high and low chances hold; below 1 they are too far apart"),
        ("Intercept", f"{check.intercept:+.2f}", "0 where chances hold as a whole, in log odds"),
        ("Order (AUC)", f"{check.auc:.2f}", AUC_WORDS),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["measure", "value", "what_it_says"], orient="row")


def worth_finding(check: RiskCheck) -> str:
    """How many of those called first asked to leave, beside chance."""
    called = check.called
    return (
        f"{count(called.hits)} of {count(called.first)} listed first asked to leave; "
        f"{called.at_random:.1f} expected at random."
    )


def check_answer(check: RiskCheck) -> str:
    """Better than calling at random, and do the chances hold: yes, no, or cannot tell."""
    return f"{order_answer(check)} {holds_answer(check)}"


def order_answer(check: RiskCheck) -> str:
    """Better than calling at random: yes, no, or cannot tell, with both counts."""
    counts = _called_words(check)
    if check.called.answer is Answer.YES:
        return f"**Better than calling at random**: {counts}."
    if check.called.answer is Answer.NO:
        return f"**Worse than calling at random**: {counts}. So the list is ordered by MRR."
    return (
        "Whether it is better than calling at random **cannot be told yet**: "
        f"{counts}. So the list is ordered by MRR."
    )


def holds_answer(check: RiskCheck) -> str:
    """Whether the chances hold: as many asked as expected, high and low ones alike."""
    level = check.observed_to_expected
    counts = (
        f"{count(check.requests)} asked in the last year, {_between(level)} times as many "
        "as expected"
    )
    if check.holds is Answer.YES:
        return f"**Its chances hold**: {counts}."
    if check.holds is Answer.NO:
        too = (
            ""
            if not level.low <= 1 <= level.high
            else f", slope {_between(check.slope)}"
        )
        return f"**Its chances did not hold**: {counts}{too}. Those shown are corrected for it."
    return f"Whether its chances hold **cannot be told yet**: {counts}."


@remembered
def reliability_finding(groups: pl.DataFrame) -> str:
    """Each group with how many asked."""
    rows = [
        f"{row['group']} {count(row['requests'])} of {count(row['looks'])}"
        for row in groups.iter_rows(named=True)
    ]
    return f"Asked to leave, by the chance they had: {listed(rows)}."


@remembered
def odds_finding(odds: pl.DataFrame) -> str:
    """Each feature with its odds ratio."""
    rows = [
        f"{row['feature']} {row['odds_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        for row in odds.iter_rows(named=True)
    ]
    return f"Odds of asking to leave: {listed(rows)}; 1 is no difference."


def _like_them(found: EarlyWarning, check: RiskCheck, choices: Choices) -> str:
    groups = check.reliability.filter(pl.col("group").is_in(STANDING_OUT))
    k, n = (int(groups[name].sum()) for name in ("requests", "looks"))
    average = often(check.requests, check.looks, choices=choices)
    return (
        f": of accounts like these {often(k, n, choices=choices)} asked to leave within "
        f"{found.horizon} days, against {average} on average"
    )


def _called_words(check: RiskCheck) -> str:
    called, times = check.called, check.called.times
    said = (
        f"of the {count(called.first)} likeliest in {plural(check.folds, 'stretch', 'stretches')} "
        f"of the last year **{count(called.hits)} asked; at random {called.at_random:.1f}**"
    )
    if times is None:
        return said
    limits = f"90% interval {times.low:.1f} to {times.high:.1f}"
    return f"{said} ({times.value:.1f} times, {limits})"


def _counted(k: int, n: int, share: Estimate) -> str:
    return share_words(k, n, share=share.value, low=share.low, high=share.high)


def _between(found: Estimate | None) -> str:
    if found is None or isnan(found.value):
        return "not defined"
    return f"{found.value:.1f} ({found.low:.1f}–{found.high:.1f})"
