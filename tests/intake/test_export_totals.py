"""The shipped exports together: one set of customers, whatever tells of them."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from insight.intake.drop import order_of, upserted, validate_drop
from insight.intake.filling import filled_by, recognised, without_second_sources
from insight.intake.mapped_file import MappedFile
from insight.intake.read import read
from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.schema import TABLES
from insight.settings import Choices

EXPORTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "exports"
ANSWER = EXPORTS / "EXPECTED.json"
MILLIONTHS = 1_000_000
pytestmark = pytest.mark.skipif(
    not ANSWER.exists(), reason="The exports of ../shared/data/exports are not here."
)
# The expected totals count a customer back after 8 days as returned: they hold with a
# week of grace. The default of 30 days takes that one for a customer who never left.
CHOICES = Choices(grace_days=7)


def files_of(*names: str) -> list[MappedFile]:
    files: list[MappedFile] = []
    for path in sorted(path for name in names for path in EXPORTS.glob(name)):
        text = read(path.name, path.read_bytes())
        profile = recognised(text)
        assert profile is not None, path.name
        files += filled_by(text, profile)
    return [file for file in files if not file.mapping.missing()]


def tables_of(*names: str) -> dict[str, pl.DataFrame]:
    files = without_second_sources(files_of(*names), held=())
    checked = validate_drop(files)
    tables: dict[str, pl.DataFrame] = {
        table: schema.create_empty() for table, schema in TABLES.items()
    }
    for place in order_of(files):
        one = checked[place]
        assert one.rows_refused == 0, one.refused
        tables[one.table] = upserted(tables[one.table], one.accepted, table=one.table)
    return tables


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ANSWER.read_text(encoding="utf-8"))["expected"]
    return found


ALL = ("stripe*.csv", "chart*.csv", "hub*.csv", "zen*.csv", "churn*.csv", "type*.csv")


@pytest.fixture(scope="module")
def together() -> dict[str, pl.DataFrame]:
    return tables_of(*ALL)


def facts_of(tables: dict[str, pl.DataFrame], expected: dict[str, Any]) -> Facts:
    as_of = date.fromisoformat(expected["as_of"])
    return build_facts(tables, as_of=as_of, choices=CHOICES)


def first_exits(facts: Facts) -> pl.DataFrame:
    exits = polars(facts.exits).sort("account", "day")
    return exits.unique("account", keep="first", maintain_order=True)


def test_all_exports_together_speak_of_the_same_customers(
    together: dict[str, pl.DataFrame], expected: dict[str, Any]
) -> None:
    accounts = together["accounts"]

    assert accounts.height == expected["customers"]
    assert accounts["other_ids"].null_count() == 0
    assert accounts["industry"].null_count() == 0


def test_all_exports_together_give_the_expected_totals(
    together: dict[str, pl.DataFrame], expected: dict[str, Any]
) -> None:
    facts = facts_of(together, expected)
    first = first_exits(facts)
    back = first.filter(pl.col("event") == 1)

    assert first.height == expected["paying_customers_with_an_exit_excl_trial_cus_11"]
    assert back.height == expected["returned_customers"]
    days = dict(back.select("account_id", "days").iter_rows())
    assert days == expected["days_to_return"]
    lost = first["mrr"].sum() / MILLIONTHS
    assert lost == expected["mrr_lost_first_exits_usd"]
    assert back["return_mrr"].sum() / MILLIONTHS == expected["mrr_won_back_usd"]


def test_by_default_whoever_is_back_within_the_grace_never_left(
    together: dict[str, pl.DataFrame], expected: dict[str, Any]
) -> None:
    as_of = date.fromisoformat(expected["as_of"])
    first = first_exits(build_facts(together, as_of=as_of, choices=Choices()))
    back = dict(first.filter(pl.col("event") == 1).select("account_id", "days").rows())

    quick = {
        account: days
        for account, days in expected["days_to_return"].items()
        if days <= Choices().grace_days
    }
    paying = expected["paying_customers_with_an_exit_excl_trial_cus_11"]
    assert quick == {"cus_06": 8}
    assert back == {
        k: v for k, v in expected["days_to_return"].items() if k not in quick
    }
    assert first.height == paying - len(quick)


def test_all_exports_together_keep_the_reasons_that_billing_does_not_know(
    together: dict[str, pl.DataFrame], expected: dict[str, Any]
) -> None:
    reasons = together["exits"]["reason_code"]

    assert (reasons == "merger").sum() == expected["merger_exits"]
    assert together["exits"]["stated_reason_code"].null_count() == 2


@pytest.mark.parametrize("source", ["stripe*.csv", "chart*.csv"])
def test_each_billing_export_alone_gives_the_same_exits_and_returns(
    source: str, expected: dict[str, Any]
) -> None:
    facts = facts_of(tables_of(source), expected)
    first = first_exits(facts)

    days = dict(first.filter(pl.col("event") == 1).select("account_id", "days").rows())
    assert days == expected["days_to_return"]
    lost = first["mrr"].sum() / MILLIONTHS
    assert lost == expected["mrr_lost_first_exits_usd"]


def test_the_crm_alone_tells_exits_and_days_to_return(
    expected: dict[str, Any],
) -> None:
    first = first_exits(facts_of(tables_of("hub*.csv"), expected))

    back = first.filter(pl.col("event") == 1)
    assert first.height == expected["customers_with_an_exit"]
    assert sorted(back["days"]) == sorted(expected["days_to_return"].values())


def test_the_order_in_which_exports_come_changes_no_total(
    expected: dict[str, Any],
) -> None:
    tables: dict[str, pl.DataFrame] = {
        table: schema.create_empty() for table, schema in TABLES.items()
    }
    for name in ("hub*companies*.csv", "stripe*.csv", "churn*.csv", "hub*deals*.csv"):
        files = files_of(name)
        for place, one in zip(
            order_of(files),
            (validate_drop(files, stored=tables)[n] for n in order_of(files)),
            strict=True,
        ):
            assert one.rows_refused == 0, (files[place].text.name, one.refused)
            tables[one.table] = upserted(
                tables[one.table], one.accepted, table=one.table
            )

    first = first_exits(facts_of(tables, expected))
    assert tables["accounts"].height == expected["customers"]
    assert sorted(first.filter(pl.col("event") == 1)["days"]) == [8, 66, 155, 184]
    assert first["mrr"].sum() / MILLIONTHS == expected["mrr_lost_first_exits_usd"]


def test_stripe_takes_cancellation_details_beside_its_subscriptions() -> None:
    details = json.loads((EXPORTS / "stripe_cancellation_details.json").read_text())
    said = pl.DataFrame(
        {
            "id": row["subscription"],
            "cancellation_details.feedback": row["cancellation_details"]["feedback"],
            "cancellation_details.comment": row["cancellation_details"]["comment"],
        }
        for row in details["example_rows_invented"]
    )
    path = EXPORTS / "stripe_subscriptions.csv"
    rows = pl.read_csv(path, infer_schema=False).join(said, on="id", how="left")
    text = read(path.name, rows.write_csv().encode())
    profile = recognised(text)
    assert profile is not None

    checked = validate_drop(filled_by(text, profile))

    (exits,) = (one.accepted for one in checked if one.table == "exits")
    by_account = dict(exits.select("account_id", "stated_reason_code").rows())
    assert by_account["cus_04"] == "price_for_value"
    assert by_account["cus_12"] == "other"
    assert exits["comment"].drop_nulls().str.contains("parent uses another").sum() == 2


def test_a_day_apart_is_the_same_exit() -> None:
    files = files_of("stripe*.csv")
    tables = {
        f.mapping.table: c.accepted
        for f, c in zip(files, validate_drop(files), strict=True)
    }
    known = tables["exits"]
    later = [f for f in files_of("churn*.csv") if f.mapping.table == "exits"]
    moved = tables | {
        "exits": known.with_columns(pl.col("exit_date") + timedelta(days=20))
    }

    (checked,) = validate_drop(later, stored=moved)

    assert set(checked.accepted["exit_id"]) <= set(known["exit_id"])
