"""The tables of a week: who came back, which promises are due, what was restated."""

from dataclasses import replace

import polars as pl

from insight.cards.card import Finished
from insight.formats import count, plural
from insight.metrics.week import Week
from insight.metrics.week_review import WeekReview
from insight.remembered import remembered
from insight.review import definitions
from insight.review.contents import PROMISES, days_words, due_words, returns_words
from insight.review.restatement import MARK, measure_words, restated_words
from insight.ui.cards import list_card, words_card
from insight.ui.components import in_a_row
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
        card = _card("Won back", returned, part, week, definitions.EXITS)
        _table(replace(card, rows=back, currency=view.currency))
        part = _counted(due, "promise", order="asked for last")
        card = _card("Promises due", owed, part, week, definitions.DUE)
        _table(replace(card, rows=due))
    card = _card("Then and now", restated_words(changed), "", week, definitions.THEN)
    is_other = changed["is_restated"].any()
    _table(replace(card, rows=_in_words(changed if is_other else changed.clear())))


def _card(title: str, finding: str, part: str, week: Week, limits: str) -> Finished:
    basis = " · ".join(filter(None, (days_words(week), part)))
    return Finished(title, finding, f"{basis}\n\n{limits}")


def _table(card: Finished) -> None:
    """The rows, or the sentence that there are none."""
    if card.rows.is_empty():
        words_card(card, [])
    else:
        list_card(card, first(card.rows, MOST_SHOWN))


def _counted(rows: pl.DataFrame, one: str, *, order: str) -> str:
    n = plural(rows.height, one)
    is_all = rows.height <= MOST_SHOWN
    return n if is_all else f"the {count(MOST_SHOWN)} of {n} {order}"


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
