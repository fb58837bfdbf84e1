"""Databases that an import may ask, as secrets.toml names them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from insight.errors import SourceError
from insight.schema import TABLES


@dataclass(frozen=True, slots=True)
class Source:
    """A database, and the query that gives the rows of each of our tables.

    Attributes:
        name: NAME of [sources.NAME].
        url: An SQLAlchemy URL; may hold a password, so it is never shown.
        queries: Table to query.
    """

    name: str
    url: str = field(repr=False)
    queries: Mapping[str, str]


def sources(files: Iterable[Path]) -> dict[str, Source]:
    """The sources by their names; a later file counts.

    Args:
        files: Places of secrets.toml, of which any may be missing.

    Raises:
        SourceError: A file cannot be read, or a source in it is not whole.
    """
    said = {n: source for f in files if f.exists() for n, source in _section(f).items()}
    return {name: _source(name, source) for name, source in said.items()}


def source_called(name: str, files: Iterable[Path]) -> Source:
    """One source.

    Raises:
        SourceError: There is none of this name, or none can be read.
    """
    found = sources(files)
    if name not in found:
        listed = ", ".join(f"“{known}”" for known in found) or "none"
        raise SourceError(
            f"secrets.toml has no [sources.{name}]. The sources in it: {listed}."
        )
    return found[name]


def _section(file: Path) -> dict[str, Any]:
    try:
        section = tomllib.loads(file.read_text(encoding="utf-8")).get("sources", {})
    except (OSError, ValueError):
        raise SourceError(f"{file} cannot be read. Mend the file.") from None
    if not isinstance(section, dict):
        raise SourceError(f"{file}: a source is written as a section [sources.NAME].")
    return section


def _source(name: str, said: Any) -> Source:
    url, queries = (
        (said.get("url"), said.get("queries"))
        if isinstance(said, dict)
        else (None, None)
    )
    if not isinstance(url, str) or not isinstance(queries, dict) or not queries:
        raise SourceError(
            f"[sources.{name}] needs a url, and [sources.{name}.queries] a query for "
            "each table."
        )
    for table, query in queries.items():
        if table not in TABLES or not isinstance(query, str):
            listed = ", ".join(TABLES)
            raise SourceError(
                f"[sources.{name}.queries] has “{table}”. Each line is a table and its "
                f"query in quotes; the tables are {listed}."
            )
    return Source(name, url, queries)
