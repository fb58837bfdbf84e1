"""The lists of whom to call: those who agreed to it, then those who were not asked."""

from insight.formats import count, plural
from insight.metrics.candidates import Candidates
from insight.ui.components import LIST_HEIGHT, table_card
from insight.ui.returning.candidates import (
    GIVEN,
    LIMITS,
    NOT_KNOWN,
    call_list,
    first_words,
    order_words,
    window_part,
)
from insight.ui.rows import first, only, where
from insight.ui.view import View

MOST_SHOWN = 2_000
SHOWN = ("account_name", "likely_back", "why", "mrr", "exit_date", "account_id")
SAID = {
    GIVEN: "{n} agreed to be contacted; {order}.",
    NOT_KNOWN: "{n} were not asked whether they may be contacted; {order}.",
}
CARDS = {
    GIVEN: "Call list: agreed to be contacted",
    NOT_KNOWN: "Call list: consent not known, ask first",
}


def call_cards(view: View, found: Candidates) -> None:
    """A card for each answer to “may we contact you?” that anybody gave."""
    for consent in CARDS:
        _call_card(view, found, consent)


def _call_card(view: View, found: Candidates, consent: str) -> None:
    calls = where(call_list(found.rows), "consent", consent)
    if calls.is_empty():
        return
    shown = only(first(calls, MOST_SHOWN), *SHOWN)
    n = plural(calls.height, "former customer")
    table_card(
        CARDS[consent],
        shown,
        note=view.note(
            SAID[consent].format(n=n, order=first_words(found)),
            n
            if shown.height == calls.height
            else f"the first {count(MOST_SHOWN)} of {n}",
            "who left in this period and are still out",
            order_words(found),
            window_part(found),
            limits=LIMITS,
        ),
        whole=calls,
        height=LIST_HEIGHT,
    )
