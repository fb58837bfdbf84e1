from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import pytest

EACH = 211


@pytest.fixture(scope="module")
def listed(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("listed")


def wrong(listed: ModuleType, lists: Iterable[Any]) -> list[tuple[str, ...]]:
    return [one.header for one in lists if listed.is_wrong(one, listed.came_to(one))]


def test_no_list_of_another_kind_is_stored_where_it_does_not_belong(
    listed: ModuleType,
) -> None:
    lists = list(listed.other_lists())

    assert len(lists) >= 60
    assert wrong(listed, lists) == []


def test_nine_of_ten_churn_logs_are_exits_without_a_question(
    listed: ModuleType,
) -> None:
    every = list(listed.churn_logs())
    logs = every[::EACH]

    exits = sum("exits" in listed.came_to(log).split() for log in logs)

    assert len({log.header for log in every}) > 5_000
    assert wrong(listed, logs) == []
    assert exits >= 0.9 * len(logs)
