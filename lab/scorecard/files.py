"""Rows 1 to 12: what comes of files, good and bad."""

import random
from statistics import quantiles
from time import perf_counter

import databases
import fuzz
import polars as pl
from corpus import catalogue, checked, inputs, read_or_none, refusals
from hostile_files import met
from outcomes import module, outcome
from refusals import DIED, HANGS, MOST_SECONDS
from row import Measured, Row, judged

from insight.errors import InsightError
from insight.intake.mapping import Mapping
from insight.intake.questions import questions
from insight.intake.read import read

BAD_INPUTS = (
    "catalogue", "nasty", "read", "archives", "workbook", "encodings", "spoiled", "amounts",
    "dates", "flags", "cutting", "mending", "duplicates", "future", "questions",
)  # fmt: skip
FILES = 100_000
ROUND_TRIPS = 10_000
AMBIGUOUS = 5_000


def bad_inputs(**_: bool) -> Measured:
    """Inputs with the outcome that they must have, each a test of its own."""
    there = databases.existing(f"tests/intake/test_{name}.py" for name in BAD_INPUTS)
    found = outcome(*there)
    return judged(f"{found.passed} inputs, {found.others} not as they should", good=found.is_whole and found.passed >= 120)  # fmt: skip


def silent_losses(**_: bool) -> Measured:
    """Records of every file that is here which are in no count."""
    read_files = lost = records = 0
    for one in inputs():
        text = read_or_none(one)
        if text is None:
            continue
        read_files += 1
        kept = text.rows.height + text.refused["line"].n_unique()
        records += text.rows_in
        lost += abs(text.rows_in - kept - sum(text.skipped.values()))
        for each in checked(text):
            out = each.accepted.height + each.rows_refused + sum(each.skipped.values())
            lost += abs(each.rows_in - out)
    found = outcome("tests/intake/test_conservation.py")
    value = f"{lost} of {records:,} records in {read_files} files; {found.told}"
    return judged(value, good=not lost and found.is_whole)


def good_files_refused(**_: bool) -> Measured:
    """Odd files of the catalogue that hold nothing wrong."""
    good = [f for f in catalogue().FILES if not (f.sentence or f.refused)]
    wrong = 0
    for file in good:
        try:
            wrong += not read("a.csv", file.content).refused.is_empty()
        except InsightError:
            wrong += 1
    return judged(f"{wrong} of {len(good)}", good=not wrong and len(good) >= 40)


def rejects(**_: bool) -> Measured:
    """Refused cells and rows that say where they are and what is wrong."""
    found = refusals(inputs())
    placed = found.filter(pl.col("line") >= 1, pl.col("reason").str.len_chars() > 10)
    cells = placed.filter(pl.col("column").is_not_null())
    value = (
        f"{placed.height:,} of {found.height:,} with line and reason; {cells.height:,} name "
        f"the column and its value, {placed.height - cells.height:,} speak of a whole row"
    )
    return judged(value, good=placed.height == found.height > 0)


def conserved_in_the_store(**_: bool) -> Measured:
    """Stored counts of each upload beside the rows that are there, on both databases."""
    counts = [databases.stored_counts(url) for url in databases.both()]
    wrong, uploads = sum(c[0] for c in counts), sum(c[1] for c in counts)
    return judged(f"{uploads - wrong} of {uploads} uploads on {len(counts)} databases", good=not wrong and uploads > 0)  # fmt: skip


def deaths(*, quick: bool) -> Measured:
    """Processes that a hostile file killed or held."""
    found = met(quick=quick)
    dead = [one.name for one in found if one.ended in {DIED, HANGS}]
    value = f"{len(dead)} of {len(found)} hostile files"
    return judged(f"{value}: {', '.join(dead)}" if dead else value, good=not dead)


def memory_of_refusals(*, quick: bool) -> Measured:
    """The most held beyond an idle process, the bytes of the file included."""
    found = met(quick=quick)
    worst = max(found, key=lambda one: one.megabytes_over)
    value = f"{worst.megabytes:,.0f} MB for {worst.megabytes_in:.0f} MB ({worst.name}), worst of {len(found)}"  # fmt: skip
    return judged(value, good=worst.megabytes_over <= 0)


def time_of_refusals(*, quick: bool) -> Measured:
    """Processor seconds until a file is refused, the slowest one."""
    found = met(quick=quick)
    worst = max(found, key=lambda one: one.seconds)
    value = (
        f"{worst.seconds:.1f} s of a processor ({worst.name}), worst of {len(found)}"
    )
    return judged(value, good=worst.seconds <= MOST_SECONDS)


def valid_upload(*, quick: bool) -> Measured:
    """From the bytes of 100,000 exits to the end of the transaction, on both databases."""
    content = module("lab/intake.py").exits(100_000, quote_style="necessary")
    values, worst = [], 0.0
    for url in databases.both():
        took = [_imported(url, content) for _ in range(3 if quick else 10)]
        p95 = quantiles(took, n=20)[-1] if len(took) > 3 else max(took)
        values.append(f"{p95:.1f} s p95 of {len(took)} ({url.split(':')[0]})")
        worst = max(worst, p95)
    return judged(", ".join(values), good=worst <= 10)


def random_bytes(*, quick: bool) -> Measured:
    """Random files that no error of ours names."""
    times = 2_000 if quick else FILES
    found = fuzz.counted(fuzz.any_bytes, times=times)
    handled = found["read"] + found["refused"]
    odd = [what for what in found if what not in {"read", "refused"}]
    value = f"{times - handled} of {times:,} unhandled ({found['read']:,} read, {found['refused']:,} refused)"  # fmt: skip
    return judged(" · ".join([value, *odd[:2]]), good=handled == times)


def round_trips(*, quick: bool) -> Measured:
    """Random tables through every delimiter and encoding."""
    times = 200 if quick else ROUND_TRIPS
    found = fuzz.counted(fuzz.comes_back, times=times)
    asked = found.pop(fuzz.ASKED, 0)
    same = found.pop(fuzz.SAME) + asked
    value = f"{same:,} of {times:,} tables x {len(fuzz.DELIMITERS)} x {len(fuzz.ENCODINGS)}, {asked} after being asked for the encoding"  # fmt: skip
    return judged(" · ".join([value, *list(found)[:2]]), good=same == times)


def ambiguous(*, quick: bool) -> Measured:
    """Random columns that read two ways and were not asked about."""
    times = 300 if quick else AMBIGUOUS
    silent = sum(not _asks(random.Random(number)) for number in range(times))  # noqa: S311
    return judged(f"{silent} of {times:,} columns", good=not silent)


def _asks(drawn: random.Random) -> bool:
    """Whether a column is asked about: amounts, or days of which one at least differs."""
    field = drawn.choice(["last_mrr", "exit_date"])
    mark = drawn.choice(",." if field == "last_mrr" else "/.-")
    make = _amount if field == "last_mrr" else _day
    cells = [make(drawn, mark) for _ in range(drawn.randrange(40))]
    cells.append(f"1{mark}234" if field == "last_mrr" else f"1{mark}2{mark}2024")
    rows = pl.DataFrame({"account_id": [f"A{n}" for n in range(len(cells))], "value": cells})  # fmt: skip
    text = read("a.csv", rows.write_csv(quote_style="always").encode())
    mapping = Mapping("exits", {"account_id": "account_id", field: "value"}, constants={"currency": "USD"})  # fmt: skip
    return field in {q.key for q in questions(text, mapping)}


def _amount(drawn: random.Random, mark: str) -> str:
    return f"{drawn.randrange(1, 999)}{mark}{drawn.randrange(1_000):03}"


def _day(drawn: random.Random, mark: str) -> str:
    return f"{drawn.randrange(1, 13)}{mark}{drawn.randrange(1, 13)}{mark}2024"


def _imported(url: str, content: bytes) -> float:
    with databases.emptied(url) as engine:
        started = perf_counter()
        databases.bring(engine, "exits.csv", content)
        return perf_counter() - started


ROWS = (
    Row(1, "bad inputs tried", ">= 120, all as they should", bad_inputs),
    Row(2, "silent losses", "0", silent_losses),
    Row(3, "good but odd files refused", "0 of >= 40", good_files_refused),
    Row(4, "refused rows that say where and why", "100%", rejects),
    Row(5, "counts stored and true", "100% of uploads", conserved_in_the_store),
    Row(6, "processes ended by a hostile file", "0", deaths),
    Row(7, "memory of a refused file", "<= 2 x file + 300 MB", memory_of_refusals),
    Row(8, "time to refuse the worst 50 MB file", "<= 5 s", time_of_refusals),
    Row(9, "100,000 valid rows, bytes to stored", "<= 10 s p95", valid_upload),
    Row(10, "random bytes", "0 unhandled of 100,000", random_bytes),
    Row(11, "round trip", "10,000 x 4 delimiters x 4 encodings", round_trips),
    Row(12, "ambiguous columns accepted without asking", "0", ambiguous),
)
