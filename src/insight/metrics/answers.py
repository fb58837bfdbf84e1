"""Yes, no or cannot tell yet: what the limits of a number say to a question."""

from enum import StrEnum

from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Estimate, Refusal

WORTH_TELLING = 1.5
"""A ratio, or one divided by it, that would change what one does."""


class Answer(StrEnum):
    """What can be said to a question that was asked before looking."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot tell yet"


def more(found: HazardRatio | Refusal) -> Answer:
    """Is it more? Yes above 1, no where no ratio worth telling is within the limits."""
    if isinstance(found, Refusal):
        return Answer.CANNOT_TELL
    return _beyond(found.ratio.low, found.ratio.high, yes=1, no=WORTH_TELLING)


def fewer(found: HazardRatio | Refusal) -> Answer:
    """Is it fewer? Yes below 1, no where no ratio worth telling is within the limits."""
    if isinstance(found, Refusal):
        return Answer.CANNOT_TELL
    low, high = -found.ratio.high, -found.ratio.low
    return _beyond(low, high, yes=-1, no=-1 / WORTH_TELLING)


def above(share: Estimate | Refusal, line: float) -> Answer:
    """Is the share above a line of 0 to 1? Open while the line is within the limits."""
    if isinstance(share, Refusal):
        return Answer.CANNOT_TELL
    return _beyond(share.low, share.high, yes=line, no=line)


def _beyond(low: float, high: float, *, yes: float, no: float) -> Answer:
    if low > yes:
        return Answer.YES
    return Answer.NO if high < no else Answer.CANNOT_TELL
