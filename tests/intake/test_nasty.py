"""Files that break importers, collected from elsewhere, and what each must get."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.errors import OpenQuestionError, UnknownEncodingError
from insight.intake.checked import Checked
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import Mapping, propose
from insight.intake.read import read
from insight.intake.text_table import TextTable

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
NASTY, RAVENSTACK = DATA / "nasty", DATA / "ravenstack"
TODAY = date(2026, 1, 1)
pytestmark = pytest.mark.skipif(not NASTY.exists(), reason="The files are not here.")


def text_of(name: str, **options: str) -> TextTable:
    text = read(name, (NASTY / name).read_bytes(), **options)  # type: ignore[arg-type]
    out = text.rows.height + text.refused["line"].n_unique()
    assert text.rows_in == out + sum(text.skipped.values())
    return text


def mapped(path: Path, *, reading: str | None = None) -> MappedFile:
    text = read(path.name, path.read_bytes())
    mapping = propose(text)
    if reading:
        mapping.readings["exit_date"] = reading
    return MappedFile(text, mapping)


@pytest.fixture(scope="module")
def ravenstack() -> tuple[Checked, ...]:
    names = ("ravenstack_accounts.csv", "ravenstack_churn_events.csv")
    return validate_drop([mapped(RAVENSTACK / name) for name in names])


@pytest.fixture(scope="module")
def exits_of(ravenstack: tuple[Checked, ...]) -> Callable[..., Checked]:
    def checked(name: str, *, reading: str | None = None) -> Checked:
        files = [mapped(NASTY / name, reading=reading)]
        stored = {"accounts": ravenstack[0].accepted}
        (one,) = validate_drop(files, stored=stored, today=TODAY)
        return one

    return checked


READ: dict[str, Callable[[TextTable], bool]] = {
    "mt_utf-16le_encoded.csv": lambda t: (
        (t.encoding, t.rows.height, t.columns[0])
        == ("utf-16-le", 327, "Organisation_code")
    ),
    "mt_weird_head_padding.csv": lambda t: (
        t.columns[1:] == ("1985", "1993", *map(str, (2000, *range(2005, 2011))))
        and t.rows.height == 60
        and t.notes[0] == "6 lines above the header left out."
    ),
    "mt_mixedGLB.csv": lambda t: (
        t.columns[:2] == ("Year", "Jan")
        and (t.rows.height, t.rows.row(-1)[0]) == (133, "2012")
        and t.notes == ("2 lines above the header left out.",)
    ),
    "cl_invalid-byte-sequence.csv": lambda t: (
        t.encoding == "windows-1252"
        and t.columns[-1] == "Valor"
        and t.rows.height == 23
        and "Windows-1252" in t.notes[0]
    ),
    "ck_bad.csv": lambda t: (t.rows.height, t.refused["line"].to_list()) == (1, [2, 3]),
    "ck_test_utf16_big.csv": lambda t: (t.encoding, t.rows.height) == ("utf-16-be", 2),
    "ck_mac_newlines.csv": lambda t: (
        t.rows.height == 2 and any("\r" in cell for cell in t.rows.row(1))
    ),
    "ck_blanks.csv": lambda t: t.rows.height == 1 and t.refused.is_empty(),
    "fl_duplicate-headers.csv": lambda t: (
        t.columns == ("id (column 1)", "name", "id (column 3)", "age", "id (column 5)")
    ),
    "fl_leading-zeros.csv": lambda t: [*t.rows["value"]][:1] == ["01"],
    "fl_schema-errors.csv": lambda t: t.refused["line"].to_list() == [5],
    "sp_newlines_crlf.csv": lambda t: (
        t.rows.rows()[:2] == [("1", "2", "3"), ("Once upon \r\na time", "5", "6")]
    ),
    "tb_skip-rows.xlsx": lambda t: (
        (t.sheet, t.rows.rows()) == ("Sheet 1", [("8", "9")])
        and t.skipped == {"lines below the table": 1}
    ),
    "dv_xlsx_named.csv": lambda t: (
        (t.encoding, t.rows.height, t.rows["date"][0]) == ("workbook", 5, "1971-01-01")
    ),
    "dv_huge_field.csv": lambda t: (
        t.refused.rows()
        == [(2, None, None, "Expected cells of at most 131,072 characters")]
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_nasty_file_is_read_as_it_should(name: str) -> None:
    assert READ[name](text_of(name))


def test_big5_is_asked_and_then_read_as_answered() -> None:
    with pytest.raises(UnknownEncodingError):
        text_of("mt_characters.csv")

    assert text_of("mt_characters.csv", encoding="big5").columns[1] == "景點編號"


def test_one_value_above_twelve_tells_which_part_is_the_day() -> None:
    text = text_of("ck_test_date_format.csv")
    mapping = Mapping("exits", {"exit_date": "a"}, constants={"account_id": "A"})

    (checked,) = validate_drop([MappedFile(text, mapping)], stored=accounts("A"))

    assert checked.accepted["exit_date"].to_list() == [
        date(2014, 1, 2),
        date(2012, 12, 31),
    ]


def accounts(*ids: str) -> dict[str, pl.DataFrame]:
    rows = "".join(f"{one},\n" for one in ids)
    text = read("accounts.csv", f"account_id,account_name\n{rows}".encode())
    return {"accounts": validate_drop([MappedFile(text, propose(text))])[0].accepted}


@pytest.mark.parametrize(
    ("name", "skipped"),
    [
        ("dv_bom_quoted_header.csv", {}),
        ("dv_excel_serial_dates.csv", {}),
        ("dv_duplicate_and_padded_headers.csv", {}),
        ("dv_trailing_residue.csv", {"blank lines": 200}),
        ("dv_salesforce_footer.csv", {"blank lines": 3, "lines below the table": 3}),
        ("dv_duplicate_events.csv", {"exact copies of an earlier row": 16}),
        ("dv_cp1252_semicolon_decimal_comma_dmy.csv", {}),
        ("dv_money_formats.csv", {}),
    ],
)
def test_sixty_exits_are_the_same_in_every_spelling(
    name: str,
    skipped: dict[str, int],
    exits_of: Callable[..., Checked],
    ravenstack: tuple[Checked, ...],
) -> None:
    checked = exits_of(name)

    sixty = ravenstack[1].accepted.head(60)
    told = ["exit_id", "account_id", "exit_date", "reason_code"]
    assert_frame_equal(checked.accepted.select(told), sixty.select(told))
    assert dict(checked.skipped) == skipped
    assert checked.rows_refused == 0


def test_the_six_hundred_exits_are_the_same_in_day_first_dates(
    ravenstack: tuple[Checked, ...],
) -> None:
    (path,) = (RAVENSTACK / "au_dmy_slash").glob("*.csv")

    (slashed,) = validate_drop(
        [mapped(path)], stored={"accounts": ravenstack[0].accepted}, today=TODAY
    )

    assert slashed.accepted.height == 600
    assert_frame_equal(slashed.accepted, ravenstack[1].accepted)


def test_dates_that_all_read_two_ways_are_asked_and_never_guessed(
    exits_of: Callable[..., Checked], ravenstack: tuple[Checked, ...]
) -> None:
    name = "dv_us_mdy_all_ambiguous.csv"
    with pytest.raises(OpenQuestionError, match="churn_date"):
        exits_of(name)

    answered = exits_of(name, reading="month_first")

    same = ravenstack[1].accepted.join(answered.accepted, on="exit_id", how="semi")
    assert (answered.accepted.height, answered.rows_refused) == (243, 0)
    assert_frame_equal(answered.accepted, same, check_row_order=False)


def test_each_unusable_date_is_refused_with_its_line_and_value(
    exits_of: Callable[..., Checked],
) -> None:
    checked = exits_of("dv_bad_dates.csv")

    dates = set(checked.accepted["exit_date"])
    assert checked.rows_in == checked.accepted.height + checked.rows_refused == 60
    assert checked.refused["line"].to_list()[:10] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert dates <= {date(2024, 5, 5), date(2024, 7, 1), date(2023, 1, 1)}


def test_shortened_ids_are_told_from_long_ones(
    exits_of: Callable[..., Checked],
) -> None:
    refused = exits_of("dv_id_numbers_precision.csv").refused

    cut = refused.filter(pl.col("reason").str.contains("an id in full"))
    assert set(cut["value"]) == {"1.23457E+15"}
    assert "12345678901234567891" in set(refused["value"])
    assert refused["line"].n_unique() == 60


def test_formulas_and_markup_come_in_as_the_text_they_are(
    exits_of: Callable[..., Checked],
) -> None:
    checked = exits_of("dv_formula_and_markup_cells.csv")

    said = checked.accepted["comment"].to_list()
    assert (checked.accepted.height, checked.rows_refused) == (59, 1)
    assert any(str(comment).startswith("=") for comment in said)
    assert any(str(comment).startswith("- ") for comment in said)
    assert not any("\u202e" in str(comment) for comment in said)


def test_ragged_rows_and_an_unclosed_quote_cost_their_own_lines_only(
    exits_of: Callable[..., Checked],
) -> None:
    checked = exits_of("dv_ragged_and_unclosed_quote.csv")

    assert (checked.accepted.height, checked.rows_refused) == (57, 3)
    assert checked.refused["line"].to_list() == [6, 10, 13]


def test_spans_that_cannot_be_are_refused_each_with_its_reason() -> None:
    text = text_of("dv_negative_spans.csv")
    same = {name: name for name in ("account_id", "start_date", "end_date")}
    columns = {**same, "subscription_id": "account_id", "amount": "mrr"}
    units = {"currency": "USD", "billing_interval": "month"}
    mapping = Mapping("subscriptions", columns, constants=units)
    stored = accounts(*(f"A-{n}" for n in range(1, 7)))

    (checked,) = validate_drop([MappedFile(text, mapping)], stored=stored, today=TODAY)

    reasons = checked.refused.group_by("line").agg("reason").sort("line")
    assert reasons["line"].to_list() == [2, 5, 6, 7]
    assert "does not end before it starts" in str(reasons["reason"][0].to_list())
    assert "at least 0" in str(reasons["reason"][1].to_list())
    assert "start_date is not empty" in str(reasons["reason"][2].to_list())
    assert "Expected a day up to 2028" in str(reasons["reason"][3].to_list())


def test_one_id_in_every_row_is_a_conflict_of_all_rows() -> None:
    text = text_of("TRAP_telco_lookalike_editorjakupi.csv")
    mapping = Mapping("accounts", {"account_id": "customerID", "segment": "Contract"})

    (checked,) = validate_drop([MappedFile(text, mapping)])

    reasons = checked.refused["reason"].str.slice(0, 22).unique().to_list()
    assert checked.accepted.height == 0
    assert reasons == ["Expected this key once"]
    assert checked.rows_refused + sum(checked.skipped.values()) == 7043


def test_every_file_of_the_collection_is_tried() -> None:
    with (NASTY / "MANIFEST.csv").open(encoding="utf-8") as listed:
        names = {row["file"] for row in csv.DictReader(listed)}

    tried = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in sorted(names) if f'"{name}"' not in tried] == []
