"""Random files by the ten thousand, on every processor: any bytes, and what comes back."""

import multiprocessing
import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, product
from unicodedata import normalize
from unittest.mock import patch

from outcomes import module

from insight.errors import InsightError, UnknownEncodingError
from insight.formulas import bare_text, guarded_text
from insight.intake.read import read

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
LETTERS = "abcXYZ0189äéÉß€ñ" + " ,;\t|\"'=+-@#()%&<>/.:_"
BITS = (
    b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xfe", b"=",
    b"\xef\xbb\xbf", b"sep=;\n", b"#", b"Total", b"\xc2\xa0", b"\xe9", b"\\", b"a", b"1", b"-",
    b"PK\x03\x04", b"\x1f\x8b", b"<", b"{", b"[", b"%PDF", b"account_id,exit_date\n", b"A1,",
    b"2024-05-13", b"13/05/2024", b"1.234,50", b"\xe2\x80\xae", b"\xed\xa0\x80", b"N/A",
)  # fmt: skip
BATCH = 250
SAME, ASKED = "the same", "the same, once its encoding was told"


def any_bytes(number: int) -> str:
    """What came of one random file: read, refused, or the kind of error nobody handles."""
    drawn = random.Random(number)  # noqa: S311
    if drawn.random() < 0.3:
        content = drawn.randbytes(drawn.randrange(120))
    else:
        content = b"".join(drawn.choices(BITS, k=drawn.randrange(90)))
    if drawn.random() < 0.3:
        content = b"account_id,exit_date,reason_code\n" + content
    tests = module("tests/intake/test_conservation.py")
    try:
        text = tests.read_or_none(content)
        if text is None:
            return "refused"
        tests.conserved(text)
        tests.checked_or_sentence(text)
    except Exception as error:
        return f"{type(error).__name__} by {number}"
    return "read"


def comes_back(number: int) -> str:
    """Whether a random table comes back from every delimiter and encoding as it was.

    Half of them are written as our exports are, with an apostrophe before formulas. In the
    others an apostrophe that stands before a formula is taken for one of those. Where
    only a person can tell the encoding, it is told.
    """
    drawn = random.Random(number)  # noqa: S311
    cells = [[_cell(drawn) for _ in range(3)] for _ in range(drawn.randrange(1, 12))]
    guard, bare = (guarded_text, str) if drawn.random() < 0.5 else (str, _unguarded)
    rows = [("k", *map(guard, row)) for row in cells]
    expected = [("k", *map(bare, row)) for row in cells]
    asked = False
    for delimiter, encoding in product(DELIMITERS, ENCODINGS):
        ending = drawn.choice(["\n", "\r\n"])
        content = _written(rows, delimiter, ending).encode(encoding)
        try:
            try:
                text = read("a.csv", content)
            except UnknownEncodingError:
                asked = True
                text = read("a.csv", content, encoding=encoding)
        except InsightError as refusal:
            return f"refused by {number}: {refusal}"
        found = [tuple(cell or "" for cell in row) for row in text.rows.rows()]
        if found != expected or not text.refused.is_empty():
            return f"changed by {number} with {delimiter!r} in {encoding}"
    return ASKED if asked else SAME


def counted(way: Callable[[int], str], *, times: int) -> Counter[str]:
    """How often each outcome came, of so many random files.

    There are as many processes as processors, so that one thread is enough for each.
    """
    starts = range(0, times, BATCH)
    spawned = multiprocessing.get_context("spawn")
    with (
        patch.dict(os.environ, POLARS_MAX_THREADS="1"),
        ProcessPoolExecutor(os.cpu_count(), spawned) as processes,
    ):
        batches = processes.map(
            _batch, [way] * len(starts), starts, [times] * len(starts)
        )
        return Counter(chain.from_iterable(batches))


def _batch(way: Callable[[int], str], start: int, times: int) -> Iterable[str]:
    return [way(number) for number in range(start, min(start + BATCH, times))]


def _cell(drawn: random.Random) -> str:
    text = "".join(drawn.choices(LETTERS, k=drawn.randrange(9)))
    return normalize("NFC", text).strip()


def _unguarded(cell: str) -> str:
    return bare_text(cell).strip()


def _written(rows: list[tuple[str, ...]], delimiter: str, ending: str) -> str:
    double = '"'
    records = [("one", "two", "three", "four"), *rows]
    lines = (
        delimiter.join(f'"{cell.replace(double, double * 2)}"' for cell in record)
        for record in records
    )
    return "".join(f"{line}{ending}" for line in lines)
