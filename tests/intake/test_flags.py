import polars as pl

from insight.intake.flags import parse_counts, parse_flags


def test_flags_are_read_in_the_usual_words_and_nothing_else() -> None:
    cells = pl.Series(
        ["TRUE", "Yes", "1", "t", "FALSE", "No", "0", "0.0", "2", "maybe"]
    )

    flags = parse_flags(cells)

    assert flags.to_list() == [True] * 4 + [False] * 4 + [None] * 2


def test_counts_are_whole_numbers_only() -> None:
    cells = pl.Series(
        ["3", "3.0", "+3", "-3", "3.5", "1e3", "99999999999999999999", "x"]
    )

    counts = parse_counts(cells)

    assert counts.to_list() == [3, 3, 3, -3, None, None, None, None]
