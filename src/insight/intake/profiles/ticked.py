"""SurveyMonkey: one question over several columns, with its options in the row below."""

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from insight.intake.suggesting import suggested_reason
from insight.intake.text_table import TextTable
from insight.intake.vocabulary import propose_values
from insight.taxonomy import reasons

OPTIONS_ROW = "row below the header, which names the options"
_OTHER = re.compile(
    r"\b(other|please specify|sonstige|anderes?|autre|otr[oa]|outr[oa]|anders|altro)\b",
    re.IGNORECASE,
)
_Group = tuple[str, list[str]]


def with_answers_together(text: TextTable) -> TextTable:
    """The file with every option that was ticked in the column of its question.

    They are apart by |, in the order of our reasons; what somebody wrote under "other"
    is in a column of its own. A file without a row of options stays as it is.
    """
    if text.rows.height < 1 or text.rows[text.columns[0]][0] is not None:
        return text
    labels, rows = text.rows.row(0, named=True), text.rows.slice(1)
    if not any(labels.values()):
        return text
    made: dict[str, tuple[str, ...]] = {}
    for question, members in _groups(text.columns):
        options = {column: labels[column] or "" for column in members}
        written = [c for c, label in options.items() if _OTHER.search(label)]
        ticked = {c: label for c, label in options.items() if c not in written}
        rows = rows.with_columns(_together(rows, ticked).alias(question))
        if written:
            title = f"{question}: other"
            rows = rows.with_columns(rows[written[0]].alias(title))
            made[title] = (written[0],)
    return replace(
        text,
        rows=rows,
        columns=tuple(rows.columns),
        lines=text.lines.slice(1),
        skipped={**text.skipped, OPTIONS_ROW: 1},
        made={**text.made, **made},
    )


def _groups(columns: tuple[str, ...]) -> Iterator[_Group]:
    """Each question with its columns, where it has more than one."""
    question: str | None = None
    members: list[str] = []
    for column in columns:
        if column.startswith("(column ") and question:
            members.append(column)
            continue
        if question and len(members) > 1:
            yield question, members
        question, members = column, [column]
    if question and len(members) > 1:
        yield question, members


def _together(rows: pl.DataFrame, ticked: dict[str, str]) -> pl.Series:
    in_order = sorted(ticked, key=lambda column: _rank(ticked[column]))
    cells = [pl.col(column).str.replace_all(r"[|;]", ",") for column in in_order]
    joined = pl.concat_str(cells, separator="|", ignore_nulls=True)
    return rows.select(pl.when(joined != "").then(joined).alias("cell"))["cell"]


def _rank(label: str) -> int:
    """The place of the reason that an option most likely is, in our order."""
    known = propose_values(pl.Series([label]), "reason_code").get(label)
    code = known or suggested_reason(label)
    order = list(reasons())
    return order.index(code) if code in order else len(order)
