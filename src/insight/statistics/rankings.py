"""Is a ranking better than a lottery? The first of a list against all who were on it."""

from dataclasses import dataclass

from insight.statistics.conclusions import LEAST_EVENTS, Answer
from insight.statistics.estimates import Estimate
from insight.statistics.proportions import wilson

LEVEL = 0.9
"""Two-sided, so that “better than at random” errs in 5% of lists drawn at random."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What came of the `first` of lists with `listed` places in all.

    `hits` of the first had what was looked for, and `all_hits` of everybody listed.
    `at_random` is how many of so many places a lottery would have hit.
    """

    first: int
    hits: int
    listed: int
    all_hits: int
    at_random: float

    @property
    def share(self) -> Estimate:
        """The share of the first that were hits, with Wilson limits of `LEVEL`; nan for none."""
        if not self.first:
            return Estimate(float("nan"), 0.0, 1.0)
        low, high = wilson(self.hits, self.first, level=LEVEL)
        return Estimate(self.hits / self.first, float(low[0]), float(high[0]))

    @property
    def times(self) -> Estimate | None:
        """How many times as many hits as at random; None where a lottery hits nothing."""
        if not self.at_random:
            return None
        over = self.first / self.at_random
        share = self.share
        return Estimate(share.value * over, share.low * over, share.high * over)

    @property
    def is_whole(self) -> bool:
        """Whether everybody was among the first, so that no order was tried."""
        return self.first >= self.listed

    @property
    def answer(self) -> Answer:
        """Better than at random: yes, no (worse), or cannot tell yet.

        It takes `LEAST_EVENTS` hits among all, and more places than first ones.
        """
        times = self.times
        if times is None or self.is_whole or self.all_hits < LEAST_EVENTS:
            return Answer.CANNOT_TELL
        if times.low > 1:
            return Answer.YES
        return Answer.NO if times.high < 1 else Answer.CANNOT_TELL


def together(rankings: list[Ranking]) -> Ranking:
    """Several lists as one: what came of the first of each."""
    counts = [(r.first, r.hits, r.listed, r.all_hits) for r in rankings]
    first, hits, listed, all_hits = (
        sum(c) for c in zip((0, 0, 0, 0), *counts, strict=True)
    )
    return Ranking(first, hits, listed, all_hits, sum(r.at_random for r in rankings))


def ranking(hit: list[bool], *, first: int) -> Ranking:
    """The ranking of one list, the first of it first: who of them was a hit."""
    named, hits = min(first, len(hit)), sum(hit)
    at_random = named * hits / len(hit) if hit else 0.0
    return Ranking(named, sum(hit[:named]), len(hit), hits, at_random)
