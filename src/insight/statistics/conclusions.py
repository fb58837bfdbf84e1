"""Yes, no or cannot tell yet: the one place where a number becomes an answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil, exp

from insight.statistics.anytime import half_width, share_limits
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.proportions import clopper_pearson
from insight.statistics.share_difference import Z95, ShareDifference

WORTH_TELLING = 1.5
"""A ratio, or one divided by it, that would change what one does."""
LEAST_KNOWN, LEAST_KNOWN_SHARE = 20, 0.5
LEAST_EVENTS = 5
WIDEST_RATIO = 10.0
MOST_TIMES, HALVINGS = 64.0, 6
LARGEST_LOG = 700.0
EACH_SHARE, EACH_ESTIMATE = 0.99, 0.97
"""Level of one verdict's limits, so that all eight together err in 5% of histories."""
OPEN = "The limits that hold at every look do not decide it yet."


class Answer(StrEnum):
    """What can be said to a question that was asked before looking."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell yet"


class Kind(StrEnum):
    """What the estimate of a conclusion is."""

    SHARE = "share"
    DIFFERENCE = "difference"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An answer, the number behind it, and what that rests on.

    `low` and `high` are limits that hold at every look; `at_least` is the one that
    decides: next to no effect after a yes, next to an effect worth telling after a no.
    `usual_low` and `usual_high` are the ordinary 95% interval, which decides nothing.
    `k` are events, or how often the thing held, among the `known` of `n` cases; returns
    count within `horizon` days. `refusal` says why there is no answer, `early_sign` what
    the ordinary interval would say, and `more_cases` how many more of `known` it then
    usually takes.
    """

    answer: Answer
    kind: Kind
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    usual_low: float | None = None
    usual_high: float | None = None
    at_least: float | None = None
    k: int = 0
    n: int = 0
    known: int = 0
    horizon: int | None = None
    refusal: str | None = None
    early_sign: Answer | None = None
    more_cases: int | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What limits of some width say: at every look, once only, and with more cases."""

    at_every_look: Answer
    once: Answer
    later: Callable[[float], Answer]


def share_above(k: int, *, known: int, n: int, line: float) -> Conclusion:
    """Is a share above a line of 0 to 1? It held for `k` of the `known` of `n`."""
    open_ = Conclusion(Answer.CANNOT_TELL, Kind.SHARE, k=k, n=n, known=known)
    if refusal := too_little_known(known, n):
        return replace(open_, refusal=refusal)

    def said(share: Estimate) -> Answer:
        return _beyond(share.low, share.high, yes=line, no=line)

    def limited(k: int, known: int) -> Estimate:
        return share_limits(k, known, level=EACH_SHARE)

    def later(times: float) -> Answer:
        return said(limited(round(k * times), round(known * times)))

    limits, usual = limited(k, known), clopper_pearson(k, known)
    return _concluded(
        _shown(open_, limits, usual), _Told(said(limits), said(usual), later)
    )


def more_often(found: ShareDifference | Refusal, *, known: int, n: int) -> Conclusion:
    """Do more of the exposed come back? No where 1.5 times as many is out of reach."""
    return _by_difference(found, known=known, n=n, side=1)


def less_often(found: ShareDifference | Refusal, *, known: int, n: int) -> Conclusion:
    """Do fewer of the exposed come back? No where 1.5 times fewer is out of reach."""
    return _by_difference(found, known=known, n=n, side=-1)


def at_higher_rate(found: HazardRatio | Refusal, *, known: int, n: int) -> Conclusion:
    """Is the rate of the exposed higher? No where a ratio of 1.5 is out of reach."""
    open_ = Conclusion(Answer.CANNOT_TELL, Kind.RATIO, n=n, known=known)
    if isinstance(found, Refusal):
        return replace(open_, refusal=found.reason)

    def ratio(half: float) -> Estimate:
        ends = (found.coefficient, found.coefficient - half, found.coefficient + half)
        return Estimate(*(exp(min(end, LARGEST_LOG)) for end in ends))

    def said(half: float) -> Answer:
        limits = ratio(half)
        if limits.high > WIDEST_RATIO * limits.low:
            return Answer.CANNOT_TELL
        return _beyond(limits.low, limits.high, yes=1, no=WORTH_TELLING)

    def later(times: float) -> Answer:
        return said(_half(found.error / times**0.5))

    half, usual = _half(found.error), Z95 * found.error
    counted = replace(open_, k=found.events_exposed)
    shown = _shown(counted, ratio(half), ratio(usual))
    if refusal := _few_events(found.compared_exposed, found.compared_others):
        return replace(shown, refusal=refusal)
    return _concluded(shown, _Told(said(half), said(usual), later))


def too_little_known(known: int, n: int) -> str | None:
    """Why a share of so many known cases has no verdict; None where it may have one."""
    if known < LEAST_KNOWN:
        return f"Known for {known} of {n}; it takes {LEAST_KNOWN}."
    if known < LEAST_KNOWN_SHARE * n:
        return f"Known for {known} of {n}; it takes at least half."
    return None


def _by_difference(
    found: ShareDifference | Refusal, *, known: int, n: int, side: int
) -> Conclusion:
    open_ = Conclusion(Answer.CANNOT_TELL, Kind.DIFFERENCE, n=n, known=known)
    if refusal := too_little_known(known, n):
        return replace(open_, refusal=refusal)
    if isinstance(found, Refusal):
        return replace(open_, refusal=found.reason)
    many = found.events + found.other_events
    counted = replace(open_, k=many, horizon=found.horizon)
    value, error = found.contrast(1, -1)
    limits, usual = (_around(value, half) for half in (_half(error), Z95 * error))
    shown = _shown(counted, limits, usual)
    if refusal := _few_events(found.events, found.other_events):
        return replace(shown, refusal=refusal)

    def said(width: Callable[[float], float]) -> Answer:
        return _side(found, side=side, width=width)

    def later(times: float) -> Answer:
        return said(lambda error: _half(error / times**0.5))

    told = _Told(said(_half), said(lambda error: Z95 * error), later)
    return _concluded(shown, told, side=side)


def _side(
    found: ShareDifference, *, side: int, width: Callable[[float], float]
) -> Answer:
    value, error = found.contrast(side, -side)
    if value - width(error) > 0:
        return Answer.YES
    worth = (1, -WORTH_TELLING) if side > 0 else (-WORTH_TELLING, 1)
    value, error = found.contrast(*worth)
    return Answer.NO if value + width(error) < 0 else Answer.CANNOT_TELL


def _shown(open_: Conclusion, limits: Estimate, usual: Estimate) -> Conclusion:
    return replace(
        open_,
        estimate=limits.value,
        low=limits.low,
        high=limits.high,
        usual_low=usual.low,
        usual_high=usual.high,
    )


def _concluded(shown: Conclusion, told: _Told, *, side: int = 1) -> Conclusion:
    answer = told.at_every_look
    if answer is not Answer.CANNOT_TELL:
        lower = (answer is Answer.YES) == (side > 0)
        nearest = shown.low if lower else shown.high
        return replace(shown, answer=answer, at_least=nearest)
    if told.once is Answer.CANNOT_TELL:
        return replace(shown, refusal=OPEN)
    more = _more_cases(shown.known, told)
    return replace(shown, refusal=OPEN, early_sign=told.once, more_cases=more)


def _more_cases(known: int, told: _Told) -> int | None:
    """How many more cases like these it takes until the limits say it at every look."""
    low, high = 1.0, 2.0
    while told.later(high) is not told.once:
        low, high = high, 2 * high
        if high > MOST_TIMES:
            return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if told.later(middle) is told.once:
            high = middle
        else:
            low = middle
    return ceil((high - 1) * known)


def _few_events(exposed: int, others: int) -> str | None:
    fewest = min(exposed, others)
    if fewest >= LEAST_EVENTS:
        return None
    return f"{fewest} of the {LEAST_EVENTS} cases it takes on the smaller side."


def _beyond(low: float, high: float, *, yes: float, no: float) -> Answer:
    if low > yes:
        return Answer.YES
    return Answer.NO if high < no else Answer.CANNOT_TELL


def _half(error: float) -> float:
    return half_width(error, level=EACH_ESTIMATE)


def _around(value: float, half: float) -> Estimate:
    return Estimate(value, value - half, value + half)
