"""The README of the sample data: files, true effects, and every column explained."""

import inspect
from collections.abc import Iterable
from pathlib import Path

import dataframely as dy

from insight.sample import effects
from insight.sample.planted import ACCOUNTS, AS_OF, FIRST_DAY, FX_RATES, SEED
from insight.schema import TABLES, column_metadata, required_columns

_TYPES = {
    dy.String: "text",
    dy.Date: "date",
    dy.Bool: "0 or 1",
    dy.Int64: "whole number",
    dy.Decimal: "number",
}


def write_dictionary(
    folder: Path, *, seed: int = SEED, accounts: int = ACCOUNTS
) -> None:
    """Write README.md for a world of that seed and size into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sections = [
        _introduction(seed, accounts),
        _conventions(),
        _files(),
        _effects(),
        *map(_columns, TABLES),
    ]
    text = "\n\n".join(sections) + "\n"
    (folder / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _introduction(seed: int, accounts: int) -> str:
    return f"""\
# Sample data

An invented company's customers: {accounts:,} accounts from {FIRST_DAY} to {AS_OF}, which
is also the day the data is complete to (`as_of`). Nobody in it exists, and no name is
meant to be anyone's. Drawn by `insight sample` from seed {seed}; the same seed gives the
same files. The seed was not picked for what it shows: a single world of this size can
miss a true value by chance, as yours can."""


def _conventions() -> str:
    rates = ", ".join(f"{code} {rate}" for code, rate in FX_RATES.items())
    return f"""\
## Conventions

- An end or exit date is the first day *without* service.
- An empty field is not known or not applicable; flags are 0 and 1; dates are ISO.
- Prices are per billing interval, in the currency beside them (US dollars for one unit:
  {rates})."""


def _files() -> str:
    rows = (
        (f"[{name}.csv]({name}.csv)", inspect.getdoc(schema) or "")
        for name, schema in TABLES.items()
    )
    return "## Files\n\n" + _table(("file", "what it is"), rows)


def _effects() -> str:
    parts = {
        "Requests to leave": effects.REQUESTS,
        "Save offers": effects.SAVES,
        "Offboarding and records": effects.OFFBOARDING,
        "Returns": effects.RETURNS,
    }
    tables = (
        f"### {title}\n\n" + _table(("what", "true value"), rows)
        for title, rows in parts.items()
    )
    return "\n\n".join(
        [
            "## What is planted\n\nHazards are chances per account and day; "
            "“×” multiplies them. A good analysis finds these values.",
            *tables,
            "### No effect\n\n" + _bullets(effects.NULLS),
            "### On purpose\n\n" + _bullets(effects.TRAPS),
        ]
    )


def _columns(table: str) -> str:
    rows = (
        (f"`{name}`", _type(column), _need(table, name), column.description or "")
        for name, column in TABLES[table].columns().items()
    )
    header = ("column", "type", "required", "description")
    return f"## Columns of {table}.csv\n\n" + _table(header, rows)


def _type(column: dy.Column) -> str:
    return _TYPES[type(column)]


def _need(table: str, column: str) -> str:
    if column in required_columns(table):
        return "yes"
    default = column_metadata(table, column).get("default")
    if default is None:
        return "no"
    return f"no, else {int(default) if isinstance(default, bool) else default}"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (header, ("---",) * len(header), *rows)
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _bullets(points: tuple[str, ...]) -> str:
    return "\n".join(f"- {point}" for point in points)
