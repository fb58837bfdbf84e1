import polars as pl

from insight.intake.profiles.parts import is_yes, word


def test_a_word_is_compared_without_case_dashes_and_outer_blanks() -> None:
    cells = pl.DataFrame({"status": [" Past_Due ", "non--Renewing", "PAID", None]})

    assert cells.select(word("status"))["status"].to_list() == [
        "past due", "non renewing", "paid", None,
    ]  # fmt: skip


def test_only_a_yes_is_a_yes() -> None:
    cells = pl.DataFrame({"said": ["Yes", "TRUE", "1", "t", "y", "no", "0", "", None]})

    assert cells.select(is_yes("said"))["said"].to_list() == [True] * 5 + [False] * 4
