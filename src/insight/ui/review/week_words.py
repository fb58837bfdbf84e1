"""The review of a week in sentences of our own words and numbers."""

from collections import Counter
from collections.abc import Sequence

from insight.formats import count, day_words, plural
from insight.metrics.facts import Facts
from insight.metrics.week import Week
from insight.review.signals import Signal
from insight.words import listed


def signals_words(signals: Sequence[Signal]) -> str:
    """Which measures are unusual, and of how many that cannot be told yet."""
    found = Counter(signal.verdict for signal in signals)
    news = [signal.title.lower() for signal in signals if signal.verdict == "Signal"]
    judged, unknown = len(signals) - found["Cannot tell yet"], found["Cannot tell yet"]
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
