"""Words that readers stumbled over, and that nothing a person reads may use again."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RETIRED = re.compile(
    r"\b(in our hands|ours to mend|by lot|in vain|speaks? for|held against|whoever"
    r"|varies by itself|nobody knows why|belongs into|of a person's own)\b",
    re.IGNORECASE,
)
READ = [
    *sorted((ROOT / "src" / "insight").rglob("*.py")),
    *sorted((ROOT / "pages").rglob("*.py")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "README.md",
    ROOT / "sample_data" / "README.md",
]


@pytest.mark.parametrize(
    "sentence", ["Whoever asks", "A reason that speaks for it", "chosen by lot"]
)
def test_a_retired_word_is_found(sentence: str) -> None:
    assert RETIRED.search(sentence)


def test_no_retired_word_is_left() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in READ
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if RETIRED.search(line)
    ]

    assert found == []
