import polars as pl
import pytest

from insight.ui.downloads import CSV, WITH_PERSONAL, exports, safe_csv

BOM = "\ufeff"


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "-",
        "+",
        "=",
        "-2-3",
        "1e5=x",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    runs = cell[0] in "=+-@\t\r"

    rows = pl.read_csv(safe_csv(pl.DataFrame({"name": [cell]})), infer_schema=False)

    assert rows["name"].to_list() == [f"'{cell}" if runs else cell]


@pytest.mark.parametrize(
    "cell", ["-5", "+5", "-0.25", "-.5", "-1e-3", "5", "ACME - West"]
)
def test_plain_numbers_and_plain_words_stay_as_they_are(cell: str) -> None:
    rows = pl.read_csv(safe_csv(pl.DataFrame({"name": [cell]})), infer_schema=False)

    assert rows["name"].to_list() == [cell]


def test_numbers_dates_and_nothing_are_not_touched() -> None:
    rows = pl.DataFrame({"mrr": [-5.5, None], "name": [None, "=x"]})

    text = safe_csv(rows).decode()

    assert text == f"{BOM}mrr,name\n-5.5,\n,'=x\n"


SAID = pl.DataFrame({"exit_id": ["X1"], "comment": ["too dear"], "email": ["a@x.test"]})


def test_a_file_has_no_personal_data_unless_that_is_asked_for() -> None:
    files = exports(SAID, personal=True)

    assert files[CSV]().decode() == f"{BOM}exit_id\nX1\n"
    assert files[WITH_PERSONAL]().decode() == (
        f"{BOM}exit_id,comment,email\nX1,too dear,a@x.test\n"
    )


def test_whoever_may_not_have_personal_data_is_offered_none() -> None:
    assert list(exports(SAID, personal=False)) == [CSV]


def test_a_table_without_personal_data_is_one_file() -> None:
    nothing_said = SAID.with_columns(comment=None, email=None)

    assert list(exports(nothing_said, personal=True)) == [CSV]
