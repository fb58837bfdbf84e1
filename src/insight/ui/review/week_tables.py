"""The tables of a week: who came back, which promises are due, what was restated."""

import polars as pl

from insight.formats import count, plural
from insight.metrics.week import Week
from insight.metrics.week_review import WeekReview
from insight.remembered import remembered
from insight.review import definitions
from insight.review.contents import PROMISES, days_words, due_words, returns_words
from insight.review.restatement import MARK, measure_words, restated_words
from insight.ui.components import Note, in_a_row, sentence_card, table_card
from insight.ui.rows import first, only
from insight.ui.view import View

MOST_SHOWN = 200
RETURNED = (
    "account_name", "return_date", "days", "return_mrr", "account_id",
)  # fmt: skip


def week_tables(
    view: View, found: WeekReview, changed: pl.DataFrame, *, week: Week
) -> None:
    """Returns and promises side by side, and under them what was restated."""
    returned = returns_words(found.returns, currency=view.currency)
    owed = due_words(found.due, broken=found.broken)
    back, due = only(found.returns, *RETURNED), _promised(found.due)
    with in_a_row(2):
        part = _counted(back, "return", order="who pay most")
        note = _note(view, week, returned, part, limits=definitions.EXITS)
        _table("Won back", back, note)
        part = _counted(due, "promise", order="asked for last")
        note = _note(view, week, owed, part, limits=definitions.DUE)
        _table("Promises due", due, note)
    note = _note(view, week, restated_words(changed), limits=definitions.THEN)
    is_other = changed["is_restated"].any()
    _table("Then and now", _in_words(changed if is_other else changed.clear()), note)


def _table(title: str, rows: pl.DataFrame, note: Note) -> None:
    """The rows, or the sentence that there are none."""
    if rows.is_empty():
        sentence_card(title, note=note)
    else:
        table_card(title, first(rows, MOST_SHOWN), note=note, whole=rows)


def _counted(rows: pl.DataFrame, one: str, *, order: str) -> str:
    n = plural(rows.height, one)
    is_all = rows.height <= MOST_SHOWN
    return n if is_all else f"the {count(MOST_SHOWN)} of {n} {order}"


def week_basis(view: View, week: Week, *parts: str) -> str:
    """The grey line of what speaks of one week: its days, as_of and grace."""
    return " · ".join((days_words(week), *parts))


def _note(view: View, week: Week, finding: str, *parts: str, limits: str) -> Note:
    return Note(finding, week_basis(view, week, *parts), limits, view.currency)


@remembered
def _promised(due: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("promise").replace_strict(PROMISES)
    return due.with_columns(words).select(
        "account_name", "promise", "days_waiting", "handled_by", "account_id"
    )


@remembered
def _in_words(changed: pl.DataFrame) -> pl.DataFrame:
    return changed.select(
        number=pl.Series(map(measure_words, changed["measure"]), dtype=pl.String),
        known_then="then",
        known_now="now",
        changed=pl.when("is_restated").then(pl.lit(MARK)).otherwise(pl.lit("no")),
    )
