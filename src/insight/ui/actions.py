"""What people do in the app beyond reading, and the least role that may do it."""

from dataclasses import dataclass
from typing import Final

from insight.metrics.scope import Scope
from insight.store.people import ROLES, Person


@dataclass(frozen=True, slots=True)
class Rule:
    """The least role; `everywhere` asks for somebody who sees all regions."""

    role: str
    everywhere: bool = True


ACTIONS: Final[dict[str, Rule]] = {
    "import": Rule("analyst"),
    "undo": Rule("analyst"),
    "keep profiles": Rule("analyst"),
    "remove sample": Rule("analyst"),
    "see uploads": Rule("viewer"),
    "see refused rows": Rule("analyst"),
    "see personal data": Rule("analyst", everywhere=False),
    "export personal data": Rule("analyst", everywhere=False),
    "record judgement": Rule("analyst", everywhere=False),
    "decide": Rule("analyst"),
    "change choices": Rule("admin"),
    "change reasons": Rule("admin"),
    "erase a person": Rule("admin"),
    "change retention": Rule("admin"),
    "manage people": Rule("admin"),
    "see audit": Rule("admin"),
}
"""Anyone who sees only some regions acts on nothing that reaches beyond them."""


def has_role(person: Person, role: str) -> bool:
    """Whether somebody has at least a role; anyone who is not active has none."""
    return person.is_active and ROLES.index(person.role) >= ROLES.index(role)


def is_allowed(person: Person, action: str) -> bool:
    """Whether somebody may do this; nobody may what is not in `ACTIONS`."""
    rule = ACTIONS.get(action)
    if rule is None or (rule.everywhere and person.regions):
        return False
    return has_role(person, rule.role)


def scope_of(person: Person) -> Scope:
    """What somebody may see of the data."""
    return Scope(person.regions, personal=is_allowed(person, "see personal data"))
