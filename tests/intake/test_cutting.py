import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from insight.errors import UnreadableFileError
from insight.intake import read as reading
from insight.intake import scanning, tallying
from insight.intake.cutting import cut_records
from insight.intake.punctuation import punctuation_of
from insight.intake.records import Punctuation
from insight.intake.scanning import scan
from insight.intake.tallying import Tally, tally
from insight.intake.text_table import TextTable

COMMA = ord(",")
PIECES = st.sampled_from(
    ["a", "1", "é", ",", ",", ",", "\n", "\n", "\r\n", '"a"', '"a,b"', '"a\nb"', '""',
     '"say ""x"""', '"', " ", "\t", "Total", "#", "\\", '\\"', "\u200b", "\r"]
)  # fmt: skip
MESSY = st.lists(PIECES, max_size=60).map("".join)
WHOLE = st.lists(
    st.lists(
        st.sampled_from(["", "a", "é b", '"a,b"', '"x\ny"', '"q""q"', '" "', "7"]),
        min_size=2,
        max_size=4,
    ).map(",".join),
    max_size=12,
).map("\n".join)


def outcome(text: str, *, strictly: bool) -> object:
    with pytest.MonkeyPatch.context() as patch:
        if strictly:
            patch.setattr(reading, "cut_records", lambda *_: None)
        try:
            return reading.read("a.csv", text.encode())
        except UnreadableFileError as refusal:
            return str(refusal)


@settings(max_examples=300, deadline=None)
@given(
    body=MESSY | WHOLE, header=st.sampled_from(["a,b,c\n", '"a","b"\r\n', "", "t\n"])
)
def test_cutting_all_at_once_gives_what_the_strict_reader_gives(
    body: str, header: str
) -> None:
    assert_same_as_strictly(header + body)


def assert_same_as_strictly(text: str) -> None:
    at_once = outcome(text, strictly=False)
    strictly = outcome(text, strictly=True)

    if not isinstance(at_once, TextTable):
        assert at_once == strictly
        return
    assert isinstance(strictly, TextTable)
    assert_frame_equal(at_once.rows, strictly.rows)
    assert_frame_equal(at_once.refused, strictly.refused)
    assert at_once.lines.to_list() == strictly.lines.to_list()
    assert at_once.skipped == strictly.skipped
    assert at_once.notes == strictly.notes


@given(text=MESSY, at_once=st.integers(1, 7))
def test_a_text_looked_at_in_stretches_gives_what_it_gives_in_one(
    text: str, at_once: int
) -> None:
    content = text.encode()
    counted, whole = tally(content, COMMA, start=0), scan(content, COMMA, start=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "_AT_ONCE", at_once)
        patch.setattr(tallying, "_AT_ONCE", at_once)
        stretches = scan(content, COMMA, start=0)

        assert tally(content, COMMA, start=0) == counted
    assert whole.ends.tolist() == stretches.ends.tolist()
    assert whole.delimiters.tolist() == stretches.delimiters.tolist()
    assert whole.lines.tolist() == stretches.lines.tolist()


@pytest.mark.parametrize(
    "text",
    ['a,b\n1,5" pipe\n', 'a,b\n1, "x"\n', "a,b\r1,2\r", 'a,b\n1,"x\n', "a\n1\n"],
    ids=["stray quote", "blank before a quote", "CR alone", "never closed", "narrow"],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_strict_reader(text: str) -> None:
    assert cut_records(text.encode(), Punctuation(",")) is None


def test_odd_records_among_even_ones_are_cut_one_by_one() -> None:
    text = b'a,b\n1,"x\ny"\n\n2\n3,4,\n5,6\n'

    cut = cut_records(text, punctuation_of(text))

    assert cut is not None
    assert cut[1].rows().rows() == [
        (2, "1", "x\ny"),
        (6, "3", "4"),
        (7, "5", "6"),
    ]
    assert cut[1].uneven == [(5, ["2"])]
    assert cut[1].blank == 1


def test_no_even_record_gives_no_rows() -> None:
    cut = cut_records(b"a,b\n1\n", Punctuation(","))

    assert cut is not None
    assert cut[1].rows().schema == {"line": pl.Int64, "0": pl.String, "1": pl.String}


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1,2\n1,2,3,4\n",
        'a,b,c\n1,2\n1,"2,3",4\n',
        'a,b,c\n1,\n1,"2,3",4\n',
        'a,b,c\n1,"2\n3",4\n1,2\n5,6,\n',
        "a,b\n1,2\n\n3,4\n",
    ],
    ids=["too wide", "comma inside", "empty end", "line inside", "blank line"],
)
def test_a_narrow_record_is_told_though_another_makes_up_for_it(text: str) -> None:
    assert_same_as_strictly(text)


def test_cells_with_line_ends_keep_the_lines_of_their_records() -> None:
    cut = cut_records(b'a,b\n1,"x\ny\nz"\n3,4', Punctuation(","))

    assert cut is not None
    assert cut[1].rows().rows() == [(2, "1", "x\ny\nz"), (5, "3", "4")]


@pytest.mark.parametrize(
    ("text", "is_tight"),
    [
        ("a,b\r\n", True),
        ("a,b \r\n", False),
        ("a, b\n", False),
        ("a\t,b\n", False),
        ('a,"b "\n', False),
        (" a,b\n", False),
        ("a,b ", False),
        ("a b,c\n", True),
    ],
)
def test_blanks_at_the_edge_of_a_cell_are_seen(text: str, is_tight: bool) -> None:  # noqa: FBT001
    counted = tally(text.encode(), COMMA, start=0)

    assert counted == Tally(text.count("\n"), 1, is_tight)


def test_a_blank_before_a_windows_line_end_is_no_part_of_the_cell() -> None:
    table = reading.read("a.csv", b"a,b\r\n1,2 \r\n")

    assert table.rows.rows() == [("1", "2")]
