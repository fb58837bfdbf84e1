"""Lists as people have them: logs of customers who left, in seven languages, and others.

The words are in lists/.
"""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from insight.errors import UnknownTableError
from insight.intake.mapped_file import MappedFile
from insight.intake.plan import NO_PROFILE, planned
from insight.intake.read import read

WORDS = Path(__file__).parent / "lists"
ASKS = "asks"
_ROWS = 6
_SETS = (
    "",
    "reason",
    "reason mrr",
    "reason mrr comment",
    "reason mrr comment competitor other",
)
_WORDS_OF = {"comment": "T", "mrr": "m", "date": "d", "account": "c"}
_CUSTOMERS = (
    "Acme GmbH",
    "Blue Ltd",
    "Cedar Inc",
    "Delta SARL",
    "Ember SpA",
    "Fjord AS",
)
_TEXTS = (
    "too dear",
    "merger",
    "no longer needed",
    "missing report",
    "moved on",
    "quality",
)
_SENTENCES = tuple(f"They told us in a long call that {word}." for word in _TEXTS)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its kind, its file, and the tables it may fill without a question.

    Attributes:
        left: The column of the days on which customers left, where it has to be found.
    """

    kind: str
    header: tuple[str, ...]
    content: str
    fills: frozenset[str]
    left: str = ""


def churn_logs(words_of: str = "churn_logs") -> Iterator[Listed]:
    """Logs of customers who left: each word for them by each date in each set of columns."""
    for language, words in _toml(words_of).items():
        cells = {of: line.split("|") for of, line in words.items()}
        for account, date, others in product(cells["account"], cells["date"], _SETS):
            drawn = random.Random(f"{language} {account} {date} {others}")  # noqa: S311
            named = {"account": account, "date": date}
            named |= {of: drawn.choice(cells[of]) for of in others.split()}
            columns = [(_WORDS_OF.get(of, "t"), word) for of, word in named.items()]
            drawn.shuffle(columns)
            fills = frozenset({"exits", "accounts"})
            yield _listed(f"churn log {language}", columns, fills, drawn)


def other_lists() -> Iterator[Listed]:
    """One list of each line: subscriptions, renewals, invoices, tickets and others."""
    for kind, told in _toml("other_lists").items():
        for line in told["lists"]:
            marked = (column.partition(" ") for column in line.split("|"))
            columns = [(mark, name) for mark, _, name in marked]
            drawn = random.Random(line)  # noqa: S311
            yield _listed(kind, columns, frozenset(told["fills"]), drawn)


@cache
def _filled(one: Listed) -> tuple[MappedFile, ...]:
    """What it would be stored as; nothing where somebody is asked first."""
    try:
        files = planned(read("list.csv", one.content.encode()), profile=NO_PROFILE)
    except UnknownTableError:
        return ()
    return () if any(file.mapping.missing() for file in files) else files


def came_to(one: Listed) -> str:
    """The tables it would be stored in as it is, or that somebody is asked first."""
    return " ".join(file.mapping.table for file in _filled(one)) or ASKS


def is_wrong(one: Listed) -> bool:
    """Would it be stored where it does not belong, and nobody asked?"""
    columns = {file.mapping.table: file.mapping.columns for file in _filled(one)}
    if one.left and columns and columns.get("exits", {}).get("exit_date") != one.left:
        return True
    return not columns.keys() <= one.fills


def _toml(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def _listed(
    kind: str,
    columns: list[tuple[str, str]],
    fills: frozenset[str],
    drawn: random.Random,
) -> Listed:
    header = tuple(name for _, name in columns)
    rows = [[_cell(mark, row, drawn) for mark, _ in columns] for row in range(_ROWS)]
    lines = [";".join(cells) for cells in (header, *rows)]
    return Listed(kind, header, "\n".join(lines) + "\n", fills)


def _cell(mark: str, row: int, drawn: random.Random) -> str:
    day = f"202{drawn.randrange(3, 6)}-{drawn.randrange(1, 13):02}-{drawn.randrange(1, 29):02}"
    cells = {
        "c": _CUSTOMERS[row],
        "k": _CUSTOMERS[row // 3],
        "i": f"X-{1000 + row}",
        "d": day,
        "?": day if row % 2 else "",
        "m": str(drawn.randrange(20, 900)),
        "n": str(drawn.randrange(1, 90)),
        "0-10": str(drawn.randrange(11)),
        "t": _TEXTS[row],
        "T": _SENTENCES[row],
        "@": f"person{row}@example.com",
    }
    return cells[mark]
