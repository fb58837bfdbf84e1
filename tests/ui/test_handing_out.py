"""Files that leave a page: the right of that moment, the audit, then the file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine

from insight.errors import DownloadError, StoreUnavailableError
from insight.store import live
from insight.store.audit import entries
from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.people import Person, keep_person
from insight.store.transactions import writing
from insight.store.uploads import state
from insight.ui.handing_out import Offer, handed_out
from insight.ui.vault import BYTES_A_SESSION, HandedOut, Vault

AT = datetime(2026, 3, 1, tzinfo=UTC)
ANN = Person("ann@x.test", "analyst")
SAID = {"is_logged_in": True, "email": "Ann@x.test", "email_verified": True}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Of a store that the pages use, behind sign-in; Ann is an analyst."""
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
    monkeypatch.setattr(st, "secrets", {"auth": {"cookie_secret": "a test"}})
    opened = open_engine(url)
    migrate(opened)
    keep_person(opened, ANN, by="a test", at=AT)
    yield opened
    opened.dispose()


def offer(made: list[str], shown_to: Person = ANN, action: str | None = None) -> Offer:
    def make() -> bytes:
        made.append("made")
        return b"rows"

    return Offer(make, "Exits", shown_to, SAID, rows=3, action=action)


def file(session: str = "a", size: int = 3) -> HandedOut:
    return HandedOut(b"x" * size, "a.csv", "text/csv", session, lambda _: True)


def test_a_file_is_written_down_before_it_is_handed_out(engine: Engine) -> None:
    made: list[str] = []

    content = handed_out(offer(made))

    told = entries(engine).row(0, named=True)
    assert (content, made) == (b"rows", ["made"])
    assert (told["by"], told["action"], told["subject"], told["counts"]) == (
        "ann@x.test",
        "downloaded",
        "Exits",
        '{"rows": 3}',
    )


@pytest.mark.parametrize(
    ("now", "action"),
    [
        (Person("ann@x.test", "viewer"), None),
        (Person("ann@x.test", "viewer"), "export personal data"),
        (Person("ann@x.test", "analyst", ("EMEA",)), None),
        (Person("ann@x.test", "analyst", is_active=False), None),
        (Person("ann@x.test", "analyst", issuer="https://other.test"), None),
    ],
)
def test_whoever_may_less_than_the_page_shows_gets_nothing(
    now: Person, action: str | None, engine: Engine
) -> None:
    made: list[str] = []
    keep_person(engine, now, by="a test", at=AT)
    before = entries(engine).height

    with pytest.raises(DownloadError, match="Nothing was handed out"):
        handed_out(offer(made, action=action))

    assert (made, entries(engine).height) == ([], before)


def test_a_page_drawn_for_somebody_else_hands_out_nothing(engine: Engine) -> None:
    keep_person(engine, Person("bob@x.test", "viewer"), by="a test", at=AT)

    with pytest.raises(DownloadError):
        handed_out(offer([], shown_to=Person("bob@x.test", "viewer")))


@pytest.mark.parametrize(
    "now", [Person("ann@x.test", "admin"), Person("ann@x.test", "analyst")]
)
def test_whoever_may_more_by_now_still_gets_what_the_page_shows(
    now: Person, engine: Engine
) -> None:
    keep_person(engine, now, by="a test", at=AT)

    assert handed_out(offer([], action="export personal data")) == b"rows"


def test_a_page_drawn_before_an_erasure_hands_out_nothing(engine: Engine) -> None:
    made: list[str] = []
    with writing(engine) as connection:
        live.leave_earlier(connection)

    with pytest.raises(DownloadError, match="erased since this page was drawn"):
        handed_out(offer(made))

    later = replace(offer([]), erased_in=state(engine).erased_in)
    assert (made, handed_out(later)) == ([], b"rows")


@pytest.mark.usefixtures("engine")
def test_no_file_is_made_where_the_audit_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    monkeypatch.setenv("INSIGHT_DATABASE_URL", "sqlite:////proc/none/insight.db")

    with pytest.raises(StoreUnavailableError):
        handed_out(offer(made))

    assert made == []


@pytest.fixture
def kept() -> Callable[..., tuple[Vault, str]]:
    """A vault with one file, and the address of that."""

    def with_one(session: str = "a") -> tuple[Vault, str]:
        vault = Vault()
        vault.keep(file(session))
        return vault, next(iter(vault.addresses()))

    return with_one


def test_a_file_waits_until_it_is_fetched(
    kept: Callable[..., tuple[Vault, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, address = kept()

    vault.clear_away(lambda _: False)
    waits = vault.find(address)
    vault.is_fetched(address)
    monkeypatch.setattr("insight.ui.vault.SECONDS_AFTER_FETCHED", -1)
    vault.clear_away(lambda _: False)

    assert waits is not None
    assert vault.find(address) is None


def test_a_file_goes_with_its_session(kept: Callable[..., tuple[Vault, str]]) -> None:
    vault, address = kept("over")

    vault.clear_away(lambda session: session == "over")

    assert vault.find(address) is None


def test_two_files_with_the_same_rows_have_two_addresses_nobody_can_guess() -> None:
    vault = Vault()

    words = {vault.keep(file()), vault.keep(file())}

    assert len(words) == len(vault.addresses()) == 2


def test_a_session_that_fetches_nothing_is_told_to_before_memory_is_full() -> None:
    vault = Vault()
    vault.keep(file(size=BYTES_A_SESSION - 1))
    vault.keep(file("another"))

    with pytest.raises(DownloadError, match="before making more"):
        vault.keep(file())
