"""One build for many who ask, the old look meanwhile, and a way out of a failure."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

import polars as pl
import pytest

from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.schema import TABLES
from insight.settings import Choices, Runtime
from insight.store.snapshot import Snapshot
from insight.store.uploads import StoreState
from insight.ui.builds import Basis, Builds, Look

HERE = Path()
EMPTY: dict[str, pl.DataFrame] = {
    name: schema.create_empty() for name, schema in TABLES.items()
}
PATIENCE = 30


class Held(Snapshot):
    def tables(self) -> dict[str, pl.DataFrame]:
        return EMPTY


def basis(version: int, *, database: str = "sqlite:///a") -> Basis:
    day = date(2026, 1, 31)
    state = StoreState(version, day, False, True, None)
    return Basis(Runtime(HERE, database), state, Choices(), day)


def facts(snapshot: Snapshot, of: Basis) -> Facts:
    return build_facts(snapshot.tables(), as_of=of.as_of, choices=of.choices)


def made(builds: Builds, of: Basis) -> Look:
    return builds.start(of, lambda: Held(of.state, HERE)).result(PATIENCE)


def test_many_who_ask_at_once_start_one_build() -> None:
    go, started = Event(), []

    def slow(snapshot: Snapshot, of: Basis) -> Facts:
        started.append(of)
        go.wait(PATIENCE)
        return facts(snapshot, of)

    builds, one = Builds(slow), basis(1)
    with ThreadPoolExecutor(8) as people:
        asked = [people.submit(made, builds, one) for _ in range(8)]
        go.set()
        looks = {each.result(PATIENCE).number for each in asked}

    assert len(looks) == len(started) == 1


def test_the_old_look_is_there_while_the_new_one_is_built() -> None:
    go = Event()

    def slow(snapshot: Snapshot, of: Basis) -> Facts:
        if of.state.data_version == 2:
            go.wait(PATIENCE)
        return facts(snapshot, of)

    builds = Builds(slow)
    old = made(builds, basis(1))
    coming = builds.start(basis(2), lambda: Held(basis(2).state, HERE))
    meanwhile = builds.last(old.basis.runtime), builds.made(basis(2))
    go.set()
    new = coming.result(PATIENCE)

    assert meanwhile == (old, None)
    assert builds.last(old.basis.runtime) is new is builds.made(basis(2))


def test_a_look_says_what_it_was_built_from_and_not_what_was_asked() -> None:
    builds, newer = Builds(facts), basis(3)

    found = builds.start(basis(2), lambda: Held(newer.state, HERE)).result(PATIENCE)

    assert found.basis == newer
    assert builds.made(basis(2)) is None
    assert made(builds, newer) is found


def test_only_the_latest_looks_are_kept_and_each_has_a_number_of_its_own() -> None:
    builds = Builds(facts)

    looks = [made(builds, basis(version)) for version in (1, 2, 3)]

    kept = [builds.made(basis(version)) for version in (1, 2, 3)]
    assert kept == [None, *looks[1:]]
    assert len({look.number for look in looks}) == 3


def test_another_store_is_never_shown_in_place_of_this_one() -> None:
    builds = Builds(facts)
    made(builds, basis(1, database="sqlite:///other"))

    assert builds.last(basis(1).runtime) is None


def test_a_build_that_failed_leaves_the_old_look_and_can_be_tried_again() -> None:
    broken = [False]

    def fragile(snapshot: Snapshot, of: Basis) -> Facts:
        if broken[0]:
            raise OSError("no more memory")
        return facts(snapshot, of)

    builds = Builds(fragile)
    old = made(builds, basis(1))
    broken[0] = True
    with pytest.raises(OSError, match="no more memory"):
        made(builds, basis(2))
    has_failed = builds.failed(basis(2))
    broken[0] = False
    builds.forget(basis(2))

    assert has_failed
    assert builds.last(old.basis.runtime) is old
    assert made(builds, basis(2)).basis == basis(2)
