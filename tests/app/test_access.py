"""Roles on every page: who is let in, who sees what, and how fast that ends."""

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight.store.engines import open_engine
from insight.store.people import ROLES, Person, keep_person, take_access
from insight.ui import access
from insight.ui.actions import ACTIONS
from insight.ui.menu import MENU
from insight.ui.sections import PAGES

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 1, tzinfo=UTC)
ENTRIES = [entry for section in MENU.values() for entry in section]
OpenPage = Callable[..., AppTest]
ISSUER = "https://id.x.test"


def claims(email: str, **more: object) -> dict[str, object]:
    said = {"is_logged_in": True, "email": email, "email_verified": True, "iss": ISSUER}
    return said | more


@pytest.fixture(scope="module")
def team_store(store_of: Callable[..., str]) -> str:
    """The URL of a store without data, used by one person of each role."""
    url = store_of({})
    engine = open_engine(url)
    for role in ROLES:
        keep_person(engine, Person(f"{role}@x.test", role), by="a test", at=AT)
    keep_person(
        engine, Person("pinned@x.test", issuer="https://other.test"), by="a test", at=AT
    )
    keep_person(
        engine, Person("two@x.test", "analyst", ("APAC", "EMEA")), by="a test", at=AT
    )
    keep_person(
        engine, Person("gone@x.test", "analyst", is_active=False), by="a test", at=AT
    )
    engine.dispose()
    return url


STRANGERS: dict[str, tuple[dict[str, object], str]] = {
    "nobody signed in": ({}, "Sign in to Insight"),
    "what a test says by itself": ({"email": "test@example.com"}, "Sign in to Insight"),
    "a known address that did not sign in": (
        claims("admin@x.test", is_logged_in=False),
        "Sign in to Insight",
    ),
    "an unknown address": (claims("eve@x.test"), "No access yet"),
    "an address nobody verified": (
        claims("admin@x.test", email_verified=False),
        "No access yet",
    ),
    "another provider": (claims("pinned@x.test"), "No access yet"),
    "access that was taken": (claims("gone@x.test"), "No access yet"),
    "no address": (claims(""), "No access yet"),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_sees_the_door_and_nothing_else(
    stranger: str, team_store: str, open_page: OpenPage
) -> None:
    user, title = STRANGERS[stranger]

    app = open_page("home/overview", url=team_store, user=user)

    assert not app.exception
    assert [text.value for text in app.title] == [title]
    if title == "No access yet":
        address = user["email"] or "somebody without an e-mail address"
        assert [text.value for text in app.text] == [address]
    said = "Sign out" if title == "No access yet" else "Sign in"
    assert [button.label for button in app.button] == [said]
    assert len(app.sidebar) == 0
    assert (len(app.dataframe), len(app.metric), len(app.caption)) == (0, 0, 0)


@pytest.mark.parametrize("page", [entry.file for entry in ENTRIES])
def test_a_page_opened_by_nobody_shows_nothing(
    page: str, team_store: str, open_page: OpenPage
) -> None:
    app = open_page(page, url=team_store, user={})

    assert [text.value for text in app.title] == ["Sign in to Insight"]
    assert len(app.sidebar) == 0


@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_for_its_role_and_those_above(
    role: str, team_store: str, open_page: OpenPage
) -> None:
    user = claims(f"{role}@x.test")
    app = open_page("home/overview", url=team_store, user=user)

    found = {}
    for entry in ENTRIES:
        app.switch_page(str(PAGES / f"{entry.file}.py")).run()
        refused = [e.value for e in app.warning if "This page is for" in e.value]
        found[entry.file] = (len(app.title), len(refused), len(app.exception))

    allowed = {e.file: ROLES.index(role) >= ROLES.index(e.role) for e in ENTRIES}
    assert found == {page: (int(yes), int(not yes), 0) for page, yes in allowed.items()}


def test_each_page_asks_for_the_role_that_the_menu_says() -> None:
    for entry in ENTRIES:
        source = (PAGES / f"{entry.file}.py").read_text(encoding="utf-8")
        assert f'require("{entry.role}")' in source, entry.file


def test_access_that_is_taken_ends_with_the_next_click(
    store_of: Callable[..., str], open_page: OpenPage
) -> None:
    url = store_of({})
    engine = open_engine(url)
    keep_person(engine, Person("ann@x.test"), by="a test", at=AT)
    app = open_page("data/definitions", url=url, user=claims("Ann@x.test"))
    before = [text.value for text in app.title]

    take_access(engine, "ann@x.test", by="a test", at=AT)
    app.run()

    engine.dispose()
    assert before == ["Definitions"]
    assert [text.value for text in app.title] == ["No access yet"]


def test_a_role_that_is_raised_counts_with_the_next_click(
    store_of: Callable[..., str], open_page: OpenPage
) -> None:
    url = store_of({})
    engine = open_engine(url)
    keep_person(engine, Person("ann@x.test"), by="a test", at=AT)
    app = open_page("data/upload", url=url, user=claims("ann@x.test"))
    before = len(app.warning)

    keep_person(engine, Person("ann@x.test", "analyst"), by="a test", at=AT)
    app.run()

    engine.dispose()
    assert (before, len(app.warning)) == (1, 0)


@pytest.mark.parametrize(
    ("email", "rights"),
    [
        ("viewer@x.test", "a viewer"),
        ("two@x.test", "an analyst for APAC, EMEA"),
    ],
)
def test_who_is_signed_in_is_said_with_a_way_out(
    email: str, rights: str, team_store: str, open_page: OpenPage
) -> None:
    app = open_page("data/definitions", url=team_store, user=claims(email))

    assert app.sidebar.text[-1].value == email
    assert app.sidebar.caption[-1].value == f"Signed in as {rights}"
    assert app.sidebar.button[-1].label == "Sign out"


def test_without_sign_in_it_is_said_that_everybody_is_an_admin(
    team_store: str, open_page: OpenPage
) -> None:
    app = open_page("data/definitions", url=team_store)

    assert "everybody who can open this address is an admin" in (
        app.sidebar.caption[-1].value
    )


def test_a_role_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="owner"):
        access.require("owner")


def called(module: ast.AST, *names: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
    ]


def parsed(*folders: str) -> dict[str, ast.Module]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in paths
    }


def test_every_action_that_code_asks_for_is_in_the_table() -> None:
    asked = {
        ast.unparse(call.args[0]): file
        for file, module in parsed("src/insight/ui", "pages").items()
        for call in called(module, "may", "acting")
    }

    actions = {repr(action) for action in ACTIONS} | {"action"}
    assert {name: file for name, file in asked.items() if name not in actions} == {}


def functions(*folders: str) -> list[tuple[str, ast.FunctionDef]]:
    return [
        (file, node)
        for file, module in parsed(*folders).items()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef)
    ]


def uses(function: ast.FunctionDef, names: set[str]) -> bool:
    """Whether it calls one of them, or hands it on to be called."""
    named = (node.id for node in ast.walk(function) if isinstance(node, ast.Name))
    return not names.isdisjoint(named)


def is_told_who_acts(function: ast.FunctionDef) -> bool:
    return any(each.arg == "by" for each in function.args.kwonlyargs)


def test_nothing_writes_to_the_store_without_asking_who_acts() -> None:
    writers = {
        function.name
        for _, function in functions("src/insight/store")
        if called(function, "writing")
    }
    pages = functions("src/insight/ui", "pages")
    for _, function in (
        pages * 2
    ):  # anyone who calls one that is told has to ask as well
        if is_told_who_acts(function) and uses(function, writers):
            writers.add(function.name)
    before_anybody_comes = {"load_sample", "warm_up", "_engine", "erase_what_is_old"}

    unasked = {
        f"{file}: {function.name}"
        for file, function in pages
        if uses(function, writers)
        and not called(function, "acting", "taking")
        and not is_told_who_acts(function)
        and function.name not in before_anybody_comes
    }

    assert {"commit", "undo", "choose", "remember", "keep_person"} <= writers
    assert unasked == set()


def test_a_page_offers_what_the_person_in_front_of_it_may() -> None:
    with access.here(Person("ann@x.test", "viewer")):
        assert not access.may("export personal data")
    with access.here(Person("ann@x.test", "analyst")):
        assert access.may("export personal data")
