"""Lists with one row per subscription, by import and `insight metrics` from the store."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from insight.cli import main
from insight.cli.source import source_of
from insight.metrics.build import build_facts
from insight.metrics.files import exits_file, monthly_file
from insight.settings import runtime
from insight.store.engines import open_engine
from insight.store.load import load_tables

IMPORTS = Path(__file__).parents[1] / "faults" / "subscriptions" / "imports"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)


def brought(
    *names: str, as_of: str = "2025-06-30", answers: tuple[str, ...] = (), code: int = 0
) -> list[dict[str, Any]]:
    said = [word for answer in answers for word in ("--answer", answer)]
    files = [str(IMPORTS / name) for name in names]
    arguments = ["import", "--json", "--as-of", as_of, *said, *files]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    told: list[dict[str, Any]] = json.loads(result.output)
    return told


def counted(as_of: str = "2025-06-30") -> dict[str, pl.DataFrame]:
    source = source_of(None, datetime.fromisoformat(as_of))
    facts = build_facts(source.tables, as_of=source.as_of, choices=source.choices)
    return {"monthly": monthly_file(facts), "exits": exits_file(facts)}


def stored(table: str) -> pl.DataFrame:
    engine = open_engine(runtime().database_url)
    rows = load_tables(engine)[table]
    engine.dispose()
    return rows


def test_whoever_is_past_due_today_was_a_customer_until_then() -> None:
    brought("stripe_50.csv")

    found = counted()

    last = found["monthly"].tail(1)
    assert last.select("customers_end", "closing_mrr").row(0) == (50, 5000)
    assert found["exits"].is_empty()


def test_a_later_list_adds_to_history_and_rewrites_none_of_it() -> None:
    brought("stripe_april.csv", as_of="2025-04-30")
    before = counted("2025-04-30")["monthly"]

    brought("stripe_june.csv")
    after = counted()["monthly"]

    money = ["month", "closing_mrr", "customers_end", "nrr"]
    assert after.select(money).head(before.height).equals(before.select(money))
    assert after.tail(3)["closing_mrr"].to_list() == [300, 300, 300]
    assert after["nrr"].drop_nulls().unique().to_list() == [1.0]
    phases = stored("subscriptions").filter(pl.col("end_date").is_null())
    assert phases["subscription_id"].sort().to_list() == ["sub_2", "sub_5", "sub_7"]


def test_trials_unpaid_periods_and_requests_are_read_as_stripe_means_them() -> None:
    (asked,) = [
        question
        for one in brought("stripe_pastdue.csv", code=3)
        for question in one["questions"]
    ]
    assert asked["field"] == "amount_is"
    brought("stripe_pastdue.csv", answers=("amount_is=of_one",))

    found = counted()

    assert found["exits"].is_empty()
    assert found["monthly"].tail(1)["customers_end"].item() == 8
    assert found["monthly"]["new"].sum() == 0
    seats = stored("subscriptions").filter(pl.col("subscription_id") == "sub_4")
    assert seats["amount"].item() == 250
    (request,) = stored("cancellation_requests").rows(named=True)
    days = ("account_id", "requested_date", "effective_date", "outcome")
    assert [str(request[name]) for name in days] == [
        "cus_9",
        "2025-06-15",
        "2025-07-10",
        "open",
    ]


def test_a_plan_and_its_addon_are_one_exit_with_its_reason() -> None:
    brought("stripe_two_cancelled.csv")

    said = stored("exits").select("account_id", "stated_reason_code").sort("account_id")
    assert said.rows() == [("cus_3", "missing_feature"), ("cus_5", "price_for_value")]
    lost = counted()["exits"].select("account_id", "last_mrr").sort("account_id")
    assert lost.rows() == [("cus_3", 120), ("cus_5", 100)]


def test_the_command_of_numbers_counts_what_is_stored(tmp_path: Path) -> None:
    brought("stripe_50.csv")

    asked = ["metrics", "--as-of", "2025-06-30", "--out", str(tmp_path / "numbers")]
    result = CliRunner().invoke(main, asked)

    assert result.exit_code == 0, result.output
    months = pl.read_csv(tmp_path / "numbers" / "monthly.csv")
    assert months.tail(1).select("customers_end", "closing_mrr").row(0) == (50, 5000)
    assert "MRR before 30 Jun 2025 is at the prices of that day" in result.output
    assert months["prices_as_of"].head(-1).unique().to_list() == ["2025-06-30"]
    assert months["prices_as_of"].tail(1).item() is None


def test_a_folder_with_one_row_per_subscription_is_a_list_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    world = IMPORTS.parent / "worlds" / "snapshot_status"

    source = source_of(world, datetime.fromisoformat("2025-06-30"))

    facts = build_facts(source.tables, as_of=source.as_of, choices=source.choices)
    assert exits_file(facts).is_empty()
    assert monthly_file(facts).tail(1)["closing_mrr"].item() == 150
    assert "Since when, it does not say" in capsys.readouterr().err


def test_a_pause_takes_nobody_away_before_it_began() -> None:
    brought("chargebee.csv")

    found = counted()

    assert found["exits"]["account_id"].to_list() == ["c5"]
    assert found["monthly"].tail(1)["customers_end"].item() == 4


def test_an_activation_after_an_end_is_a_return() -> None:
    (told,) = [
        one for one in brought("chargebee_react.csv") if one["table"] == "subscriptions"
    ]

    found = counted()

    assert told["notes"][0].startswith("1 subscription was activated again")
    returned = found["exits"].select("account_id", "return_date").rows()
    assert returned == [("c1", date(2025, 5, 1)), ("c3", None)]
    assert found["monthly"].select("new", "reactivation").sum().row(0) == (0, 100)


def test_mrr_of_an_analytics_tool_is_in_the_currency_of_its_account() -> None:
    brought("chartmogul_two_subs.csv")

    months = counted()["monthly"]

    assert months["closing_mrr"].to_list() == [200, 250, 250, 200, 200, 200]


def test_churned_subscriptions_alone_give_exits_and_no_rates() -> None:
    brought("recurly.csv")

    found = counted()

    assert found["exits"].height == 4
    assert (
        found["monthly"].select("logo_churn_rate", "closing_mrr").null_count().row(0)
        == (found["monthly"].height,) * 2
    )


def test_last_days_are_asked_about_and_then_mrr_is_there_at_every_month_end() -> None:
    (asked,) = [
        question
        for one in brought("accounts.csv", "inclusive.csv", code=3)
        for question in one["questions"]
    ]

    brought("accounts.csv", "inclusive.csv", answers=(f"{asked['field']}=last_day",))

    assert (counted()["monthly"]["closing_mrr"].head(5) > 0).all()


def test_open_phases_of_one_subscription_end_where_the_next_begins() -> None:
    brought("accounts.csv", "open_history.csv")

    months = counted()["monthly"]

    assert months["closing_mrr"].to_list() == [150, 150, 200, 200, 200, 200]
