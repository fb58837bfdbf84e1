"""Round numbers, shares and months along an axis, in the colour of the page."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

from insight.charts.drawing import inked
from insight.formats import money, month_words

PARTS = 4
MONTHS_SHOWN = 3


def round_step(highest: float, *, parts: int) -> float:
    """The round step that divides 0 to `highest` into about so many parts.

    Examples:
        >>> round_step(17, parts=3), round_step(240, parts=3)
        (5.0, 100.0)
    """
    rough = max(highest, 1e-9) / parts
    scale = 10.0 ** floor(log10(rough))
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= rough * 0.8)


def round_ticks(low: float, high: float, *, parts: int = PARTS) -> list[float]:
    """Round numbers from `low` to `high`, both included where they are round.

    Examples:
        >>> round_ticks(0, 17, parts=3)
        [0.0, 5.0, 10.0, 15.0]
    """
    step = round_step(high - low, parts=parts)
    first = ceil(low / step - 1e-9)
    return [step * k for k in range(first, floor(high / step + 1e-9) + 1)]


def scale_ticks(low: float, high: float, *, parts: int = PARTS) -> list[float]:
    """Even steps of a scale, from its lowest value on.

    Examples:
        >>> scale_ticks(1, 7), scale_ticks(-100, 100)
        ([1.0, 3.0, 5.0, 7.0], [-100.0, -50.0, 0.0, 50.0, 100.0])
    """
    step = round_step(high - low, parts=parts)
    return [low + step * k for k in range(floor((high - low) / step + 1e-9) + 1)]


def share_ticks(low: float, high: float) -> dict[str, Any]:
    """Axis settings for shares of 0 to 1."""
    ticks = round_ticks(low, high)
    return _ticks(ticks, [f"{round(tick * 100)}%" for tick in ticks])


def money_ticks(low: float, high: float, *, currency: str) -> dict[str, Any]:
    """Axis settings for amounts."""
    ticks = round_ticks(low, high)
    return _ticks(ticks, [money(tick, currency=currency) for tick in ticks])


def month_ticks(months: Sequence[str]) -> dict[str, Any]:
    """Axis settings for month labels: the last month and even steps back from it."""
    step = max(1, ceil(len(months) / MONTHS_SHOWN))
    shown = list(months)[::-1][::step]
    days = [f"{month}-01" for month in shown]
    return _ticks(days, [month_words(month) for month in shown])


def _ticks(values: Sequence[Any], words: list[str]) -> dict[str, Any]:
    return {"tickvals": list(values), "ticktext": [inked(text) for text in words]}
