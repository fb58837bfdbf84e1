"""The difference between two estimates that come with their own limits."""

from math import hypot


def difference(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float, float]:
    """`first` minus `second` with limits, from (estimate, low, high) of each.

    With Wilson limits of two independent shares this is Newcombe's hybrid score
    interval; it holds for any two independent estimates.

    Source: Zou & Donner, Statistics in Medicine 27 (2008) 1693-1702 (MOVER);
    Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    (p, p_low, p_high), (q, q_low, q_high) = first, second
    low = p - q - hypot(p - p_low, q_high - q)
    high = p - q + hypot(p_high - p, q - q_low)
    return p - q, low, high
