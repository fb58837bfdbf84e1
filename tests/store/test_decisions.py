"""Decisions that several people write at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import Engine

from insight.store.decisions import (
    About,
    Conflict,
    Content,
    Decision,
    Status,
    decide,
    decisions_of,
    history_of,
    revise,
)
from insight.store.uploads import state

AT = datetime(2026, 2, 16, 9, 30, tzinfo=UTC)
CALL = Content("Call Acme", "Ann", date(2026, 2, 20), about=About.EXIT, subject="A1")
WRITE = """
from datetime import UTC, datetime
from insight.store.decisions import Content, decide, revise
from insight.store.engines import open_engine

engine = open_engine(url)
at = datetime(2026, 2, 16, tzinfo=UTC)
ready.wait(60)
for number in range(10):
    text = Content(f"{name} {number}")
    revise(engine, 1, text, seen=1, week="2026-W07", by=name, at=at)
    decide(engine, text, week="2026-W07", by=name, at=at)
"""


@pytest.fixture
def decided(engine: Engine) -> Decision:
    return decide(engine, CALL, week="2026-W07", by="ann", at=AT)


@pytest.fixture
def change(engine: Engine) -> Callable[..., Decision | Conflict]:
    def write(content: Content, **about: object) -> Decision | Conflict:
        given = {"seen": 1, "week": "2026-W07", "by": "bo", "at": AT} | about
        return revise(engine, 1, content, **given)  # type: ignore[arg-type]

    return write


def test_a_decision_comes_back_as_it_was_written(
    engine: Engine, decided: Decision
) -> None:
    assert decisions_of(engine) == [decided]
    assert decided == Decision(1, 1, "2026-W07", "2026-W07", "ann", AT, True, CALL)


def test_a_change_is_a_version_and_the_earlier_one_stays(
    engine: Engine, decided: Decision, change: Callable[..., Decision]
) -> None:
    done = change(replace(CALL, status=Status.DONE), week="2026-W08")

    assert decisions_of(engine) == [done]
    assert history_of(engine, 1) == [done, decided]
    assert (done.version, done.decided_in, done.changed_in) == (
        2,
        "2026-W07",
        "2026-W08",
    )


def test_of_two_changes_at_once_the_second_is_a_conflict_and_both_are_kept(
    engine: Engine, decided: Decision, change: Callable[..., Decision | Conflict]
) -> None:
    theirs = change(replace(CALL, text="Write to Acme"), by="ann")
    conflict = change(replace(CALL, text="Visit Acme"), by="bo")

    assert isinstance(conflict, Conflict)
    assert conflict.theirs == theirs
    assert conflict.mine.content.text == "Visit Acme"
    assert decisions_of(engine) == [theirs]
    assert history_of(engine, 1) == [conflict.mine, theirs, decided]


@pytest.mark.usefixtures("decided")
def test_a_conflict_is_settled_on_the_version_that_counts(
    engine: Engine, change: Callable[..., Decision | Conflict]
) -> None:
    change(replace(CALL, text="Write to Acme"))
    conflict = change(replace(CALL, text="Visit Acme"))
    assert isinstance(conflict, Conflict)

    settled = change(conflict.mine.content, seen=conflict.theirs.version)

    assert decisions_of(engine) == [settled]
    assert [version.content.text for version in history_of(engine, 1)] == [
        "Visit Acme", "Visit Acme", "Write to Acme", "Call Acme",
    ]  # fmt: skip


def test_what_is_in_force_already_changes_nothing(
    engine: Engine, decided: Decision, change: Callable[..., Decision]
) -> None:
    again = change(CALL, seen=0, by="bo")

    assert again == decided
    assert history_of(engine, 1) == [decided]


@pytest.mark.usefixtures("decided")
def test_an_earlier_review_shows_what_it_left(
    engine: Engine, decided: Decision, change: Callable[..., Decision]
) -> None:
    done = change(replace(CALL, status=Status.DONE), week="2026-W09")
    decide(engine, Content("Later"), week="2026-W09", by="ann", at=AT)

    assert decisions_of(engine, known_in="2026-W06") == []
    assert decisions_of(engine, known_in="2026-W08") == [decided]
    assert decisions_of(engine, known_in="2026-W09")[0] == done


def test_text_that_no_page_can_show_is_left_out(engine: Engine) -> None:
    kept = decide(
        engine, Content(" a\x00b\x1b\nc ", "\x07bo"), week="2026-W07", by="ann", at=AT
    )

    assert (kept.content.text, kept.content.owner) == ("ab\nc", "bo")
    assert decisions_of(engine) == [kept]


def test_a_moment_without_a_zone_and_an_unknown_decision_are_refused(
    engine: Engine, change: Callable[..., Decision]
) -> None:
    with pytest.raises(ValueError, match="time zone"):
        decide(engine, CALL, week="2026-W07", by="ann", at=datetime(2026, 2, 16))  # noqa: DTZ001
    with pytest.raises(ValueError, match="no decision 1"):
        change(CALL)


def test_a_decision_is_no_change_of_the_data(engine: Engine) -> None:
    before = state(engine)

    decide(engine, CALL, week="2026-W07", by="ann", at=AT + timedelta(days=1))

    assert state(engine) == before


def test_people_who_write_at_the_same_moment_lose_nothing(
    engine: Engine, url: str, decided: Decision, start: Callable[..., BaseProcess]
) -> None:
    ready = get_context("forkserver").Event()
    writers = [start(WRITE, url=url, name=name, ready=ready) for name in ("ann", "bo")]

    ready.set()
    for writer in writers:
        writer.join(60)

    first, *_ = history = history_of(engine, 1)
    texts = {version.content.text for version in history}
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert texts == {
        "Call Acme",
        *(f"{who} {n}" for who in ("ann", "bo") for n in range(10)),
    }
    assert [version.version for version in history] == list(range(21, 0, -1))
    assert sum(version.in_force for version in history) == 2
    assert len({decision.id for decision in decisions_of(engine)}) == 21
    assert not first.in_force
