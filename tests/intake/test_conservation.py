"""Whatever a file holds, every record of it is accepted, refused or counted."""

import gzip
from collections.abc import Sequence

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from insight.errors import InsightError
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import Mapping, propose
from insight.intake.read import read
from insight.intake.text_table import TextTable

HEADER = ("exit_id", "account_id", "exit_date", "last_mrr", "comment")
IDS = st.sampled_from(["X1", "X2", "1E5", "1.2E+15", "#REF!", "", "Total"])
DATES = st.sampled_from(["2024-05-13", "13/05/2024", "2024-02-30", "45425", "N/A", ""])
MONEY = st.sampled_from(["10", "$1,5", "1.234", "-4", "1e309", "EUR 3", ""])
ROWS = st.tuples(IDS, st.sampled_from(["A1", "A2", ""]), DATES, MONEY, st.just("x"))
ODD = st.sampled_from(
    ["", ",,,,", "X1", "# note", "Grand Totals (3 records)", "a,b,c,d,e,f", *HEADER[:1],
     ",".join(HEADER), "X9,A1,2024-05-13,1,late,", " , "]
)  # fmt: skip
LINES = st.lists(st.builds(",".join, ROWS) | ODD, min_size=1, max_size=25)


def conserved(text: TextTable) -> None:
    refused = text.refused["line"].n_unique()
    assert text.rows_in == text.rows.height + refused + sum(text.skipped.values())
    assert text.rows.height == len(text.lines)


@settings(max_examples=60, deadline=None)
@given(lines=LINES, ending=st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_below_the_header_is_accepted_refused_or_counted(
    lines: Sequence[str], ending: str
) -> None:
    text = read_or_none(ending.join([",".join(HEADER), *lines, ""]).encode())
    assume(text is not None)
    assert text is not None
    assume(text.columns == HEADER)
    mapping = Mapping(
        "exits",
        {name: name for name in HEADER},
        constants={"currency": "USD"},
        readings={"exit_date": "day_first", "last_mrr": "point"},
    )

    (checked,) = validate_drop([MappedFile(text, mapping)])

    conserved(text)
    out = checked.accepted.height + checked.rows_refused
    assert checked.rows_in == out + sum(checked.skipped.values())
    assert checked.rows_in == len(lines)


def read_or_none(content: bytes) -> TextTable | None:
    try:
        return read("a.csv", content)
    except InsightError as refusal:
        sentence = str(refusal)
    assert 10 < len(sentence) < 600
    return None


BITS = st.sampled_from(
    [b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\0", b"\xff", b"\xfe", b"=",
     b"\xef\xbb\xbf", b"sep=;\n", b"#", b"Total", b"\xc2\xa0", b"\xe9", b"\\", b"a", b"1",
     b"PK\x03\x04", b"\x1f\x8b", b"<", b"%PDF", b"account_id,exit_date\n", b"2024-05-13"]
)  # fmt: skip
CONTENT = st.lists(BITS, max_size=60).map(b"".join) | st.binary(max_size=80)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)
@given(content=CONTENT, is_packed=st.booleans())
@example(content=b'\raccount_id,exit_date\n""', is_packed=False)
@example(
    content=b"account_id,exit_date\rA1,2024-05-13\nA2,2024-05-14\n", is_packed=False
)
def test_any_bytes_are_a_table_or_refused_in_one_sentence(
    content: bytes, *, is_packed: bool
) -> None:
    text = read_or_none(gzip.compress(content) if is_packed else content)

    if text is not None:
        conserved(text)
        assert len(set(text.columns)) == len(text.columns)
        assert checked_or_sentence(text)


def checked_or_sentence(text: TextTable) -> str:
    try:
        (checked,) = validate_drop([MappedFile(text, propose(text))])
    except InsightError as refusal:
        return str(refusal)
    return f"{checked.accepted.height} of {checked.rows_in}"
