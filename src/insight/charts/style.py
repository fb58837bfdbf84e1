"""The colours that mean something. Everything else takes the colours of the page."""

from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Palette:
    """One colour per meaning; a meaning also has a shape or a place of its own."""

    lost: str
    mixed: str
    gained: str
    not_ours: str
    unknown: str
    interface: str

    def of(self, meaning: str) -> str:
        """The colour of a meaning, for example `ours` or `returned`."""
        return str(getattr(self, MEANINGS[meaning][0]))


LIGHT = Palette(
    lost="#C4521D",
    mixed="#E39A72",
    gained="#0E8A6B",
    not_ours="#6B7280",
    unknown="#C9CED3",
    interface="#0F6CBD",
)
DARK = Palette(
    lost="#F08A5D",
    mixed="#B5714F",
    gained="#4CC2A0",
    not_ours="#9AA5B1",
    unknown="#59636D",
    interface="#5AA9E6",
)

MEANINGS = {
    "ours": ("lost", "circle"),
    "mixed": ("mixed", "circle-open"),
    "not_ours": ("not_ours", "square"),
    "not_mapped": ("unknown", "hexagon-open"),
    "unknown": ("unknown", "diamond-open"),
    "returned": ("gained", "circle"),
    "good": ("gained", "circle"),
    "bad": ("lost", "circle"),
    "festering": ("lost", "circle"),
    "resolvable": ("mixed", "circle-open"),
    "poor_fit": ("lost", "diamond"),
    "customers": ("interface", "square"),
}
CONTROL_WORDS = {
    "ours": "Fully within our control",
    "mixed": "Partly within our control",
    "not_ours": "Outside our control",
    "not_mapped": "Reason not mapped",
    "unknown": "Not known",
}
NEUTRAL = "rgba(128,128,128,0.85)"
TRACK = "rgba(128,128,128,0.28)"
HATCH = {"shape": "/", "size": 6, "solidity": 0.35}


def filled(colour: str | list[str], *, provisional: bool = False) -> dict[str, object]:
    """The marker of bars; hatched where an amount may yet be restated."""
    line = {"width": 1 if provisional else 0, "color": colour}
    return {"color": colour, "line": line, "pattern": HATCH if provisional else {}}


def dots(looks: list[tuple[str, str]]) -> dict[str, object]:
    """The marker of shares, each of a meaning and colour: a greyed one keeps its shape."""
    symbols = [MEANINGS[meaning][1] for meaning, _ in looks]
    colours = [colour for _, colour in looks]
    widths = [3 if symbol.endswith("-open") else 0 for symbol in symbols]
    line = {"width": widths, "color": colours}
    return {"symbol": symbols, "size": 11, "color": colours, "line": line}


def tint(colour: str, *, opacity: float) -> str:
    """A hex colour as a see-through fill.

    Examples:
        >>> tint("#0E8A6B", opacity=0.14)
        'rgba(14,138,107,0.14)'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def apart(places: list[float], *, gap: float) -> list[float]:
    """The places moved up where needed, so that no two are nearer than `gap`.

    Examples:
        >>> apart([0.5, 0.1, 0.51], gap=0.1)
        [0.5, 0.1, 0.6]
    """
    moved = list(places)
    order = sorted(range(len(places)), key=places.__getitem__)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + gap)
    return moved
