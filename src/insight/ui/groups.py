"""The groups of the return curves: their names, their meanings, their order."""

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
