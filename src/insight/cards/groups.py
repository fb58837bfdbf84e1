"""The groups of curves and shares: their names, their meanings, their order."""

from collections.abc import Mapping

import polars as pl

from insight.metrics import second_life
from insight.metrics.returns import ALL

GROUPS = {
    ALL: ("All exits", "returned"),
    "good exit": ("Good exit", "good"),
    "bad exit": ("Bad exit", "bad"),
    "uncontrollable": ("Outside our control", "not_ours"),
    "festering": ("Festering issue", "festering"),
    "resolvable": ("Resolvable", "resolvable"),
    "poor_fit": ("Poor fit", "poor_fit"),
    "not_mapped": ("Reason not mapped", "not_mapped"),
    "unknown": ("Reason not known", "unknown"),
    "not known": ("Exit not rated", "unknown"),
}
SECOND = {second_life.ALL: ("All returns", "returned")}
GROUP_WORDS = {group: name for group, (name, _) in GROUPS.items()}


def named(
    groups: pl.DataFrame, words: Mapping[str, tuple[str, str]] = GROUPS
) -> pl.DataFrame:
    """Rows per `group` in the order of `words`, with `curve` (its name) and `meaning`."""
    order = pl.DataFrame(
        [(group, name, meaning) for group, (name, meaning) in words.items()],
        schema=["group", "curve", "meaning"],
        orient="row",
    ).with_row_index("order")
    day = "day" if "day" in groups.columns else "horizon"
    return groups.join(order, on="group").sort("order", day).drop("order")
