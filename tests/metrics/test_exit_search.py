import polars as pl
import pytest

from insight.metrics.exit_search import matching

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
    ("words", "accounts"),
    [
        ([], ["A1", "A2", "A3"]),
        (["a2"], ["A2"]),
        (["acquisition"], ["A1"]),
        (["dear", "bolt"], ["A2"]),
        (["dear", "acme"], []),
        (["(eu)"], ["A2"]),
        (["<b>"], ["A3"]),
        (["=1+1"], ["A3"]),
        (["from_a"], ["A3"]),
    ],
)
def test_a_search_finds_the_exits_that_have_every_word(
    words: list[str], accounts: list[str]
) -> None:
    found = matching(EXITS, words=words, statuses=())

    assert found["account_id"].to_list() == accounts


def test_statuses_and_search_both_hold() -> None:
    found = matching(EXITS, words=["a"], statuses=("returned",))

    assert found["account_id"].to_list() == ["A2"]
