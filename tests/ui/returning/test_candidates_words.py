from datetime import date

import pytest

from insight.ui.returning.candidates import why_call

ROW = {
    "resolved": date(2025, 8, 5),
    "days_out": 1210,
    "reason_gone": True,
    "left_well": True,
    "in_window": True,
    "champion_moved": True,
}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            ROW,
            "Reason gone (issue resolved 5 Aug 2025) · Left well · "
            "1,210 days out: when others returned · Champion moved",
        ),
        (
            ROW | {"resolved": None} | dict.fromkeys(list(ROW)[2:], False),
            "Nothing known speaks for it",
        ),
    ],
)
def test_each_thing_that_speaks_for_a_call_is_said_in_words(
    row: dict[str, object], words: str
) -> None:
    assert why_call(row) == words
