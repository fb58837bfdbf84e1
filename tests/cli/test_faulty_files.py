"""Files as people bring them, by the command line, each with its totals."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from insight.cli import main
from insight.settings import runtime
from insight.store.engines import open_engine
from insight.store.load import load_tables

FAULTS = Path(__file__).parents[1] / "faults" / "intake"
AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)


def brought(*arguments: str, code: int = 0) -> list[dict[str, Any]]:
    files = [str(FAULTS / one) if one.endswith(".csv") else one for one in arguments]
    result = CliRunner().invoke(main, ["import", "--json", *AS_OF, *files])
    assert result.exit_code == code, result.output
    told: list[dict[str, Any]] = json.loads(result.output)
    return told


def stored(table: str) -> pl.DataFrame:
    engine = open_engine(runtime().database_url)
    rows = load_tables(engine)[table]
    engine.dispose()
    return rows


def test_a_plain_churn_log_is_exits_with_reason_and_last_mrr() -> None:
    brought("acc_named.csv", "churn_log.csv")

    exits = stored("exits").sort("exit_date")
    assert stored("win_backs").is_empty()
    assert exits["last_mrr"].sum() == 500
    assert exits.select("account_id", "reason_code").rows() == [
        ("Acme GmbH", "price_for_value"),
        ("Blue Ltd", "Merged with another company"),
        ("Cedar Inc", "missing_feature"),
    ]


def test_german_files_are_understood_by_names_and_values() -> None:
    brought("kundenstamm_small.csv", "kuendigungen_small.csv")

    exits = stored("exits").sort("account_id")
    assert stored("accounts")["account_name"].to_list() == [
        "Bäckerei Köhler & Söhne GmbH",
        "Stadtwerke Müßenbach",
        "Ölmühle Grünau KG",
    ]
    assert exits["exit_date"].cast(pl.String).to_list() == [
        "2025-06-27",
        "2025-02-19",
        "2025-09-29",
    ]
    assert exits["last_mrr"].sum() == 497
    assert exits["currency"].unique().to_list() == ["EUR"]
    assert "Übernahme durch anderen Konzern" in exits["reason_code"].to_list()


def test_a_price_without_interval_and_currency_is_asked_about() -> None:
    (told,) = brought("price.csv", code=3)

    assert {asked["field"] for asked in told["questions"]} == {
        "billing_interval",
        "currency",
    }
    answers = ("--answer", "billing_interval=year", "--answer", "currency=EUR")
    brought("price.csv", *answers)
    assert stored("subscriptions").select(
        "amount", "billing_interval", "currency"
    ).rows() == [(1200, "year", "EUR"), (2400, "year", "EUR")]


@pytest.mark.parametrize(
    ("answer", "first"), [("first_day", "2024-01-01"), ("last_day", "2024-01-31")]
)
def test_a_month_is_asked_for_its_day(answer: str, first: str) -> None:
    (told,) = brought("month.csv", code=3)
    (asked,) = told["questions"]

    brought("month.csv", "--answer", f"{asked['field']}={answer}")

    days = stored("exits").sort("exit_date")["exit_date"].cast(pl.String)
    assert (len(days), days[0]) == (3, first)


def test_another_spelling_of_a_customer_is_one_question_naming_both() -> None:
    known = ("acc_full.csv",)
    brought(*known)

    (told,) = brought("acc_case.csv", code=3)

    asked = " ".join(one["sentence"] for one in told["questions"])
    assert "a1" in asked
    assert "A1" in asked
    assert stored("accounts").height == 3


def test_every_ticked_option_of_a_survey_is_kept(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text(
        "account_id,account_name\nra1,One\nra2,Two\n001C,Three\n", encoding="utf-8"
    )
    exits = tmp_path / "exits.csv"
    days = "ra2,2025-03-03\nra1,2025-01-20\n001C,2025-01-30\n"
    exits.write_text(f"account_id,exit_date\n{days}", encoding="utf-8")
    brought(str(accounts), str(exits))

    brought("sm_checkall.csv")

    said = stored("exits").sort("exit_date")
    assert said["stated_reason_code"].to_list() == [
        "We merged with another company",
        "price_for_value",
        "missing_feature",
    ]
    assert sorted(stored("offboarding")["exit_nps_0_10"].to_list()) == [2, 7, 9]


def test_a_survey_of_another_tool_loads_after_one_choice(tmp_path: Path) -> None:
    exits = tmp_path / "exits.csv"
    days = "Acme GmbH,2025-03-01\nBlue Ltd,2025-02-04\nCedar Inc,2025-02-20\n"
    exits.write_text(f"account_id,exit_date\n{days}", encoding="utf-8")
    brought("acc_named.csv", str(exits))

    told = brought("google_forms.csv", code=3)
    asked = [one for file in told for one in file["questions"]]
    brought("google_forms.csv", "--answer", "account_id=Company name")

    assert [one["options"] for one in asked] == [["Company name"]]
    scores = stored("offboarding").sort("exit_nps_0_10")
    assert scores.select("exit_id", "exit_nps_0_10", "ease_1_7").rows() == [
        ("Acme GmbH/2025-03-01", 7, 6),
        ("Blue Ltd/2025-02-04", 9, 7),
    ]
    assert stored("exits").sort("account_id")["stated_reason_code"].to_list() == [
        "price_for_value",
        "We merged with another company",
        None,
    ]


@pytest.mark.parametrize(
    ("column", "ids"), [("UUID", ["cus_1", "cus_2"]), ("EXTERNAL_ID", ["x1", "x2"])]
)
def test_customers_of_an_export_come_by_the_id_that_was_chosen(
    column: str, ids: list[str]
) -> None:
    told = brought("chartmogul_customers.csv", code=3)
    asked = {one["field"] for file in told for one in file["questions"]}

    answers = ("--answer", f"account_id={column}", "--answer", "currency=eur")
    brought("chartmogul_customers.csv", *answers)

    assert asked == {"account_id"}
    assert sorted(stored("accounts")["account_id"]) == ids
    paid = stored("subscriptions").select("account_id", "amount", "currency", "status")
    assert paid.rows() == [(ids[0], 99, "EUR", "active")]
