"""Does a good exit matter? The answer in words, and what the comparison rests on."""

from insight.charts.differences import difference_text
from insight.charts.ratios import ratio_text
from insight.formats import count, plural
from insight.metrics.good_exits import GoodExits
from insight.metrics.judged_exits import Compared
from insight.statistics.conclusions import WORTH_TELLING, Answer, Conclusion
from insight.statistics.estimates import Refusal
from insight.statistics.share_difference import ShareDifference
from insight.words import listed

ADJUSTERS = {
    "reason_group": "reason group",
    "half_year": "half-year",
    "poor_fit": "fit",
    "segment": "segment",
    "log_mrr": "last MRR",
    "log_tenure": "tenure",
}


def good_exit_answer(found: GoodExits, judged: Conclusion, *, is_filtered: bool) -> str:
    """More, not 1.5 times as many, or cannot tell yet; under a filter the number alone.

    Args:
        found: The numbers of this view.
        judged: The verdict for all customers over all data.
        is_filtered: Whether this view leaves anything out.
    """
    if not found.exits:
        return f"Whether a good exit matters **cannot be told**: {_none_judged(found)}."
    if is_filtered:
        return f"{_number(found.shares)} Verdicts are judged for all customers: {judged.answer}."
    return f"{_verdict(judged)} {_number(found.shares)}"


def _verdict(judged: Conclusion) -> str:
    if judged.at_least is None:
        sign = f" (early sign: {judged.early_sign})" if judged.early_sign else ""
        return f"Whether a good exit matters **cannot be told yet**{sign}."
    sure = f"{100 * judged.at_least:.1f}"
    if judged.answer is Answer.YES:
        return f"**At least {sure} more of 100 come back after a good exit.**"
    most = f": at most {sure} more of 100" if judged.at_least > 0 else ""
    return f"**Not {WORTH_TELLING:g} times as many come back after a good exit**{most}."


def _number(shares: ShareDifference | Refusal) -> str:
    if isinstance(shares, Refusal):
        return shares.reason
    back = plural(shares.events + shares.other_events, "return")
    return (
        f"Among exits alike in reason, segment, fit and half-year: {signed(shares)} after "
        f"a good exit ({plural(shares.n, 'exit')}, {back} within {shares.horizon} days), "
        "an association."
    )


def ratio_parts(found: GoodExits) -> list[str]:
    """The grey line of the ratio: counts, definition, adjusters, what it would take."""
    parts = [
        f"{plural(found.exits, 'exit')} ({count(found.good)} good), {plural(found.returns, 'return')}",
        "how fast: rate of return after a good exit ÷ after another, 95% interval",
    ]
    if found.reverses:
        parts.append("without regard to reasons it points the other way: not shown")
    if isinstance(found.adjusted.ratio, Refusal):
        reason = _uncapitalised(found.adjusted.ratio.reason.rstrip("."))
        return [*parts, f"within reasons: {reason}"]
    parts.append(f"adjusted for {adjusters(found.adjusted)}")
    return [part for part in [*parts, _unmeasured(found)] if part]


def adjusters(compared: Compared) -> str:
    """What was adjusted for, each once."""
    names = dict.fromkeys(name.split(" ", 1)[0] for name in compared.adjusted_for)
    return listed([ADJUSTERS[name] for name in names])


def no_ratio(found: GoodExits) -> str:
    """Why there is no ratio within reasons; empty where there is one."""
    if not found.exits:
        return _none_judged(found)
    ratio = found.adjusted.ratio
    return ratio.reason if isinstance(ratio, Refusal) else ""


def _none_judged(found: GoodExits) -> str:
    if found.unexplained:
        return f"of {plural(found.unexplained, 'rated exit')} no reason is known"
    return "no exit has been rated"


def signed(shares: ShareDifference) -> str:
    """How many more of 100, with the ordinary interval."""
    more = shares.more
    low, high = (difference_text(end, unit="") for end in (more.low, more.high))
    return f"{difference_text(more.value)} ({low} to {high})"


def _unmeasured(found: GoodExits) -> str:
    if found.e_value is None or found.e_value.limit <= 1:
        return ""
    return (
        f"an unmeasured cause would need an association of "
        f"{ratio_text(found.e_value.value)} with both the exit and the return to explain "
        f"it all, of {ratio_text(found.e_value.limit)} to leave it open"
    )


def _uncapitalised(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
