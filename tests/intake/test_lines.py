import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.errors import UnreadableFileError
from insight.intake import body, lines
from insight.intake.lines import Lines, joined, places
from insight.intake.read import read

TEXT = st.lists(st.sampled_from(["a", "é", ",", '"', "\n", "\r", "\r\n"])).map("".join)


@settings(max_examples=200, deadline=None)
@given(text=TEXT, at_once=st.integers(1, 7))
def test_lines_are_those_of_python_however_the_text_is_looked_at(
    text: str, at_once: int
) -> None:
    expected = io.StringIO(text, newline="").readlines()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_AT_ONCE", at_once)
        patch.setattr(lines, "_LINES_AT_ONCE", at_once)
        found = Lines.of(text.encode())

        assert [found[place] for place in range(len(found))] == expected
        assert found.counts(b',"').tolist() == [
            line.count(",") + line.count('"') for line in expected
        ]
        assert found.lengths().tolist() == [len(line.encode()) for line in expected]
        is_quoted = found.counts(b'"') > 0
        quoted = [place for place, line in enumerate(expected) if '"' in line]
        assert list(places(is_quoted)) == quoted
    taken = joined(found.text, found.ends, is_quoted)
    assert taken.decode() == "".join(line for line in expected if '"' in line)


def test_a_character_that_the_end_cuts_in_two_is_left_out() -> None:
    assert Lines.of("a\nbé".encode()[:-1])[1] == "b"


def test_nothing_has_no_lines() -> None:
    assert len(Lines.of(b"")) == 0
    assert joined(b"", np.array([], np.uint32), np.array([], np.bool_)) == b""


def test_a_file_of_too_many_lines_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(body, "MOST_LINES", 3)

    with pytest.raises(UnreadableFileError, match="more than 3 lines"):
        read("a.csv", b'a,b\n1,"\n\n2"\n')


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n3,4\n5,6\n", b"a,b\n1,2\n3,4,\n5,6\n7,8\n", b"a\n1\n2\n3\n"],
    ids=["even", "with an odd one", "one column"],
)
def test_a_file_of_too_many_rows_is_refused(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "MOST_ROWS", 2)

    with pytest.raises(UnreadableFileError, match="more than 2 rows"):
        read("a.csv", content)


def test_a_delimiter_of_several_bytes_cuts_like_any_other() -> None:
    table = read("a.csv", "sep=§\na§b\n1§2\r\n3\n5§“6”\r".encode())

    assert table.rows.rows() == [("1", "2"), ("5", "“6”")]
    assert table.refused["line"].to_list() == [4]
