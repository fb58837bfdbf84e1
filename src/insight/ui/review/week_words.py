"""The review of a week in sentences of our own words and numbers."""

from collections.abc import Sequence

from insight.formats import count, day_words, plural
from insight.metrics.facts import Facts
from insight.metrics.judged_periods import Verdict
from insight.metrics.week import Week
from insight.review.signals import VERDICTS, Signal
from insight.words import listed


def signals_words(signals: Sequence[Signal]) -> str:
    """Which measures are unusual, and of how many that cannot be told yet."""
    news = [signal.title.lower() for signal in signals if signal.is_unusual]
    unknown = sum(s.verdict == VERDICTS[Verdict.NO_LIMITS] for s in signals)
    judged = len(signals) - unknown
    usual = plural(judged, "measure is", "measures are")
    said = (
        f"Unusual: {listed(news)}."
        if news
        else f"Nothing unusual: {usual} within normal variation."
        if judged
        else "Too early to tell what is usual."
    )
    later = (
        f" For {count(unknown)} it is too early to tell." if unknown and judged else ""
    )
    return f"{said}{later}"


def known_words(facts: Facts, *, week: Week) -> str:
    """By whose knowledge the numbers are."""
    then = facts.as_of <= week.sunday
    how = (
        "today’s rows, counted as of that day: what happened later is not seen, files "
        "brought later are"
        if then
        else "everything that is known by now"
    )
    return f"As of {day_words(facts.as_of)}, {how}."
