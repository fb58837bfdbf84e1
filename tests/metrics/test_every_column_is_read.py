"""What a template asks for is read by a number, a card or a page, or has no place in it."""

import re
from pathlib import Path

import insight
from insight.schema import TABLES

SOURCE = Path(insight.__file__).parent
READERS = ("metrics", "cards", "ui", "review")
MADE_BY_US = {"phase_id", "win_back_id"}
"""Ids that are made where a file has none; nothing but the key rests on them."""


def test_every_column_of_a_template_is_read_by_something() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in READERS
        for path in sorted((SOURCE / folder).rglob("*.py"))
        if path.name != "personal_data.py"
    )
    words = set(re.findall(r"\w+", code))
    asked = {column for table in TABLES.values() for column in table.columns()}

    assert asked - words - MADE_BY_US == set()
