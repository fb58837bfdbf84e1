"""Reason words that are stored as they were written, and what they mean, said later."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

import polars as pl
from sqlalchemy import Engine

from insight.store.history import state
from insight.store.incoming import REFUSED, NewUpload
from insight.store.load import load_tables
from insight.store.outcomes import Committed
from insight.store.uploads import commit
from insight.taxonomy import reasons

_TABLE, _KEY = "exits", "exit_id"
_FIELDS = ("reason_code", "stated_reason_code")


def words_without_meaning(exits: pl.DataFrame) -> pl.DataFrame:
    """`word` and `rows` of each stored reason that is none of ours, the most frequent first.

    Args:
        exits: The table of that name.
    """
    said = pl.concat([exits[field].alias("word") for field in _FIELDS]).drop_nulls()
    words = said.filter(~said.is_in(list(reasons())))
    counts = words.value_counts(name="rows")
    return counts.sort("rows", "word", descending=[True, False])


def give_meaning(
    engine: Engine, word: str, code: str, *, by: str, at: datetime, seen: int
) -> Committed:
    """Every stored record with a word gets the reason that it means.

    Records that have a reason keep it. It is an upload of its own, so that `undo` takes
    it back.

    Args:
        engine: Of a migrated database.
        word: As it is stored; none of our codes.
        code: Of the reason that it means.
        by: Who says so.
        at: When, with a time zone.
        seen: The data version that somebody looked at.

    Raises:
        ValueError: The word has a meaning of its own, or the code is none.
        StaleImportError: The data is no longer as `seen`; nothing was changed.
        StoreUnavailableError: The database cannot be used; nothing was changed.
    """
    if word in reasons() or code not in reasons():
        raise ValueError(f"{word!r} cannot become {code!r}.")
    uploads = list(_uploads(load_tables(engine)[_TABLE], word, code, at=at))
    as_of = state(engine).as_of or at.date()
    return commit(engine, uploads, by=by, at=at, as_of=as_of, seen=seen)


def _uploads(
    exits: pl.DataFrame, word: str, code: str, *, at: datetime
) -> Iterator[NewUpload]:
    """One for each field that holds the word: it says that field, and no more."""
    for field in _FIELDS:
        rows = exits.filter(pl.col(field) == word)
        exits = exits.with_columns(pl.col(field).replace({word: code}))
        if rows.height:
            yield NewUpload(
                file_name=f"Meaning of “{word}”",
                sha256=sha256(f"{word}\0{code}\0{field}\0{at}".encode()).hexdigest(),
                table=_TABLE,
                rows_in=rows.height,
                accepted=exits.join(rows, on=_KEY, how="semi"),
                refused=REFUSED.to_frame(),
                said={"says": (_KEY, field)},
            )
