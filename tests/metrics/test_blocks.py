"""Facts built block by block are the facts, whatever the blocks, in memory or in files."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics import build
from insight.metrics.blocks import blocks
from insight.metrics.facts import Facts
from insight.metrics.frame import physical, polars
from insight.metrics.scope import Scope, scoped
from insight.settings import Choices


@pytest.fixture
def in_blocks(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Builds facts of few accounts as if a block of them held fewer still."""

    def build_(tables: Any, *, most_in_memory: int, home: Path | None = None) -> Facts:
        monkeypatch.setattr(build, "ACCOUNTS_OF_A_BLOCK", 20)
        monkeypatch.setattr(build, "MOST_IN_MEMORY", most_in_memory)
        day, laid_out = date(2026, 2, 28), physical(tables)
        return build.facts_of(laid_out, as_of=day, choices=Choices(), home=home)

    return build_


def assert_same(some: Facts, others: Facts) -> None:
    for name, frame in others.frames.items():
        found = polars(some.frames[name])
        assert_frame_equal(found, polars(frame), check_row_order=False)
    for name in set(vars(others)) - set(others.frames) - {"aside"}:
        assert getattr(some, name) == getattr(others, name), name


def test_facts_in_memory_are_in_order_of_the_account(
    in_blocks: Any, mini_world: Any
) -> None:
    facts = in_blocks(mini_world, most_in_memory=1_000)

    for name in facts.frames.keys() - {"offers"}:
        rows = facts.frames[name].collect("polars").to_native()
        assert rows["account"].flags["SORTED_ASC"], name


@pytest.mark.parametrize("most_in_memory", [1_000, 0])
def test_facts_are_the_same_in_any_blocks(
    in_blocks: Any, mini_world: Any, mini_facts: Facts, most_in_memory: int
) -> None:
    assert_same(in_blocks(mini_world, most_in_memory=most_in_memory), mini_facts)


def test_facts_in_files_are_seen_as_far_as_a_person_may(
    in_blocks: Any, mini_world: Any, mini_facts: Facts
) -> None:
    scope = Scope(mini_facts.regions[:1], personal=False)

    found = scoped(in_blocks(mini_world, most_in_memory=0), scope)

    assert_same(found, scoped(mini_facts, scope))


def test_files_are_there_as_long_as_the_facts(
    in_blocks: Any, mini_world: Any, tmp_path: Path
) -> None:
    facts = in_blocks(mini_world, most_in_memory=0, home=tmp_path)
    there = list(tmp_path.rglob("*.parquet"))
    del facts

    assert there
    assert list(tmp_path.iterdir()) == []


def test_what_a_crash_left_is_removed_and_what_is_read_is_not(
    in_blocks: Any, mini_world: Any, tmp_path: Path
) -> None:
    left = tmp_path / "facts-left"
    left.mkdir()
    (left / "held").touch()
    read = in_blocks(mini_world, most_in_memory=0, home=tmp_path)

    in_blocks(mini_world, most_in_memory=1_000, home=tmp_path)

    assert not left.exists()
    assert polars(read.exits).height


def test_accounts_that_a_merge_or_an_exit_ties_are_in_one_block(world: Any) -> None:
    ids = [f"A{n}" for n in range(6)]
    tables = world(
        accounts=[
            {"account_id": id_, "merged_into_account_id": "A5" if id_ == "A0" else None}
            for id_ in ids
        ],
        exits=[{"exit_id": "X", "account_id": "A4", "exit_date": date(2026, 1, 1)}],
        cancellation_requests=[
            {
                "request_id": "R",
                "account_id": "A1",
                "exit_id": "X",
                "requested_date": date(2026, 1, 1),
            }
        ],
    )

    found = blocks(physical(tables), size=1)

    numbered = [
        polars(t["accounts"]).select("account", "account_id").sort("account").rows()
        for t in found.tables
    ]
    assert numbered == [
        [(0, "A0"), (1, "A1"), (2, "A4"), (3, "A5")],
        [(4, "A2")],
        [(5, "A3")],
    ]
    assert found.accounts == len(ids)


def test_offers_stay_with_their_requests(in_blocks: Any, mini_world: Any) -> None:
    facts = in_blocks(mini_world, most_in_memory=0)

    offers = polars(facts.offers)

    known = mini_world["save_offers"].select(pl.col("offer_id").sort())["offer_id"]
    assert offers["offer_id"].sort().to_list() == known.to_list()
