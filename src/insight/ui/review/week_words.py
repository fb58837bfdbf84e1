"""The review of a week in sentences of our own words and numbers."""

from collections import Counter

import polars as pl

from insight.formats import day_words
from insight.metrics.facts import Facts
from insight.metrics.week import Week
from insight.review.pack import Pack
from insight.review.restatement import restated_words
from insight.words import listed, typeset


def review_answer(review: Pack) -> str:
    """Who left and came back, and how many of the measures are news."""
    *_, left, back, due = review.summary
    return typeset(f"**{left}** {back} {signals_words(review)} {due}")


def signals_words(review: Pack) -> str:
    """Which measures are signals, and how many are noise or cannot be told yet."""
    found = Counter(signal.verdict for signal in review.signals)
    news = [signal.key for signal in review.signals if signal.verdict == "Signal"]
    said = f"**News: {listed(news)}.**" if news else "**No measure is news.**"
    unknown = found["Cannot tell yet"]
    return f"{said} Of {unknown} it cannot be told yet." if unknown else said


def known_words(changed: pl.DataFrame, facts: Facts, *, week: Week) -> str:
    """By whose knowledge the numbers are, and what was restated since."""
    then = facts.as_of <= week.sunday
    how = (
        "today’s rows, counted as of that day: what happened later is not seen, files "
        "brought later are"
        if then
        else "everything that is known by now"
    )
    return f"As of {day_words(facts.as_of)}, {how}. {restated_words(changed)}"
