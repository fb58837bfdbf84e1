"""What may be shown of numbers that rest on few cases (docs/metrics.md, "Small n")."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from insight.settings import Choices

WIDEST_COLOURED = 0.30


class Shown(StrEnum):
    """How much of a share is shown."""

    COUNTS = "counts"
    GREY = "grey"
    FULL = "full"


class Line(StrEnum):
    """How a stretch of a survival curve is drawn."""

    NONE = "none"
    DOTTED = "dotted"
    SOLID = "solid"


def shown(
    n: ArrayLike, low: ArrayLike, high: ArrayLike, *, choices: Choices
) -> NDArray[np.str_]:
    """`Shown` of shares of n with limits `low` and `high` (0-1), as text.

    Below `counts_only_below` cases the counts alone ("3 of 7"). Below
    `full_display_from`, or with limits more than 30 points apart or unknown, the share
    in grey: no colour, arrow or rank. Else everything.
    """
    many = np.atleast_1d(n)
    width = np.atleast_1d(high).astype(float) - np.atleast_1d(low).astype(float)
    narrow = width <= WIDEST_COLOURED + 1e-12
    firm = (many >= choices.full_display_from) & narrow
    shares = np.where(firm, str(Shown.FULL), str(Shown.GREY))
    return np.where(many < choices.counts_only_below, str(Shown.COUNTS), shares)


def line(at_risk: ArrayLike, *, choices: Choices) -> NDArray[np.str_]:
    """`Line` of a curve where so many are at risk: solid, then dotted, then none."""
    watched = np.atleast_1d(at_risk)
    dotted = watched < choices.curve_dotted_below
    drawn = np.where(dotted, str(Line.DOTTED), str(Line.SOLID))
    return np.where(watched < choices.curve_stops_below, str(Line.NONE), drawn)
