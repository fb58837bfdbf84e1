import polars as pl

from insight.intake.fetched import ENCODING, text_of_rows

ROWS = pl.DataFrame({"id": [" A1 ", "A2"], "plan": ["team", None]})


def test_the_answer_to_a_query_is_a_file_whose_lines_are_its_rows() -> None:
    text = text_of_rows("crm: accounts", ROWS)

    assert (text.name, text.encoding, text.delimiter) == ("crm: accounts", ENCODING, "")
    assert text.columns == ("id", "plan")
    assert text.rows.rows() == [("A1", "team"), ("A2", None)]
    assert text.lines.to_list() == [1, 2]
    assert text.refused.is_empty()


def test_columns_of_one_name_are_told_apart_by_their_places() -> None:
    text = text_of_rows("crm: accounts", ROWS.rename({"id": "Plan"}))

    assert text.columns == ("Plan (column 1)", "plan (column 2)")


def test_the_same_rows_under_another_name_are_another_file() -> None:
    first = text_of_rows("crm: accounts", ROWS)

    assert text_of_rows("crm: accounts", ROWS).sha256 == first.sha256
    assert text_of_rows("erp: accounts", ROWS).sha256 != first.sha256
    assert text_of_rows("crm: accounts", ROWS.head(1)).sha256 != first.sha256
