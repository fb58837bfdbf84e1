"""What people type is cut on the server."""

from time import perf_counter

import polars as pl

from insight.metrics.account_search import asked_for
from insight.metrics.exit_search import matching
from insight.ui.data.meanings import Section, fitting
from insight.ui.typed import LONGEST, short, words_to_find

ENDLESS = "acme " * 80_000
ROWS = 20_000


def test_a_search_of_eighty_thousand_words_costs_no_more_than_a_short_one() -> None:
    exits = pl.DataFrame(
        {
            "account_id": [f"A{number}" for number in range(ROWS)],
            "account_name": "Acme",
            "reason": "merger",
            "stated_reason": None,
            "comment": "too dear",
            "status": "left",
        }
    )
    accounts = exits.select("account_id", label="account_name")
    started = perf_counter()

    found = matching(exits, words=words_to_find(ENDLESS), statuses=())
    meant = asked_for(accounts, ENDLESS, words=words_to_find(ENDLESS))
    told = fitting([Section("1", "Acme", "")], ENDLESS)

    assert (found.height, meant.height > 1, len(told)) == (ROWS, True, 1)
    assert perf_counter() - started < 5


def test_what_is_typed_is_cut_and_nothing_is_nothing() -> None:
    assert (len(short(ENDLESS)), short(None), short("ab", 1)) == (LONGEST, "", "a")
