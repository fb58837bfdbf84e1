"""How the order of the call list did on lists of the past, beside a lottery."""

import polars as pl

from insight.cards.card import Card
from insight.formats import count, plural
from insight.metrics.call_order import CallScore
from insight.metrics.candidates import Candidates, candidates
from insight.metrics.return_chances import WITHIN
from insight.settings import Choices
from insight.statistics.conclusions import Answer
from insight.statistics.rankings import Ranking

_SCHEMA = {
    "lists": pl.String,
    "first": pl.Int64,
    "came_back": pl.Int64,
    "at_random": pl.Float64,
    "times": pl.Float64,
    "times_from": pl.Float64,
    "times_to": pl.Float64,
}
_ORDERS = {
    Answer.YES: "The order is better than at random.",
    Answer.NO: "The order by chance was worse than at random, so MRR orders the list.",
    Answer.CANNOT_TELL: "Whether an order by chance is better than at random cannot be "
    "told yet, so MRR orders the list.",
}


def score_rows(found: Candidates) -> pl.DataFrame:
    """A row per scored list of the past: how many of the first came back, and at random."""
    score = found.score
    if not isinstance(score, CallScore):
        return pl.DataFrame(schema=_SCHEMA)
    half_years = f"The last {plural(score.looks, 'half-year')}"
    lists = [("A year ago", score.year), (half_years, score.half_years)]
    rows = [_row(name, ranking) for name, ranking in lists if ranking]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _row(
    name: str, tried: Ranking
) -> tuple[str, int, int, float, float | None, float | None, float | None]:
    times = tried.times
    limits = (times.value, times.low, times.high) if times else (None, None, None)
    return name, tried.first, tried.hits, tried.at_random, *limits


def _finding(found: Candidates, choices: Choices) -> str:
    score = found.score
    if not isinstance(score, CallScore):
        return "The order cannot be scored yet, so MRR orders the list."
    tried = score.year or score.half_years
    when = "a year ago" if score.year else "on past lists"
    return (
        f"Of the first {count(tried.first)} {when} {count(tried.hits)} came back; "
        f"at random {tried.at_random:.1f}."
    )


def _read(found: Candidates, choices: Choices) -> str:
    score = found.score
    if not isinstance(score, CallScore):
        return score.reason
    tried, times = score.half_years, score.half_years.times
    limits = (
        f" ({times.value:.1f} times, 90% interval {times.low:.1f} to {times.high:.1f})"
        if times
        else ""
    )
    return (
        f"**{_ORDERS[score.answer]}** Over the last {plural(score.looks, 'half-year')} "
        f"{count(tried.hits)} of {count(tried.first)} listed first came back within "
        f"{WITHIN} days; at random {tried.at_random:.1f} would have{limits}. Past lists "
        "hold all former customers as known on their day, but with the reasons and records "
        "as the files have them today."
    )


SCORE = Card(
    title="Score of this order",
    measure=candidates,
    says=_finding,
    how_to_read=_read,
    rows=score_rows,
    columns={
        "lists": "Lists",
        "first": "Called first",
        "came_back": "Came back",
        "at_random": "At random",
        "times": "Times as many",
        "times_from": "90% interval from",
        "times_to": "90% interval to",
    },
)
