"""A short version of lab/histories.py: every way to write 20 histories, numbers alike."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "subscriptions.md").read_text(encoding="utf-8")
WAYS = (
    "monthly rows with last days",
    "shuffled, overlapping, again",
    "lists of subscriptions",
    "Stripe lists",
    "Chargebee lists",
    "ChartMogul movements",
)


@pytest.fixture(scope="module")
def histories(script: Callable[[str], ModuleType]) -> Any:
    return script("histories")


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_write_a_history_gives_its_numbers(
    histories: Any, way: str
) -> None:
    assert dict(histories.compared(range(20), way)) == {"same": 20}
    assert set(WAYS) == set(histories.WRITTEN)


def test_another_price_is_another_number(histories: Any) -> None:
    files = histories.phases_file(histories.world(1))
    dearer = [replace(one, content=one.content.replace(",1", ",2")) for one in files]

    right, wrong = (
        histories.numbers(histories.brought(one)) for one in (files, dearer)
    )

    assert not right[0].equals(wrong[0])


CAUSES = re.findall(
    r"^\| .+ \| (right|asked|choice) \| .+ \| \[`(\w+)`\]\(\.\./(.+)\) \|$",
    PAGE,
    flags=re.MULTILINE,
)


def test_each_of_forty_causes_names_a_test_there_is() -> None:
    missing = [
        name
        for _, name, path in CAUSES
        if f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]

    assert len(CAUSES) == 40
    assert missing == []


def test_the_causes_are_counted_as_they_are() -> None:
    counts = Counter(how for how, _, _ in CAUSES)

    said = "{right} are right, {asked} are asked, {choice} are choices."
    assert said.format(**counts) in PAGE
