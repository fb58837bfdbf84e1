"""Does festering go before leaving? The answers, in our own words and numbers."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from insight.charts.ratios import ratio_text, ratio_words, times_text
from insight.formats import count, percent, plural
from insight.metrics.festering_backtest import Backtest
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.conclusions import WORTH_TELLING, Answer, Conclusion
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Refusal
from insight.words import listed, share_words

SHARES_LIMITS = (
    "Customers are counted once at every month-end, so the same one is in their share up "
    "to once a month: it has no interval, and the two are not compared by a test here. "
    "Leavers are looked at on the day before they gave notice; where no notice is written "
    "down, on the day before the exit. Of the latest months few have left yet."
)
RATIO_LIMITS = (
    "A ratio of 2 means that on any day twice as many customers with a festering issue "
    "ask to leave as others. “At the same age” compares customers who have been here "
    "equally long, of the same segment and fit: old ones leave less and have collected "
    "more issues. Whether an account "
    "ever had such an issue is not compared, as that would make issues look protective. "
    "It is an association: customers who care write more tickets, and trouble that was "
    "never reported is in no file."
)
BACKTEST_LIMITS = (
    "The rule looked at is “call whoever has a festering issue”, with today’s dates of the "
    "issues: a helpdesk that back-dates them makes it look better than it was. Customers "
    "who had already asked to leave are not counted as caught. Whether a call would have "
    "kept anybody is not tested here."
)
TRAIL_LIMITS = (
    "An issue that was open at notice need not be why the account left: the reason on "
    "record stands beside it. An issue closed on the day of the exit or later was open at "
    "the exit, whatever the helpdesk says."
)


def festering_answer(total: Mapping[str, Any], *, choices: Choices) -> str:
    """How many leavers had a festering issue when they gave notice, beside customers."""
    if not total["notices"]:
        return "**Nobody who left gave notice** in this period, as far as these filters go."
    return f"**{_leavers(total, choices)} had a festering issue when they gave notice**{_beside(total)}."


def requests_answer(
    found: HazardRatio | Refusal, judged: Conclusion, *, is_filtered: bool
) -> str:
    """Whether there are more requests while an issue festers; under a filter the number.

    Args:
        found: The ratio of this view.
        judged: The verdict for all customers over all data.
        is_filtered: Whether this view leaves anything out.
    """
    if is_filtered:
        return f"{_rate(found)} Verdicts are judged for all customers: {judged.answer}."
    return f"{_verdict(judged)} {_rate(found)}"


def shares_finding(total: Mapping[str, Any], *, choices: Choices) -> str:
    """Both shares, for whoever cannot see them."""
    return f"With a festering issue: {_leavers(total, choices)}{_beside(total)}."


@remembered
def ratio_finding(ratios: pl.DataFrame) -> str:
    """Both ratios with their intervals."""
    rows = [
        f"{row['label'].lower()} {ratio_words(row)}"
        for row in ratios.drop_nulls("ratio").iter_rows(named=True)
    ]
    return f"Requests to leave while an issue festers, as a ratio to other days: {listed(rows)}."


def backtest_parts(found: Backtest) -> list[str]:
    """The grey line of the back-test: how early, how many in vain, how much better."""
    parts = [
        "rule: call whoever has a festering issue at a month-end",
        f"asked = asked to leave within {found.within_days} days",
    ]
    if found.lead_days:
        first, middle, last = (f"{days:.0f}" for days in found.lead_days)
        parts.append(
            f"the named leavers had one for {middle} days by then (half of them {first}–{last})"
        )
    if found.named_months:
        named = plural(found.named_months, "name")
        parts.append(
            f"{count(found.false_names)} of {named} were false alarms: they did not ask"
        )
        parts.append("an account named in many months counts as one in the intervals")
    if found.lift:
        parts.append(f"{found.lift:.1f} times as often as any customer")
    return parts


@remembered
def backtest_finding(rows: pl.DataFrame) -> str:
    """Every row of the back-test with both of its numbers."""
    said = [
        f"{row['group'].lower()} {count(row['k'])} of {count(row['n'])}"
        for row in rows.iter_rows(named=True)
    ]
    return f"The rule looked back at: {listed(said)}."


@remembered
def trail_finding(trails: pl.DataFrame, *, drawn: int) -> str:
    """How long the oldest issues had been open at notice."""
    if trails.is_empty():
        return "No exit had a festering issue at notice."
    longest = count(trails["open_days"].max())  # type: ignore[arg-type]
    return (
        f"The issues of {plural(drawn, 'exit')} from opening to notice and exit; the "
        f"longest was open for {longest} days when notice was given."
    )


def _leavers(total: Mapping[str, Any], choices: Choices) -> str:
    k, n = total["festering"], total["notices"]
    if n < choices.counts_only_below:
        return f"{count(k)} of {count(n)} leavers"
    limits = {name: total[name] for name in ("share", "low", "high")}
    return f"{share_words(k, n, **limits)} leavers"


def _beside(total: Mapping[str, Any]) -> str:
    if not total["active"]:
        return ""
    return f", against {percent(total['active_share'])} of customers in the same months"


def _verdict(judged: Conclusion) -> str:
    if judged.at_least is None:
        sign = f" (early sign: {judged.early_sign})" if judged.early_sign else ""
        return f"Whether there are more requests to leave while an issue festers **cannot be told yet**{sign}."
    sure = ratio_text(judged.at_least)
    if judged.answer is Answer.YES:
        return f"**At least {sure} times as many requests to leave while an issue festers.**"
    return f"**Not {WORTH_TELLING:g} times as many requests to leave while an issue festers**: at most {sure} times."


def _rate(found: HazardRatio | Refusal) -> str:
    if isinstance(found, Refusal):
        return f"Requests to leave while an issue festers: {found.reason}"
    counts = f"{count(found.events_exposed)} of {plural(found.events, 'request')}"
    return (
        f"While an issue festers customers ask to leave at {times_text(found.ratio)} the "
        f"rate of others of the same age, segment and fit ({counts}), an association."
    )
