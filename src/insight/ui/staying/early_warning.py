"""The early warning: the list of customers beside what people think of each."""

from dataclasses import replace
from functools import partial

import polars as pl

from insight.cards.staying.early_warning import LISTED, WARNING, warning_rows
from insight.metrics.judgements import latest
from insight.metrics.risk import EarlyWarning
from insight.ui.cards import list_card
from insight.ui.components import LIST_HEIGHT
from insight.ui.rows import first, only
from insight.ui.view import View

MOST_SHOWN = 200


def warning_card(view: View, found: EarlyWarning, judgements: pl.DataFrame) -> None:
    """Every active account: its chance, the facts behind it, and what people think.

    The notes are free text: they are there for anyone who may see personal data.
    """
    noted = ["note"] if view.look.scope.personal else []
    judged = latest(judgements).select(
        "account_id", pl.format("{} of 5", "risk").alias("judged"), *noted
    )
    rows = view.once(
        (warning_rows, *judged.rows()),
        partial(warning_rows, found, judged, view.choices),
    )
    card = replace(view.finished(WARNING), rows=rows)
    list_card(card, only(first(rows, MOST_SHOWN), *LISTED), height=LIST_HEIGHT)
