"""Cells as people write them in seven languages: names, days, amounts, reasons, remarks."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "lists"
_LAST_DAY = date(2025, 11, 28)
_ADDRESS = "https://crm.example.com/a/"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: what its cells are, and its name."""

    mark: str
    name: str


class Cells:
    """Draws the cells of one list: one way to write days, amounts and ids in all of it."""

    def __init__(self, language: str, rows: int, drawn: random.Random) -> None:
        """Choose how this list writes days, amounts and ids."""
        self._words = _natural()[language]
        self.mark = "," if language == "en" else ";"
        self._rows, self._drawn = rows, drawn
        self._day = drawn.choice(self._words["days"])
        self._amount = drawn.choice(self._words["amounts"])
        self._id = drawn.choice(self._words["ids"])
        self._reasons = drawn.sample(self._words["reasons"], 6)
        self._customers = self._some_customers()

    def of(self, column: Column) -> list[str]:
        """All cells of a column."""
        return [self._cell(column.mark, row) for row in range(self._rows)]

    def _cell(self, mark: str, row: int) -> str:
        if "/" in mark:
            return self._drawn.choice(mark.split("/")).replace("_", " ")
        if mark in "df?":
            return self._one_day(mark)
        if mark in "ma":
            return self._one_amount(400 if mark == "m" else 9000)
        if mark in _NUMBERS:
            low, high = _NUMBERS[mark]
            return str(self._drawn.randint(low, high))
        if mark in _CHOSEN:
            return self._drawn.choice(self._words[_CHOSEN[mark]])
        return self._told(mark, row)

    def _told(self, mark: str, row: int) -> str:
        customer = self._customers[row if mark != "k" else row % (self._rows // 3)]
        told = {
            "c": customer,
            "k": customer,
            "i": self._id.format(1040 + 7 * row),
            "t": self._drawn.choice(self._reasons),
            "e": f"kontakt@{customer.split()[0].lower()}.example",
            "h": f"{_ADDRESS}{row}",
        }
        return told["e" if mark == "@" else "l" if mark not in told else mark]

    def _one_day(self, mark: str) -> str:
        if mark == "?" and self._drawn.random() < 0.6:
            return ""
        away = timedelta(self._drawn.randint(1, 700))
        day = _LAST_DAY + away if mark == "f" else _LAST_DAY - away
        return day.strftime(self._day)

    def _one_amount(self, usual: int) -> str:
        value = round(self._drawn.lognormvariate(0, 0.7) * usual, 2)
        whole, cents = f"{value:,.2f}".split(".")
        point, comma = self._amount["point"], self._amount["thousands"]
        digits = whole.replace(",", comma) + (f"{point}{cents}" if point else "")
        return self._amount["written"].format(digits)

    def _some_customers(self) -> list[str]:
        pairs = [(a, b) for a in self._words["firsts"] for b in self._words["seconds"]]
        return [" ".join(pair) for pair in self._drawn.sample(pairs, self._rows)]


_NUMBERS = {"n": (1, 90), "s": (0, 10), "1-7": (1, 7)}
_CHOSEN = {
    "T": "remarks",
    "w": "people",
    "r": "regions",
    "g": "regions",
    "p": "plans",
    "b": "answers",
    "v": "rivals",
}


def lines_of(columns: list[Column], cells: Cells) -> Iterator[str]:
    """A list as text, its header first, with the mark of its language between cells."""
    yield cells.mark.join(_quoted(column.name, cells.mark) for column in columns)
    for row in zip(*(cells.of(column) for column in columns), strict=True):
        yield cells.mark.join(_quoted(cell, cells.mark) for cell in row)


def _quoted(cell: str, mark: str) -> str:
    return f'"{cell}"' if mark in cell else cell


@cache
def _natural() -> dict[str, dict]:
    return tomllib.loads((WORDS / "natural.toml").read_text(encoding="utf-8"))
