"""Do all files of one history give the same numbers? Hidden histories, written many ways.

python lab/histories.py [worlds]

Each world is brought once as phases, and once in every other way that tools write it. The
months, movements and returns must be the same to the cent, or the files ask. Prints, for
each way, in how many of the worlds they are, and writes that to docs/subscriptions.md.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
from histories_written import LAST, WRITTEN, File, Phase, phases_file, world

from insight.intake.drop import MappedFile, upserted, validate_drop
from insight.intake.plan import planned
from insight.intake.questions import open_questions, with_proposed
from insight.intake.read import read
from insight.intake.snapshots import from_as_of
from insight.intake.text_table import TextTable
from insight.metrics.build import build_facts
from insight.metrics.files import exits_file, ledger_file, monthly_file
from insight.schema import TABLES
from insight.settings import Choices

ANSWERS = {"ends_on": "last_day"}
SAME, ASKED, OTHER = "same", "asked", "other"
PAGE = Path(__file__).parents[1] / "docs" / "subscriptions.md"
_AT_ONCE = 20
_BEGIN, _END = "<!-- histories -->", "<!-- end of histories -->"
Tables = dict[str, pl.DataFrame]
Numbers = tuple[pl.DataFrame, ...]


class AskedError(Exception):
    """A file left a question that nobody can answer without the history."""


def brought(files: Sequence[File]) -> Tables:
    """The tables after every file, brought one after the other.

    Raises:
        AskedError: One asks something that has no answer here.
    """
    tables: Tables = {name: schema.create_empty() for name, schema in TABLES.items()}
    since: date | None = None
    for file in files:
        mapped = [_answered(one, tables) for one in planned(_text(file))]
        makes = not any(one.mapping.table == "accounts" for one in mapped)
        found = validate_drop(mapped, stored=tables, makes_accounts=makes)
        for checked in found:
            told = from_as_of(checked, file.as_of, since=since)
            if told.made:
                _put(tables, told.made[1].accepted, "accounts")
            _put(tables, told.written, told.table)
        since = max(since or file.as_of, file.as_of)
    return tables


def numbers(tables: Tables) -> Numbers:
    """Months, movements day by day, and exits with their returns."""
    facts = build_facts(tables, as_of=LAST, choices=Choices())
    exits = exits_file(facts).select(
        "account_id", "exit_date", "return_date", "last_mrr"
    )
    return monthly_file(facts), ledger_file(facts), exits


@cache
def of_phases(seeds: range) -> Numbers:
    """The numbers of some worlds together, by their phases."""
    return numbers(brought(phases_file(_worlds(seeds))))


def compared(seeds: range, way: str) -> Counter[str]:
    """In how many worlds one way to write them gives what phases give, or asks.

    Worlds have customers of their own, so that many are compared at once; where they are
    not all the same, each is looked at alone.
    """
    right = of_phases(seeds)
    try:
        found = numbers(brought(WRITTEN[way](_worlds(seeds))))
        is_same = all(a.equals(b) for a, b in zip(right, found, strict=True))
        outcome = SAME if is_same else OTHER
    except AskedError:
        outcome = ASKED
    if outcome == SAME or len(seeds) == 1:
        return Counter({outcome: len(seeds)})
    alone = (compared(range(seed, seed + 1), way) for seed in seeds)
    return sum(alone, Counter())


def _worlds(seeds: range) -> list[Phase]:
    return [phase for seed in seeds for phase in world(seed)]


def main() -> None:
    """Prints the table and keeps it; fails where any number is another one."""
    worlds = int(sys.argv[1]) if sys.argv[1:] else 200
    lines = ["| written as | same numbers | asked | other |", "|---|---|---|---|"]
    others = 0
    for way in WRITTEN:
        cuts = range(0, worlds, _AT_ONCE)
        parts = (range(at, min(at + _AT_ONCE, worlds)) for at in cuts)
        found = sum((compared(part, way) for part in parts), Counter[str]())
        others += found[OTHER]
        told = " | ".join(f"{found[what]} of {worlds}" for what in (SAME, ASKED, OTHER))
        lines.append(f"| {way} | {told} |")
        print(lines[-1], flush=True)
    _keep("\n".join(lines))
    sys.exit(bool(others))


def _text(file: File) -> TextTable:
    return read(file.name, file.content.encode())


def _answered(file: MappedFile, tables: Tables) -> MappedFile:
    mapping = with_proposed(file.text, file.mapping, tables)
    for question in open_questions(file.text, mapping, tables):
        if question.key not in ANSWERS:
            raise AskedError(question.sentence)
        mapping = question.answered(mapping, ANSWERS[question.key])
    return replace(file, mapping=mapping)


def _put(tables: Tables, rows: pl.DataFrame, table: str) -> None:
    tables[table] = upserted(tables[table], rows, table=table)


def _keep(table: str) -> None:
    if PAGE.is_file():
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        PAGE.write_text(f"{before}{_BEGIN}\n{table}\n{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
