from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

import pytest

EACH, EACH_UNSEEN = 401, 12


@pytest.fixture(scope="module")
def listed(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("listed")


@pytest.fixture(scope="module")
def unseen(listed: ModuleType, script: Callable[[str], ModuleType]) -> ModuleType:
    return script("unseen")


def wrong(listed: ModuleType, lists: Iterable[Any]) -> list[tuple[str, ...]]:
    return [one.header for one in lists if listed.is_wrong(one)]


def as_exits(listed: ModuleType, logs: Iterable[Any]) -> int:
    return sum("exits" in listed.came_to(log).split() for log in logs)


def test_no_list_of_another_kind_is_stored_where_it_does_not_belong(
    listed: ModuleType, unseen: ModuleType
) -> None:
    lists = list(listed.other_lists())
    fresh = list(unseen.unseen_other_lists(unseen.MEASURED))

    assert len(lists) >= 60
    assert len(fresh) >= 60
    assert wrong(listed, [*lists, *fresh]) == []


def test_nine_of_ten_churn_logs_are_exits_without_a_question(
    listed: ModuleType,
) -> None:
    every = list(listed.churn_logs())
    logs = every[::EACH]

    assert len({log.header for log in every}) > 5_000
    assert wrong(listed, logs) == []
    assert as_exits(listed, logs) >= 0.9 * len(logs)


def test_churn_logs_in_words_of_either_half_are_exits_too(
    listed: ModuleType, unseen: ModuleType
) -> None:
    halves = [
        list(unseen.unseen_churn_logs(h)) for h in (unseen.LEARNED, unseen.MEASURED)
    ]
    logs = [log for half in halves for log in half[::EACH_UNSEEN]]

    assert all(len(half) >= 250 for half in halves)
    assert wrong(listed, logs) == []
    assert as_exits(listed, logs) >= 0.85 * len(logs)
