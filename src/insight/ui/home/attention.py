"""The lists of the overview: what needs somebody, what was lost, what changed, whom to call."""

from insight.cards.home.attention import CHANGES, NOT_JUDGED, REGRETTABLE, change_words
from insight.cards.home.today import NEEDS_TODAY
from insight.formats import count, plural
from insight.metrics.call_order import call_order
from insight.metrics.candidates import candidates
from insight.metrics.changes import is_judged
from insight.ui.cards import list_card, words_card
from insight.ui.components import table_card
from insight.ui.returning.candidates import LIMITS as CHANCES_LIMITS
from insight.ui.returning.candidates import call_list, order_words, score_part
from insight.ui.rows import first, only, without
from insight.ui.view import View

FEW = 3
CHANCES = "Whom to call first"


def today_card(view: View) -> None:
    """Promises due and exits under way: who, why, what next, and whose they are."""
    card = view.finished(NEEDS_TODAY)
    list_card(card, without(first(card.rows, FEW), "kind"))


def attention_cards(view: View) -> None:
    """The largest regrettable losses, and the best chances to win somebody back."""
    losses = view.finished(REGRETTABLE)
    list_card(losses, without(first(losses.rows, FEW), "exit_date"))
    _chance_card(view)


def change_card(view: View) -> None:
    """Every change beyond normal variation, the latest first."""
    judged = view.measure(is_judged)
    card = view.finished(CHANGES if judged else NOT_JUDGED)
    others = [change_words(row) for row in card.rows.slice(1).iter_rows(named=True)]
    words_card(card, others)


def _chance_card(view: View) -> None:
    listed = view.measure(candidates, order=view.of_facts(call_order))
    found = only(
        call_list(listed.rows), "account_name", "likely_back", "why", "account_id", "mrr",
        "exit_date",
    )  # fmt: skip
    shown = without(first(found, FEW), "exit_date")
    of = plural(found.height, "former customer")
    table_card(
        CHANCES,
        shown,
        note=view.note(
            f"{of} may be called.",
            f"the first {count(shown.height)} of {of} who may be called",
            order_words(listed),
            score_part(listed),
            limits=CHANCES_LIMITS,
        ),
        whole=found,
        lines=3,
    )
