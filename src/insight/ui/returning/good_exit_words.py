"""Does a good exit matter? The answer in words, and what the comparison rests on."""

from insight.charts.formats import MINUS, count, plural
from insight.charts.ratios import ratio_text, times_text
from insight.metrics.answers import WORTH_TELLING
from insight.metrics.good_exits import GoodExits, Verdict
from insight.metrics.judged_exits import Compared
from insight.statistics.estimates import Estimate, Refusal
from insight.ui.words import listed

OPEN = "Whether a good exit matters **cannot be told yet**"
ADJUSTERS = {
    "reason_group": "reason group",
    "poor_fit": "fit",
    "pushed": "pressure",
    "segment": "segment",
    "log_mrr": "last MRR",
    "log_tenure": "tenure",
}


def good_exit_answer(found: GoodExits) -> str:
    """More, fewer, or cannot tell yet, compared within reasons where that is possible."""
    if not found.exits:
        return f"Whether a good exit matters **cannot be told**: {_none_judged(found)}."
    ratio = found.adjusted.ratio
    if isinstance(ratio, Refusal):
        return f"{OPEN}: {_uncapitalised(ratio.reason)}{_needed(found)}"
    said = f"within the same reasons they return at {times_text(ratio.ratio)} the rate of others"
    counts = f"{plural(ratio.n, 'exit')}, {plural(ratio.events, 'return')}"
    if found.verdict is Verdict.CANNOT_TELL:
        return f"{OPEN}: {said} ({counts}).{_needed(found)}"
    more = found.verdict.value.capitalize()
    return (
        f"**{more} come back after a good exit**: {said} ({counts}). "
        "That is an association."
    )


def ratio_parts(found: GoodExits) -> list[str]:
    """The grey line of the ratio: counts, definition, adjusters, what it would take."""
    parts = [
        f"{plural(found.exits, 'exit')} ({count(found.good)} good), {plural(found.returns, 'return')}",
        "rate of return after a good exit ÷ after another, 95 % interval: an association",
    ]
    if found.reverses:
        parts.append("without regard to reasons it points the other way: not shown")
    if isinstance(found.adjusted.ratio, Refusal):
        reason = _uncapitalised(found.adjusted.ratio.reason.rstrip("."))
        return [*parts, f"within reasons: {reason}"]
    parts.append(f"adjusted for {adjusters(found.adjusted)}")
    parts.append(_unmeasured(found) or _needed(found).strip(" ."))
    return [part for part in parts if part]


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


def signed(more: Estimate) -> str:
    """A difference with its sign and its interval."""
    parts = (more.value, more.low, more.high)
    value, low, high = (f"{part:+.1f}".replace("-", MINUS) for part in parts)
    return f"{value} ({low} to {high})"


def _unmeasured(found: GoodExits) -> str:
    if found.e_value is None or found.verdict is Verdict.CANNOT_TELL:
        return ""
    return (
        f"an unmeasured cause would need an association of "
        f"{ratio_text(found.e_value.value)} with both the exit and the return to explain "
        f"it all, of {ratio_text(found.e_value.limit)} to leave it open"
    )


def _needed(found: GoodExits) -> str:
    if found.verdict is not Verdict.CANNOT_TELL or not found.more_returns_needed:
        return ""
    needed = plural(found.more_returns_needed, "more return")
    return f" {needed} needed to tell {WORTH_TELLING:g} times from no difference."


def _uncapitalised(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
