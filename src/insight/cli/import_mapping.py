"""How a file was understood: what is told of its mapping on the command line."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping as FileMapping
from insight.intake.mapping import header_of
from insight.schema import TABLES, column_metadata

_MOST_WORDS = 8
_ASKED = "billing_interval"
"""What amounts are paid for is asked, never assumed."""


def understood(file: MappedFile, files: Sequence[MappedFile]) -> dict[str, Any]:
    """A file's mapping as plain values, with what it leaves out.

    Args:
        file: The file, as it fills one table.
        files: All files of the import, the other tables of this one among them.

    Returns:
        `columns` (field to column), `values` (field to raw value to ours), `constants`
        (field to the value of every row), `assumed` (the same, where nobody said it),
        `readings` and `answers` (what was answered), `unused` (columns that no table
        takes).
    """
    kept = file.mapping.to_dict()
    del kept["table"]
    kept["values"] = {field: words for field, words in kept["values"].items() if words}
    assumed = _assumed(file.mapping)
    return {**kept, "assumed": assumed, "unused": _unused(file, files)}


def in_words(mapping: Mapping[str, Any]) -> Iterator[str]:
    """What `understood` tells, a line for each part that says something."""
    if not mapping:
        return
    columns = (
        field if field == name else f"{field} ← {name}"
        for field, name in mapping["columns"].items()
    )
    yield f"columns: {', '.join(columns) or 'none'}"
    for field, words in mapping["values"].items():
        yield f"words of {field}: {_listed(words)}"
    parts = (
        ("in every row", mapping["constants"]),
        ("assumed, as nothing says it", mapping["assumed"]),
        ("answered", {**mapping["readings"], **mapping["answers"]}),
    )
    yield from (f"{what}: {_pairs(said)}" for what, said in parts if said)
    if mapping["unused"]:
        yield f"columns not used: {', '.join(mapping['unused'])}"


def _assumed(mapping: FileMapping) -> dict[str, str]:
    """The default of each field with one that no column and no constant fills."""
    filled = mapping.columns.keys() | mapping.constants.keys()
    return {
        field: str(default)
        for field in TABLES[mapping.table].columns()
        if (default := column_metadata(mapping.table, field).get("default"))
        and field not in filled
        and field != _ASKED
    }


def _unused(file: MappedFile, files: Sequence[MappedFile]) -> list[str]:
    same = [one for one in files if one.text.sha256 == file.text.sha256]
    used = {name for one in same for name in one.mapping.columns.values()}
    sources = {name for one in same for m in used for name in one.text.made.get(m, ())}
    return [name for name in header_of(file.text) if name not in used | sources]


def _listed(words: Mapping[str, str]) -> str:
    first = [f"“{raw}” = {ours}" for raw, ours in words.items()][:_MOST_WORDS]
    more = len(words) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "")


def _pairs(said: Mapping[str, str]) -> str:
    return ", ".join(f"{field} = {value}" for field, value in said.items())
