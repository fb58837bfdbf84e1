"""A number with its limits, or the reason why there is none."""

from dataclasses import dataclass
from math import hypot


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between its limits; nan where it is not defined."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a number is not given, as a sentence for the reader."""

    reason: str


def difference(first: Estimate, second: Estimate) -> Estimate:
    """First minus second, its limits squared and added from theirs.

    The two must not share accounts. On Wilson limits this is Newcombe's interval.

    Source: Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702.
    """
    value = first.value - second.value
    below = hypot(first.value - first.low, second.high - second.value)
    above = hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, value - below, value + above)
