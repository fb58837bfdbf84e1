"""Whether a later file of the same columns is the whole list, or a part of it."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from insight.intake.asking.last_days import is_open
from insight.intake.asking.question import ANSWERS, Question, Stored, Typed
from insight.intake.columns import type_column
from insight.intake.kinds import Kind, kind_of
from insight.intake.mapping import Mapping, header_shape
from insight.intake.text_table import TextTable, counted
from insight.schema import TABLES, column_metadata

WHOLE = "whole_list"
YES, NO = "yes", "no"
_FIRST = 3
TOLD_BY = {"subscriptions": "subscription_id"}
_OPTIONS = {
    YES: "The whole list: what is missing is gone",
    NO: "A part of it: what is missing stays",
}


def listed_as(shape: str, table: str) -> str:
    """What `Stored` calls the rows that only earlier files of a header's shape brought.

    A frame of `key`, and of `answer`: what was answered for the last of them, if it was.
    """
    return f"{table} listed by {shape}"


def whole_list(text: TextTable, mapping: Mapping, stored: Stored) -> Iterator[Question]:
    """Asked where rows that such files brought are not in this one.

    A file without rows is no whole list: it removes nothing.
    """
    listed = stored.get(listed_as(header_shape(text), mapping.table))
    if listed is None or text.rows.is_empty() or mapping.missing():
        return
    if (keys := keys_told(text, mapping)) is None:
        return
    missing = _missing(stored, listed, keys, mapping.table)
    if missing.len():
        first = ", ".join(missing.sort().head(_FIRST))
        more = " …" if missing.len() > _FIRST else ""
        brought = "that an earlier file of these columns brought"
        rows = counted(missing.len(), f"row {brought} is", f"rows {brought} are")
        yield Question(
            WHOLE,
            "",
            first,
            f"{_these(listed)} the whole list of {mapping.table.replace('_', ' ')}? "
            f"{rows} not in it: {first}{more}.",
            _OPTIONS,
            part=ANSWERS,
            typed=_ENDED if mapping.table == "subscriptions" else None,
            proposed=_remembered(listed),
        )


def is_whole(text: TextTable, mapping: Mapping, stored: Stored) -> bool | None:
    """Whether the file is the whole list; None where nobody was asked.

    A day on which the rest ended is of this file alone, and says nothing of the next.
    """
    answer = _answer(text, mapping, stored)
    return answer == YES if answer in _OPTIONS else None


def gone_from_list(
    rows: pl.DataFrame, text: TextTable, mapping: Mapping, stored: Stored
) -> tuple[str, ...]:
    """Ids of known rows that only such files brought, and that a whole list lacks.

    Args:
        rows: The accepted rows, under the ids that are known.
        text: The file.
        mapping: How it fills its table.
        stored: What is known, with what earlier files of these columns listed.
    """
    if _answer(text, mapping, stored) != YES:
        return ()
    (key,) = TABLES[mapping.table].primary_key()
    return tuple(_gone(rows, text, mapping, stored)[key].sort())


def ended_by_list(
    rows: pl.DataFrame, text: TextTable, mapping: Mapping, stored: Stored
) -> pl.DataFrame | None:
    """Known phases that a whole list lacks, ended on the day that a person said.

    A phase that ended before stays as it is; None where nobody said a day.
    """
    day = day_in(_answer(text, mapping, stored) or "")
    if day is None or mapping.table != "subscriptions":
        return None
    gone = _gone(rows, text, mapping, stored)
    runs = (pl.col("end_date") > pl.lit(day)).fill_null(value=True)
    end = pl.max_horizontal(pl.lit(day), "start_date")
    return gone.filter(runs).with_columns(end_date=end)


def day_in(answer: str) -> date | None:
    """The day that an answer names, such as 2025-02-01."""
    try:
        return date.fromisoformat(answer.strip())
    except ValueError:
        return None


def is_of_one_file(key: str, answer: str) -> bool:
    """Whether an answer says nothing of a later file of the same columns."""
    return key == WHOLE and day_in(answer) is not None


def _iso(said: str) -> str | None:
    day = day_in(said)
    return day.isoformat() if day else None


_ENDED = Typed(
    "The first day without service of what is missing, such as 2025-02-01",
    _iso,
    option="The whole list: what is missing ended on a day",
)


def _answer(text: TextTable, mapping: Mapping, stored: Stored) -> str | None:
    """What was answered, for this file or an earlier one; a file without rows is none."""
    if text.rows.is_empty():
        return None
    listed = stored.get(listed_as(header_shape(text), mapping.table))
    remembered = None if listed is None else _remembered(listed)
    return mapping.answers.get(WHOLE) or remembered


def _gone(
    rows: pl.DataFrame, text: TextTable, mapping: Mapping, stored: Stored
) -> pl.DataFrame:
    """Known rows that only such files brought, and of which `rows` say nothing."""
    table = mapping.table
    (key,) = TABLES[table].primary_key()
    listed = stored.get(listed_as(header_shape(text), table))
    if listed is None:
        return stored.get(table, TABLES[table].create_empty()).clear()
    held = stored[table].filter(pl.col(key).is_in(listed["key"].implode()))
    gone = held.join(rows, on=key, how="anti")
    if table == "subscriptions":
        gone = gone.join(rows, on="subscription_id", how="anti")
    return gone


def _missing(
    stored: Stored, listed: pl.DataFrame, keys: pl.Series, table: str
) -> pl.Series:
    """Ids of known rows that such files brought and of which this one says nothing."""
    (key,) = TABLES[table].primary_key()
    if table not in stored:
        return keys.clear()
    held = stored[table].filter(pl.col(key).is_in(listed["key"].implode()))
    told = TOLD_BY.get(table, key)
    return held.filter(~pl.col(told).is_in(keys.implode()))[key]


def _these(listed: pl.DataFrame) -> str:
    together = listed["files"][0] if "files" in listed.columns else 1
    return "Is this" if together == 1 else f"Are these {together} files together"


def _remembered(listed: pl.DataFrame) -> str | None:
    """What was answered for an earlier such file."""
    answers = listed["answer"].drop_nulls()
    return str(answers[0]) if answers.len() else None


def keys_told(text: TextTable, mapping: Mapping) -> pl.Series | None:
    """The id of each row, made as the table makes it; None while a date is in doubt.

    Of subscriptions those themselves, whatever phases they have.
    """
    (key,) = TABLES[mapping.table].primary_key()
    parts = column_metadata(mapping.table, key).get("composed_of", ())
    told = TOLD_BY.get(mapping.table, key)
    if told in mapping.columns:
        return text.rows[mapping.columns[told]].drop_nulls()
    if not set(parts) <= mapping.columns.keys():
        return None
    dates = [part for part in parts if kind_of(mapping.table, part) is Kind.DATE]
    if any(is_open(text, mapping, part) for part in dates):
        return None
    cells = [
        type_column(text, mapping, part).values.cast(pl.String).alias(part)
        for part in parts
    ]
    joined = pl.DataFrame(cells).select(key=pl.concat_str(parts, separator="/"))
    return joined["key"].drop_nulls()
