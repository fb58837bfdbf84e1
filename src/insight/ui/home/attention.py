"""The cards of the home page that say what to look at: changes, losses, chances."""

from typing import Any

import polars as pl
import streamlit as st

from insight.formats import count, day_words, plural
from insight.metrics.changes import EXITS, GOOD, REQUESTS, RETURNS, changes, is_judged
from insight.metrics.regrettable import controllable_losses
from insight.remembered import remembered
from insight.review.definitions import FALSE_ALARMS
from insight.ui.components import table_card, words_card
from insight.ui.returning.candidates import LIMITS as CHANCES_LIMITS
from insight.ui.returning.candidates import calls
from insight.ui.rows import first, only, without
from insight.ui.view import View

NAMED = 3
CHANGED, LOSSES, CHANCES = (
    "What changed beyond normal variation?",
    "Which losses in our hands were largest?",
    "Who should hear from us first?",
)
WHAT = {
    REQUESTS: "customers asked to leave",
    EXITS: "customers left",
    RETURNS: "customers came back",
    GOOD: "exits were good",
}
NOTHING = "Nothing: leaving and coming back stayed within normal variation."
NO_LIMITS = "**Cannot be told yet**: it takes half a year and 20 requests to leave, or a year and 20 exits, to know what is usual."
CHANGED_LIMITS = (
    "Requests to leave by week, and exits, returns and good exits by month, are each "
    "judged by the time before them alone, with one detector. What it told stays as it "
    "was told on the day. Everything else is normal variation, also where it looks like a "
    f"trend. {FALSE_ALARMS} A signal says that something changed, not what."
)
LOSSES_LIMITS = (
    "Within our control means that the recorded reason, or a noted override, is ours or "
    "mixed. Customers whose fit was poor are left out, and so are reasons of the group Fit, "
    "such as “Outgrew us”: the one is about the account, the other about why it left. "
    "Whether one could have been kept is another question. MRR is what the account paid last."
)


def change_card(view: View) -> None:
    """The stretches in which leaving was not as usual, in words."""
    found = view.measure(changes)
    sentences = changes_in_words(found) or [
        NOTHING if view.measure(is_judged) else NO_LIMITS
    ]
    words_card(
        CHANGED,
        sentences,
        found,
        note=view.note(
            " ".join(sentences),
            "requests to leave by week; exits, returns and good exits by month",
            "usual = as in the two years before",
            limits=CHANGED_LIMITS,
        ),
    )


@remembered
def changes_in_words(found: pl.DataFrame) -> list[str]:
    """A sentence per stretch."""
    return [change_words(row) for row in found.iter_rows(named=True)]


def change_words(row: dict[str, Any]) -> str:
    """One change: what was more or fewer, when, and what would be usual."""
    more = "More" if row["k"] > row["usual"] else "Fewer"
    usual = f"{count(row['k'])} where {count(round(row['usual']))} would be usual"
    when = f"from {day_words(row['first'])} to {day_words(row['last'])}"
    return f"**{more} {WHAT[row['measure']]}** {when}: {usual}."


def attention_cards(view: View) -> None:
    """The largest losses in our hands beside the best chances to win somebody back."""
    left, right = st.columns([9, 11])
    with left:
        _loss_card(view)
    with right:
        _chance_card(view)


def _loss_card(view: View) -> None:
    found = view.measure(controllable_losses)
    shown = without(first(found, NAMED), "exit_date")
    of = plural(found.height, "customer")
    table_card(
        LOSSES,
        shown,
        note=view.note(
            f"A table of the {plural(shown.height, 'loss', 'losses')} with most MRR.",
            f"the {count(shown.height)} largest of {of} lost for a reason within our control; no poor fit, no reason of fit",
            limits=LOSSES_LIMITS,
        ),
        whole=found,
    )


def _chance_card(view: View) -> None:
    found = only(
        view.measure(calls), "account_name", "why", "account_id", "mrr", "exit_date"
    )
    shown = without(first(found, NAMED), "exit_date")
    of = plural(found.height, "former customer")
    table_card(
        CHANCES,
        shown,
        note=view.note(
            f"A table of {plural(shown.height, 'former customer')}, most that speaks for it first.",
            f"the first {count(shown.height)} of {of} who may be called",
            "by how much speaks for it, then MRR",
            limits=CHANCES_LIMITS,
        ),
        whole=found,
        lines=3,
    )
