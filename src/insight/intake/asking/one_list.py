"""Files of one drop that are one list together, such as one for each region."""

from collections.abc import Sequence

import polars as pl

from insight.intake.asking.question import Stored
from insight.intake.asking.whole_list import TOLD_BY, keys_told, listed_as
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import header_shape
from insight.schema import TABLES


def listed_together(
    stored: Stored, files: Sequence[MappedFile | None], place: int
) -> Stored:
    """What is stored, for one of several files of a drop that are one list together.

    Files of the same columns are parts of it, such as one for each region: what another
    of them lists is not missing, and only the first of them is asked.

    Args:
        stored: What is known, with what earlier files of these columns listed.
        files: Of the drop; None for one of which nobody knows yet how it is mapped.
        place: Of the file among them.
    """
    file = files[place]
    if file is None:
        return stored
    name = listed_as(header_shape(file.text), file.mapping.table)
    parts = _parts_of(name, files)
    if name not in stored or len(parts) == 1:
        return stored
    others = [
        keys_told(one.text, one.mapping) for at, one in parts.items() if at != place
    ]
    told = [keys for keys in others if keys is not None]
    if place != min(parts) or len(told) < len(others):
        return {**stored, name: stored[name].clear()}
    left = _without_told(stored, name, pl.concat(told), parts[place].mapping.table)
    return {**stored, name: left.with_columns(files=pl.lit(len(parts)))}


def _parts_of(name: str, files: Sequence[MappedFile | None]) -> dict[int, MappedFile]:
    """The files that are one list, by their places."""
    return {
        at: one
        for at, one in enumerate(files)
        if one and listed_as(header_shape(one.text), one.mapping.table) == name
    }


def _without_told(
    stored: Stored, name: str, told: pl.Series, table: str
) -> pl.DataFrame:
    """The rows that earlier files listed, without those that others of a drop tell of."""
    (key,) = TABLES[table].primary_key()
    held = stored.get(table, TABLES[table].create_empty())
    theirs = held.filter(pl.col(TOLD_BY.get(table, key)).is_in(told.implode()))[key]
    return stored[name].filter(~pl.col("key").is_in(theirs.implode()))
