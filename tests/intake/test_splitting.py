from hypothesis import example, given, settings
from hypothesis import strategies as st

from insight.intake.lines import Lines
from insight.intake.records import BadRecord, Punctuation, records
from insight.intake.splitting import split_records

PIECES = st.sampled_from(["a", "b", ",", ",", '"', "\n", "\r\n", "\r", " ", "\\", "é"])


@settings(max_examples=150, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=40),
    escape=st.sampled_from([None, "\\"]),
    width=st.integers(1, 2),
)
@example(pieces=["a\r", '"b\rc"\n', "\n"], escape=None, width=1)
def test_cutting_lines_at_once_gives_what_the_csv_reader_gives(
    pieces: list[str], escape: str | None, width: int
) -> None:
    lines = Lines.of("".join(pieces).encode())
    punctuation = Punctuation(",", escape)
    one_by_one = list(records(lines, punctuation))

    found = split_records(lines, punctuation, below=0, width=width)

    good = [record for record in one_by_one if not isinstance(record, BadRecord)]
    rows = [(line, *cells) for line, cells in good if len(cells) == width]
    kept = [row for row in found.rows().rows() if row[0] in {line for line, *_ in rows}]
    others = found.rows().height - len(rows) + len(found.uneven) + found.blank
    assert [trimmed(row) for row in kept] == [trimmed(row) for row in rows]
    assert len(rows) + others == len(good)
    assert sorted(bad.line for bad in found.bad) == [
        record.line for record in one_by_one if isinstance(record, BadRecord)
    ]


def trimmed(row: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(str(cell or "").strip() for cell in row)
