"""Files for the rows about intake: the catalogue of the tests, and those lying about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from outcomes import ROOT, module

from insight.errors import InsightError
from insight.intake.checked import Checked
from insight.intake.drop import validate_drop
from insight.intake.plan import planned
from insight.intake.read import read
from insight.intake.text_table import TextTable

FOLDERS = ("sample_data", "../shared/data", "../shared/cases")
ENDINGS = {".csv", ".tsv", ".txt", ".xlsx", ".gz", ".zip"}


@dataclass(frozen=True, slots=True)
class Input:
    """A file by its name and bytes."""

    name: str
    content: bytes


def catalogue() -> Any:
    """The test that lists bad and odd inputs, each with what has to come of it."""
    return module("tests/intake/test_catalogue.py")


def inputs() -> Iterator[Input]:
    """Every file of the catalogue, then every file that is here to be read."""
    for number, file in enumerate(catalogue().FILES):
        yield Input(f"catalogue {number}.csv", file.content)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ENDINGS and path.stat().st_size < 20_000_000:
                yield Input(path.name, path.read_bytes())


def read_or_none(one: Input) -> TextTable | None:
    """The file as text; None where it is refused in a sentence."""
    try:
        return read(one.name, one.content)
    except InsightError:
        return None


def checked(text: TextTable) -> tuple[Checked, ...]:
    """What would be stored of it, as it is; nothing where a question is open."""
    try:
        return validate_drop(planned(text))
    except InsightError:
        return ()


def refusals(inputs_of: Iterator[Input]) -> pl.DataFrame:
    """Every refused cell or row of these files."""
    found = []
    for one in inputs_of:
        text = read_or_none(one)
        if text is not None:
            found += [text.refused, *(each.refused for each in checked(text))]
    return pl.concat(
        frame.select("line", "column", "value", "reason") for frame in found
    )
