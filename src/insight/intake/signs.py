"""Signs for and against each kind of list, as weights to be summed."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Signs:
    """What a kind of list is told by.

    Attributes:
        weights: How strong a sign of the kind each is; below zero, a sign against it.
        gates: Signs that only together make the kind possible; any one of them will do.
        bars: Signs that together make it never the kind, whatever the other signs.
    """

    weights: dict[str, float]
    gates: tuple[frozenset[str], ...]
    bars: tuple[frozenset[str], ...] = ()

    def is_possible(self, signs: frozenset[str]) -> bool:
        """Do the signs pass one of the gates?"""
        return any(gate <= signs for gate in self.gates)

    def is_barred(self, signs: frozenset[str]) -> bool:
        """Do the signs meet one of the bars?"""
        return any(bar <= signs for bar in self.bars)

    def speaking(self, signs: frozenset[str]) -> float:
        """The sum of the signs of the kind, without those against it."""
        return sum(max(self.weights.get(sign, 0.0), 0.0) for sign in signs)

    def score(self, signs: frozenset[str]) -> float:
        """The sum of what the signs say."""
        return sum(self.weights.get(sign, 0.0) for sign in signs)


@cache
def signs_of_lists() -> dict[str, Signs]:
    """The signs of each kind of list: our tables, and lists that none of them holds."""
    content = files("insight.intake").joinpath("signs.toml").read_text("utf-8")
    return {kind: _signs(**told) for kind, told in tomllib.loads(content).items()}


def _signs(
    only_with: tuple[str, ...] = (), never_with: tuple[str, ...] = (), **weighed: Any
) -> Signs:
    weights = {
        sign: float(weight)
        for weight, signs in weighed.items()
        for sign in signs.split()
    }
    return Signs(weights, _together(only_with), _together(never_with))


def _together(lines: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in lines)
