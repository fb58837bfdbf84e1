"""Who may use Insight, on both databases."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from insight.errors import LastAdminError, PersonError
from insight.store import audit
from insight.store.people import (
    Person,
    add_admins,
    everybody,
    find_person,
    keep_person,
    take_access,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
Keep = Callable[..., None]


@pytest.fixture
def keep(engine: Engine) -> Keep:
    """Gives a person access."""

    def kept(email: str, role: str = "viewer", **more: object) -> None:
        person = Person(email, role, **more)  # type: ignore[arg-type]
        keep_person(engine, person, by="boss@x.test", at=AT)

    return kept


def test_a_person_is_found_in_any_case_as_they_were_kept(
    engine: Engine, keep: Keep
) -> None:
    keep("ann@x.test", "analyst", regions=("EMEA", "APAC"), issuer="https://id.test")

    found = find_person(engine, "Ann@X.test")

    assert found == Person("ann@x.test", "analyst", ("EMEA", "APAC"), "https://id.test")


LOOK_ALIKES = (
    "mar\N{KELVIN SIGN}@x.test",
    "MAR\N{KELVIN SIGN}@X.test",
    "mar\N{FULLWIDTH LATIN SMALL LETTER K}@x.test",
    "m\N{CYRILLIC SMALL LETTER A}rk@x.test",
    "mark\N{ZERO WIDTH SPACE}@x.test",
    "mark@x.test\N{NO-BREAK SPACE}",
    "\N{IDEOGRAPHIC SPACE}mark@x.test",
    " mark@x.test",
    "mark@x.test\n",
)


@pytest.mark.parametrize("look_alike", LOOK_ALIKES)
def test_an_address_that_only_looks_like_that_of_an_admin_is_nobody(
    look_alike: str, engine: Engine, keep: Keep
) -> None:
    keep("mark@x.test", "admin")

    assert find_person(engine, look_alike) is None
    with pytest.raises(PersonError):
        Person(look_alike)


def test_a_stranger_is_nobody(engine: Engine) -> None:
    assert find_person(engine, "test@example.com") is None


def test_a_new_role_takes_the_place_of_the_old_one(engine: Engine, keep: Keep) -> None:
    keep("ann@x.test", "analyst")
    keep("ann@x.test", "viewer")

    assert everybody(engine).rows() == [
        ("ann@x.test", "viewer", [], None, True, AT, "boss@x.test")
    ]


def test_access_is_taken_and_the_person_stays_on_record(
    engine: Engine, keep: Keep
) -> None:
    keep("ann@x.test", "analyst")

    take_access(engine, "ANN@x.test", by="boss@x.test", at=AT)

    assert find_person(engine, "ann@x.test") == Person(
        "ann@x.test", "analyst", is_active=False
    )
    assert audit.entries(engine)["action"].to_list() == ["taken access", "given access"]


def test_access_of_a_stranger_cannot_be_taken(engine: Engine) -> None:
    with pytest.raises(PersonError, match="Nobody here"):
        take_access(engine, "ann@x.test", by="boss@x.test", at=AT)


def test_the_last_admin_stays(engine: Engine, keep: Keep) -> None:
    keep("ann@x.test", "admin")

    with pytest.raises(LastAdminError, match="last active admin"):
        take_access(engine, "ann@x.test", by="ann@x.test", at=AT)
    with pytest.raises(LastAdminError, match="last active admin"):
        keep("ann@x.test", "viewer")

    assert find_person(engine, "ann@x.test") == Person("ann@x.test", "admin")


def test_an_admin_with_another_beside_them_may_go(engine: Engine, keep: Keep) -> None:
    keep("ann@x.test", "admin")
    keep("bob@x.test", "admin")

    keep("ann@x.test", "viewer")

    assert everybody(engine)["role"].to_list() == ["viewer", "admin"]


def test_two_admins_who_remove_each_other_at_once_leave_one(
    engine: Engine, keep: Keep
) -> None:
    keep("ann@x.test", "admin")
    keep("bob@x.test", "admin")
    ready = threading.Barrier(2)
    refused: list[str] = []

    def remove(email: str) -> None:
        ready.wait(30)
        try:
            take_access(engine, email, by="the other", at=AT)
        except LastAdminError as error:
            refused.append(str(error))

    both = [
        threading.Thread(target=remove, args=(email,))
        for email in ("ann@x.test", "bob@x.test")
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(60)

    assert everybody(engine)["is_active"].sum() == 1
    assert len(refused) == 1


def test_admins_of_the_settings_are_added_once_and_never_brought_back(
    engine: Engine, keep: Keep
) -> None:
    keep("bob@x.test", "admin")

    first = add_admins(engine, ("Ann@x.test",), by="a setting", at=AT)
    take_access(engine, "ann@x.test", by="bob@x.test", at=AT)
    again = add_admins(engine, ("Ann@x.test",), by="a setting", at=AT)

    assert (first, again) == (["ann@x.test"], [])
    assert everybody(engine)["is_active"].to_list() == [False, True]


@pytest.mark.parametrize(
    "email", ["", "ann", "@x.test", "a@b@c", "a b@x.test", "Ann@x.test"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(PersonError):
        Person(email)


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(PersonError, match="owner"):
        Person("ann@x.test", "owner")


def test_an_admin_has_no_scope() -> None:
    with pytest.raises(PersonError, match="sees all regions"):
        Person("ann@x.test", "admin", ("EMEA",))
