"""The lists of the overview: what needs somebody, what was lost, what changed, whom to call."""

from insight.cards.home.attention import CHANGES, NOT_JUDGED, REGRETTABLE, change_words
from insight.cards.home.today import NEEDS_TODAY
from insight.cards.returning.call_list import CALLS, LISTED
from insight.metrics.call_order import call_order
from insight.metrics.changes import is_judged
from insight.ui.cards import list_card, words_card
from insight.ui.rows import first, only, without
from insight.ui.view import View

FEW = 3


def today_card(view: View) -> None:
    """Promises due and exits under way: who, why, what next, and whose they are."""
    card = view.finished(NEEDS_TODAY)
    list_card(card, without(first(card.rows, FEW), "kind"))


def attention_cards(view: View) -> None:
    """The largest regrettable losses, and the best chances to win somebody back."""
    losses = view.finished(REGRETTABLE)
    list_card(losses, without(first(losses.rows, FEW), "exit_date"))
    _call_card(view)


def change_card(view: View) -> None:
    """Every change beyond normal variation, the latest first."""
    judged = view.measure(is_judged)
    card = view.finished(CHANGES if judged else NOT_JUDGED)
    others = [change_words(row) for row in card.rows.slice(1).iter_rows(named=True)]
    words_card(card, others)


def _call_card(view: View) -> None:
    card = view.finished(CALLS, order=view.of_facts(call_order))
    shown = without(first(only(card.rows, *LISTED), FEW), "exit_date", "mrr")
    list_card(card, shown, lines=2)
