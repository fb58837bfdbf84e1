import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from insight.intake import refusals
from insight.intake.mapping import Mapping
from insight.intake.read import read
from insight.intake.refusals import are_among, by_line, refuse, without_lines
from insight.intake.text_table import refused_frame

LINES = st.lists(st.integers(1, 30), max_size=12)


def frame(lines: list[int], reason: str) -> pl.DataFrame:
    return refused_frame((line, "a", str(line), reason) for line in lines)


@settings(deadline=None)
@given(first=LINES, second=LINES, third=LINES, few=st.sampled_from([0, 3, 100]))
def test_refusals_of_several_reasons_are_in_the_order_of_their_lines(
    first: list[int], second: list[int], third: list[int], few: int
) -> None:
    parts = [frame(*each) for each in ((first, "x"), (second, "y"), (third, "z"))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refusals, "_FEW", few)
        found = by_line(parts)

    whole = pl.concat(parts)
    assert_frame_equal(found, whole.sort("line", maintain_order=True))
    assert found["line"].n_unique() == len({*first, *second, *third})


@settings(deadline=None)
@given(lines=LINES, others=LINES)
def test_lines_are_found_among_others(lines: list[int], others: list[int]) -> None:
    these = pl.Series("line", lines, dtype=pl.Int64)
    those = pl.Series("line", others, dtype=pl.Int64)

    assert are_among(these, those).to_list() == [line in others for line in lines]
    left = without_lines(these.to_frame(), those.to_frame())
    assert left["line"].to_list() == [line for line in lines if line not in others]


@pytest.mark.parametrize("lines", [[2, 3, 4], [4, 2], [3]])
def test_a_refused_row_shows_its_own_cells(lines: list[int]) -> None:
    text = read("a.csv", b"account_id,name\nA1,x\nA2,\nA3," + b"y" * 80 + b"\n")
    mapping = Mapping("accounts", {"account_id": "account_id", "account_name": "name"})
    found = pl.DataFrame({"line": lines, "reason": "Expected more"})

    shown = {2: "A1, x", 3: "A2", 4: "A3, " + "y" * 55 + "…"}
    refused = refuse(text, mapping, found, fields=["account_id", "account_name"])
    assert refused.rows() == [
        (line, "account_id, name", shown[line], "Expected more") for line in lines
    ]
