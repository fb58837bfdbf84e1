"""Lists in words that the detector was not made with: churn logs, and lists of other kinds.

A word belongs to one of two halves by its hash, so that no word of the second half is in
a churn log of the first. The detector may be mended by the first half; the second half is
for measuring. The words are in lists/unseen_*.toml.
"""

import hashlib
import random
import re
import tomllib
import unicodedata
from collections.abc import Iterator

from listed import Listed
from natural import WORDS, Cells, Column, lines_of

LEARNED, MEASURED = "A", "B"
_TWICE = 2
_MOST_NOISE = 4
_PARTS = {"reason": 0.8, "mrr": 0.65, "text": 0.4, "rival": 0.25, "start": 0.2}
_MARKS = {"reason": "t", "mrr": "m", "text": "T", "rival": "v", "start": "d"}
_EITHER, _BOTH, _ASKEW = 0.4, 0.2, 0.35
_OF_CHURN = frozenset({"exits", "accounts"})


def half_of(word: str) -> str:
    """The half that a word, or a line, belongs to."""
    odd = hashlib.sha256(word.encode()).digest()[0] % 2
    return (LEARNED, MEASURED)[odd]


def unseen_churn_logs(half: str) -> Iterator[Listed]:
    """Churn logs of one half: each of its words for the date, twice, among others."""
    for language, told in _toml("unseen_churn_logs").items():
        words = {of: _of_half(line.split("|"), half) for of, line in told.items()}
        for date in words["date"]:
            for again in range(_TWICE):
                drawn = random.Random(f"{language} {date} {again}")  # noqa: S311
                columns = _columns(words, date, drawn)
                cells = Cells(language, drawn.randint(5, 60), drawn)
                kind = f"churn log {language}"
                yield _listed(kind, columns, cells, drawn, fills=_OF_CHURN, left=date)


def unseen_other_lists(half: str) -> Iterator[Listed]:
    """Lists of other kinds of one half, each with cells of its language."""
    for kind, told in _toml("unseen_other_lists").items():
        for line in _of_half(told["lists"], half):
            drawn = random.Random(line)  # noqa: S311
            language, _, listed = line.partition(": ")
            columns = [Column(*c.split(" ", 1)) for c in listed.split("|")]
            cells = Cells(language, drawn.randint(5, 60), drawn)
            yield _listed(kind, columns, cells, drawn, fills=frozenset(told["fills"]))


def _of_half(words: list[str], half: str) -> list[str]:
    return [word for word in words if half_of(word) == half]


def _columns(
    words: dict[str, list[str]], date: str, drawn: random.Random
) -> list[Column]:
    chance = drawn.random()
    columns = []
    if chance < _EITHER + _BOTH:
        columns.append(Column("i", drawn.choice(words["id"])))
    if chance > _EITHER:
        columns.append(Column("c", drawn.choice(words["name"])))
    others = [Column("d", date)]
    for of, share in _PARTS.items():
        if drawn.random() < share:
            others.append(Column(_MARKS[of], drawn.choice(words[of])))
    noise = drawn.sample(words["noise"], drawn.randint(0, _MOST_NOISE))
    marked = [Column(*word.split(" ", 1)) for word in noise]
    others += [Column("w" if c.mark == "t" else c.mark, c.name) for c in marked]
    drawn.shuffle(others)
    return columns + others


def _listed(
    kind: str,
    columns: list[Column],
    cells: Cells,
    drawn: random.Random,
    *,
    fills: frozenset[str],
    left: str = "",
) -> Listed:
    write = drawn.choice((_snake, _camel, str.upper)) if _is_askew(drawn) else str
    written = [Column(column.mark, write(column.name)) for column in columns]
    content = "\n".join(lines_of(written, cells)) + "\n"
    header = tuple(column.name for column in written)
    return Listed(kind, header, content, fills, write(left) if left else "")


def _is_askew(drawn: random.Random) -> bool:
    return drawn.random() < _ASKEW


def _plain(name: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", name).replace("ß", "ss")
    return re.findall(r"[A-Za-z0-9]+", letters.encode("ascii", "ignore").decode())


def _snake(name: str) -> str:
    return "_".join(_plain(name)).lower()


def _camel(name: str) -> str:
    first, *rest = _plain(name)
    return first.lower() + "".join(word.capitalize() for word in rest)


def _toml(name: str) -> dict[str, dict]:
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))
