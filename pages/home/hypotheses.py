"""What holds here?"""

from insight.cards.home.hypothesis_numbers import DIFFERENCES, SHARES
from insight.ui.access import require
from insight.ui.components import empty_state, in_a_row
from insight.ui.home.hypotheses import hypothesis_cards
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(
        file="exits", page="Each hypothesis about leaving is then tested on it."
    )

hypothesis_cards(view)
with in_a_row(2):
    view.show(SHARES)
    view.show(DIFFERENCES)
