from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from insight.errors import InsightError
from insight.intake.checked import Checked
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import propose
from insight.intake.read import read

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
NASTY = sorted((SHARED / "data" / "nasty").glob("*.*"))
REASONS = {
    "missing_feature": 114,
    "unresolved_issue": 104,
    "budget_cut": 104,
    "no_answer": 95,
    "competitor_features": 92,
    "price_for_value": 91,
}


def mapped(path: Path) -> MappedFile:
    text = read(path.name, path.read_bytes())
    return MappedFile(text, propose(text))


def folder(path: Path) -> list[MappedFile]:
    files = sorted(path.glob("*.csv"))
    if not files:
        pytest.skip(f"No CSV files in {path.name}.")
    return [mapped(file) for file in files]


@pytest.fixture(scope="module")
def ravenstack() -> dict[str, Checked]:
    checked = validate_drop(folder(SHARED / "data" / "ravenstack"))
    return {file.table: file for file in checked}


def test_ravenstack_goes_in_whole_with_its_reasons_mapped(
    ravenstack: dict[str, Checked],
) -> None:
    rows = {table: file.accepted.height for table, file in ravenstack.items()}
    counts = ravenstack["exits"].accepted["reason_code"].value_counts()

    assert rows == {
        "accounts": 500,
        "exits": 600,
        "issues": 2000,
        "subscriptions": 5000,
    }
    assert sum(file.rows_refused for file in ravenstack.values()) == 0
    assert dict(counts.iter_rows()) == REASONS


def test_ravenstack_mrr_is_monthly_whatever_the_billing_frequency_says(
    ravenstack: dict[str, Checked],
) -> None:
    subscriptions = ravenstack["subscriptions"].accepted

    assert subscriptions["billing_interval"].unique().to_list() == ["month"]
    assert subscriptions["amount"].sum() == 11_338_747
    assert set(subscriptions["status"]) == {"trial", "active"}


def test_ravenstack_exits_are_the_same_in_day_first_dates(
    ravenstack: dict[str, Checked],
) -> None:
    stored = {"accounts": ravenstack["accounts"].accepted}

    (slashed,) = validate_drop(
        folder(SHARED / "data" / "ravenstack" / "au_dmy_slash"), stored=stored
    )

    assert_frame_equal(slashed.accepted, ravenstack["exits"].accepted)


@pytest.mark.parametrize(
    "path",
    [SHARED / "cases" / "mini_world", ROOT / "sample_data"],
    ids=lambda p: p.name,
)
def test_our_own_files_go_in_with_no_editing_and_no_refusal(path: Path) -> None:
    files = folder(path)

    checked = validate_drop(files)

    assert {c.name: c.table for c in checked} == {
        f"{c.table}.csv": c.table for c in checked
    }
    assert [c.rows_refused for c in checked] == [0] * len(checked)
    assert [c.accepted.height for c in checked] == [c.rows_in for c in checked]


@pytest.mark.skipif(not NASTY, reason="The nasty files are not here.")
@pytest.mark.parametrize("path", NASTY, ids=lambda p: p.name)
@pytest.mark.parametrize("table", [None, "exits", "subscriptions"])
def test_a_nasty_file_is_taken_or_refused_in_our_own_words(
    path: Path, table: str | None
) -> None:
    outcome = rows_or_sentence(path, table)

    assert outcome.isdecimal() or 10 < len(outcome) < 1_000


def rows_or_sentence(path: Path, table: str | None) -> str:
    try:
        text = read(path.name, path.read_bytes())
        (checked,) = validate_drop([MappedFile(text, propose(text, table=table))])
    except InsightError as refusal:
        return str(refusal)
    return str(checked.accepted.height)
