import pytest

from insight.metrics.scope import Scope
from insight.store.people import Person
from insight.ui.actions import ACTIONS, is_allowed, scope_of

VIEWER, ANALYST, ADMIN = (
    Person("one@x.test", role) for role in ("viewer", "analyst", "admin")
)
IN_EMEA = Person("one@x.test", "analyst", ("EMEA",))
GONE = Person("one@x.test", "admin", is_active=False)
PEOPLE = (VIEWER, ANALYST, ADMIN, IN_EMEA, GONE)
YES, NO = True, False

ALLOWED = {
    "import":               (NO, YES, YES, NO, NO),
    "undo":                 (NO, YES, YES, NO, NO),
    "keep profiles":        (NO, YES, YES, NO, NO),
    "remove sample":        (NO, YES, YES, NO, NO),
    "see uploads":          (YES, YES, YES, NO, NO),
    "see refused rows":     (NO, YES, YES, NO, NO),
    "see personal data":    (NO, YES, YES, YES, NO),
    "export personal data": (NO, YES, YES, YES, NO),
    "record judgement":     (NO, YES, YES, YES, NO),
    "decide":               (NO, YES, YES, NO, NO),
    "change choices":       (NO, NO, YES, NO, NO),
    "change reasons":       (NO, NO, YES, NO, NO),
    "erase a person":       (NO, NO, YES, NO, NO),
    "change retention":     (NO, NO, YES, NO, NO),
    "manage people":        (NO, NO, YES, NO, NO),
    "see audit":            (NO, NO, YES, NO, NO),
    "something new":        (NO, NO, NO, NO, NO),
}  # fmt: skip


@pytest.mark.parametrize("action", ALLOWED)
def test_each_person_may_what_the_matrix_says(action: str) -> None:
    assert tuple(is_allowed(person, action) for person in PEOPLE) == ALLOWED[action]


def test_the_matrix_holds_every_action() -> None:
    assert ALLOWED.keys() - {"something new"} == ACTIONS.keys()


@pytest.mark.parametrize(
    ("person", "scope"),
    [
        (VIEWER, Scope(personal=False)),
        (ANALYST, Scope()),
        (IN_EMEA, Scope(("EMEA",))),
    ],
)
def test_what_somebody_sees_follows_from_role_and_regions(
    person: Person, scope: Scope
) -> None:
    assert scope_of(person) == scope
