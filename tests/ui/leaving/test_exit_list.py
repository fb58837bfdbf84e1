import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.reasons import Basis
from insight.ui.leaving.exit_list import found_answer, matching
from insight.ui.stories import linked

EXITS = pl.DataFrame(
    {
        "account_id": ["A1", "A2", "A3"],
        "account_name": ["Acme", "Bolt (EU)", "<b>Cog</b>"],
        "reason": ["merger", "price_rise", "from_a_file"],
        "stated_reason": ["merger", None, None],
        "comment": [None, "Far too DEAR for us", "=1+1"],
        "status": ["left", "returned", "left"],
    }
)


@pytest.mark.parametrize(
    ("search", "accounts"),
    [
        ("", ["A1", "A2", "A3"]),
        ("a2", ["A2"]),
        ("acquisition", ["A1"]),
        ("dear bolt", ["A2"]),
        ("dear acme", []),
        ("(eu)", ["A2"]),
        ("<b>", ["A3"]),
        ("=1+1", ["A3"]),
        ("from_a", ["A3"]),
    ],
)
def test_a_search_finds_the_exits_that_have_every_word(
    search: str, accounts: list[str]
) -> None:
    found = matching(EXITS, search=search, statuses=())

    assert found["account_id"].to_list() == accounts


def test_statuses_and_search_both_hold() -> None:
    found = matching(EXITS, search="a", statuses=("returned",))

    assert_frame_equal(found, EXITS[1:2])


def test_the_answer_says_how_many_of_how_many() -> None:
    said = [
        found_answer(0, 0, basis=Basis.RECORDS),
        found_answer(2, 2, basis=Basis.RECORDS),
        found_answer(1, 1200, basis=Basis.CUSTOMERS),
    ]

    assert said == [
        "**Nobody left** in this period, as far as these filters go.",
        "**2 exit records**, the latest first.",
        "**1 of 1,200 customers lost** fits.",
    ]


def test_rows_of_accounts_are_links_to_their_stories() -> None:
    rows = pl.DataFrame({"day": [1], "account_id": ["A&1"], "n": [2]})

    expected = pl.DataFrame(
        {"day": [1], "account_id": ["account_story?name=A%261&account=A%261"], "n": [2]}
    )
    assert_frame_equal(linked(rows), expected)
    assert_frame_equal(linked(rows.drop("account_id")), rows.drop("account_id"))
