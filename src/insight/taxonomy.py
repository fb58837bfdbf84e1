"""Why customers leave: reason codes, their groups, and whose control they are in.

A code never changes its meaning; it is retired and a new one added. Raw values
from files reach a code through `RAW_REASONS` or a mapping a person edits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Control(StrEnum):
    """Who could have kept the customer."""

    OURS = "ours"
    MIXED = "mixed"
    NOT_OURS = "not_ours"
    NOT_MAPPED = "not_mapped"
    UNKNOWN = "unknown"


class ReasonGroup(StrEnum):
    """The coarse axis of the analyses (docs/metrics.md)."""

    UNCONTROLLABLE = "uncontrollable"
    FESTERING = "festering"
    RESOLVABLE = "resolvable"
    POOR_FIT = "poor_fit"
    NOT_MAPPED = "not_mapped"
    UNKNOWN = "unknown"


NO_RECORD = "unknown"
"""The reason of an exit that no record tells of; no word of a file becomes it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One exit reason: `code` is stored, `label` is shown, `theme` is its heading.

    `parent` is the reason that an own one is a kind of; one that `is_retired` is shown
    where rows have it, and offered no more.
    """

    code: str
    label: str
    theme: str
    control: Control
    group: ReasonGroup
    parent: str | None = None
    is_retired: bool = False


def _reasons() -> tuple[Reason, ...]:
    ours, mixed, theirs, unknown = (
        Control.OURS,
        Control.MIXED,
        Control.NOT_OURS,
        Control.UNKNOWN,
    )
    table = (
        ("merger", "Merger or acquisition", "Company change", theirs),
        ("closure", "Closed or insolvent", "Company change", theirs),
        ("downsizing", "Layoffs or unit cut", "Company change", theirs),
        ("group_mandate", "Group-wide tool mandated", "Company change", theirs),
        ("leadership_change", "New leadership", "People change", theirs),
        ("champion_left", "Champion left", "People change", mixed),
        ("project_ended", "Project ended", "Need ended", theirs),
        ("seasonal", "Seasonal need", "Need ended", theirs),
        ("strategy_change", "Change of strategy", "Need ended", theirs),
        ("budget_cut", "Budget cut", "Money", theirs),
        ("price_for_value", "Price for the value", "Money", ours),
        ("price_rise", "Price rise", "Money", ours),
        ("payment_failed", "Payment failed", "Money", ours),
        ("poor_onboarding", "Poor onboarding", "Value not reached", ours),
        ("unsure_of_function", "Unsure of a function", "Value not reached", ours),
        ("no_roi", "No return shown", "Value not reached", ours),
        ("low_usage", "Low usage", "Value not reached", mixed),
        ("missing_feature", "Missing feature", "Product", ours),
        ("reliability", "Reliability", "Product", ours),
        ("too_complex", "Too complex", "Product", ours),
        ("integration", "Integration", "Product", ours),
        ("data_trust", "Data not trusted", "Product", ours),
        ("unresolved_issue", "Unresolved issue", "Service", ours),
        ("slow_support", "Slow support", "Service", ours),
        ("promise_not_kept", "Promise not kept", "Service", ours),
        ("contact_churn", "Our contact kept changing", "Service", ours),
        ("competitor_features", "Competitor: features", "Alternative", mixed),
        ("competitor_price", "Competitor: price", "Alternative", mixed),
        ("built_in_house", "Built in-house", "Alternative", mixed),
        ("suite_consolidation", "Suite consolidation", "Alternative", mixed),
        ("sold_wrong_fit", "Sold to the wrong fit", "Fit", ours),
        ("outgrew", "Outgrew us", "Fit", ours),
        ("compliance", "Compliance", "Rules", mixed),
        ("not_asked", "Not asked", "Unknown", unknown),
        ("no_answer", "No answer", "Unknown", unknown),
        ("other", "Other", "Unknown", unknown),
        (NO_RECORD, "No exit record", "Unknown", unknown),
    )
    return tuple(
        Reason(code, label, theme, control, _group(code, theme, control))
        for code, label, theme, control in table
    )


def _group(code: str, theme: str, control: Control) -> ReasonGroup:
    if control is Control.UNKNOWN:
        return ReasonGroup.UNKNOWN
    if control is Control.NOT_OURS:
        return ReasonGroup.UNCONTROLLABLE
    if code in {"unresolved_issue", "slow_support", "promise_not_kept"}:
        return ReasonGroup.FESTERING
    return ReasonGroup.POOR_FIT if theme == "Fit" else ReasonGroup.RESOLVABLE


CONTROL_OF_GROUP: dict[str, str] = {
    ReasonGroup.UNCONTROLLABLE: Control.NOT_OURS,
    ReasonGroup.FESTERING: Control.OURS,
    ReasonGroup.RESOLVABLE: Control.OURS,
    ReasonGroup.POOR_FIT: Control.OURS,
}
"""Whose control a group is in, for records that name a group but no known code."""

UNTOLD_CONTROLS = (Control.NOT_MAPPED, Control.UNKNOWN)
UNTOLD_GROUPS = (ReasonGroup.NOT_MAPPED, ReasonGroup.UNKNOWN)
"""What says nothing of whose control it was in: a word nobody mapped, or no reason."""

REASONS: dict[str, Reason] = {reason.code: reason for reason in _reasons()}

# Stripe's cancellation feedback (docs.stripe.com/api/subscriptions/object) and
# the everyday words of exports. Anyone who uploads sees and edits the mapping.
RAW_REASONS: dict[str, str] = {
    "too_expensive": "price_for_value",
    "pricing": "price_for_value",
    "price": "price_for_value",
    "missing_features": "missing_feature",
    "features": "missing_feature",
    "switched_service": "competitor_features",
    "competitor": "competitor_features",
    "unused": "low_usage",
    "customer_service": "slow_support",
    "support": "unresolved_issue",
    "low_quality": "reliability",
    "payment_disputed": "payment_failed",
    "budget": "budget_cut",
    "acquired": "merger",
    "acquisition": "merger",
    "acquired_merged": "merger",
    "merged": "merger",
    "merger_acquisition": "merger",
    "we_merged_with_were_acquired_by_another_company": "merger",
    "new_management": "leadership_change",
    "new_ceo": "leadership_change",
    "new_coo": "leadership_change",
    "new_cto": "leadership_change",
    "unresolved_issues": "unresolved_issue",
    "open_support_issues": "unresolved_issue",
    "technical_issues": "reliability",
    "switched_to_competitor": "competitor_features",
    "switched_to_a_competitor": "competitor_features",
    "lost_to_competitor": "competitor_features",
    "company_closed": "closure",
    "out_of_business": "closure",
    "no_longer_needed": "project_ended",
    "unknown": "no_answer",
}


_OWN_PREFIX = "own_"
_in_use = REASONS


def reasons() -> dict[str, Reason]:
    """Every reason by its code: ours, and those that `use_own` added."""
    return _in_use


def use_own(own: Iterable[Reason]) -> None:
    """Makes the own reasons of a store those of this process, in place of earlier ones.

    Codes are read in every layer. They only ever grow, and a change of them counts the
    data version up, so that nothing made before is shown again.
    """
    global _in_use  # noqa: PLW0603
    _in_use = {**REASONS, **{reason.code: reason for reason in own}}


def offered_codes() -> tuple[str, ...]:
    """The codes that a word may become."""
    return tuple(c for c, reason in reasons().items() if not reason.is_retired)


def own_code(label: str, parent: Reason | None) -> str:
    """The code of an own reason: unlike any word of a file, and unlike our codes."""
    said = f"{parent.code}_{label}" if parent else label
    return _OWN_PREFIX + "_".join("".join(map(_plain, said)).split())


def _plain(letter: str) -> str:
    return letter.casefold() if letter.isalnum() else " "


def reason_of(code: str) -> Reason:
    """The reason behind a stored code; a raw value nobody mapped is shown as it is."""
    return reasons().get(
        code,
        Reason(code, code, "Not mapped", Control.NOT_MAPPED, ReasonGroup.NOT_MAPPED),
    )
