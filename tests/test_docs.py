"""What docs/metrics.md says of the code is true, and what the code cites is there."""

import re
from dataclasses import fields
from pathlib import Path

from insight.settings import Choices

ROOT = Path(__file__).resolve().parents[1]
METRICS = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")


def choice_rows() -> dict[str, str]:
    table = METRICS.split("## 7 ", 1)[1]
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| `(\w+)` \|$", table, re.MULTILINE)
    return {name: value for value, name in rows}


def words(value: object) -> list[str]:
    values = value if isinstance(value, tuple) else (value,)
    return [str(item) for item in values]


def test_the_choices_are_printed_with_the_values_in_force() -> None:
    units = {"days", "cases", "watched", "times"}
    printed = {
        name: [word for word in re.findall(r"[\w.]+", value) if word not in units]
        for name, value in choice_rows().items()
    }

    choices = Choices()
    in_force = {
        f.name: " ".join(words(getattr(choices, f.name))).split()
        for f in fields(choices)
    }
    del in_force["first_month"]
    in_force["currency"] = ["that", "of", "most", "MRR"]
    in_force["time_zone"] = ["UTC"]

    assert printed == in_force


def test_every_section_the_code_cites_is_there() -> None:
    cited = {
        section
        for path in (ROOT / "src").rglob("*.py")
        for citation in re.findall(
            r"metrics\.md([^\"]+)", path.read_text(encoding="utf-8")
        )
        for section in re.findall(r"§([\d.]*\d)", citation.splitlines()[0])
    }

    headings = set(re.findall(r"^## ([\d.]+) ", METRICS, re.MULTILINE))

    assert cited
    assert cited - headings == set()
