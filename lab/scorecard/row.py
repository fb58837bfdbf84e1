"""A row of the scorecard: what is asked, what was measured, and whether that is enough."""

from collections.abc import Callable
from dataclasses import dataclass

PASS, FAIL, NOT_RUN, NOT_AUDITED = "PASS", "FAIL", "NOT RUN", "NOT AUDITED"


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in words with its numbers, and PASS, FAIL, NOT RUN or NOT AUDITED."""

    value: str
    verdict: str


Measure = Callable[..., Measured]
"""Measures; told by `quick` whether in short, which not all can be."""


@dataclass(frozen=True, slots=True)
class Row:
    """One of the 38: its number, what is measured, and what would be good enough."""

    number: int
    name: str
    target: str
    measure: Measure


def judged(value: str, *, good: bool) -> Measured:
    """A measured value that is good enough, or is not."""
    return Measured(value, PASS if good else FAIL)


def not_run(why: str) -> Measured:
    """No value, and why not."""
    return Measured(why, NOT_RUN)
