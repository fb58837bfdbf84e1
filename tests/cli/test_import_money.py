"""Money from files to numbers, on the command line: asked, told, and never 0 for unknown."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from insight.cli import main

FAULTS = Path(__file__).parents[1] / "faults"
SUBSCRIPTIONS = "subscription_id,account_id,start_date,mrr,currency\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    monkeypatch.delenv("INSIGHT_CURRENCY", raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result


def last_month(*arguments: str) -> tuple[dict[str, str], str]:
    """The last row of monthly.csv, and what the command said beside the files."""
    said = run("metrics", "--as-of", "2026-02-28", "--out", "out", *arguments).stderr
    with Path("out/monthly.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))[-1], said


def intake(name: str) -> str:
    return str(FAULTS / "intake" / name)


def test_a_company_that_bills_in_euros_sees_euros() -> None:
    run("import", intake("eur_accounts.csv"), intake("eur_subscriptions.csv"))

    month, said = last_month()

    assert (month["closing_mrr"], month["grr"]) == ("100.0", "1.0")
    assert "Money is in EUR: the only currency in the data." in said
    assert "not counted" not in said


def test_a_currency_in_small_letters_is_its_code() -> None:
    run("import", intake("cur_lower.csv"))

    month, said = last_month()

    assert month["closing_mrr"] == "300.0"
    assert "Money is in EUR" in said


def test_a_price_is_taken_only_when_interval_and_currency_are_said() -> None:
    asked = run("import", intake("price.csv"), code=3).output
    said = ("--answer", "billing_interval=year", "--answer", "currency=euro")
    run("import", intake("price.csv"), *said)

    month, _ = last_month()

    assert "--answer billing_interval=" in asked
    assert "--answer currency=" in asked
    assert month["closing_mrr"] == "300.0"


def test_the_only_stored_currency_is_taken_and_told() -> None:
    run("import", intake("cur_lower.csv"))
    Path("more.csv").write_text(
        "subscription_id,account_id,start_date,mrr\nS3,A1,2024-01-01,7\n"
    )

    told = run("import", "more.csv").output
    other = run("import", "more.csv", "--dry-run", "--answer", "currency=GBP").output

    assert "1 amount is taken in EUR." in told
    assert "1 amount is taken in GBP." in other


def test_amounts_without_a_rate_are_named_at_import_and_by_metrics() -> None:
    rows = (
        "S1,A1,2024-01-01,100,EUR\nS2,A2,2024-01-01,50,CHF\nS3,A3,2024-01-01,50,EUR\n"
    )
    Path("s.csv").write_text(SUBSCRIPTIONS + rows)

    told = run("import", "s.csv").output
    month, said = last_month()
    Path("fx_rates.csv").write_text("currency,usd_per_unit\nEUR,1.1\nCHF,1.21\n")
    run("import", "fx_rates.csv")
    rated, then = last_month()

    assert "3 of 3 amounts in CHF and EUR without an exchange rate" in told
    assert "1 of 3 amounts are in CHF without a rate and are not counted." in said
    assert (month["closing_mrr"], rated["closing_mrr"]) == ("150.0", "205.0")
    assert "not counted" not in then


@pytest.mark.parametrize(
    ("interval", "mrr"),
    [("day", "1216.67"), ("week", "173.81"), ("every 4 weeks", "43.45"),
     ("2 years", "1.67"), ("36 months", "1.11")],
)  # fmt: skip
def test_other_intervals_are_counted_by_the_month(interval: str, mrr: str) -> None:
    header = "subscription_id,account_id,start_date,amount,currency,billing_interval\n"
    Path("s.csv").write_text(f"{header}S1,A1,2024-01-01,40,EUR,{interval}\n")
    run("import", "s.csv")

    assert last_month()[0]["closing_mrr"] == mrr


@pytest.mark.parametrize(
    ("world", "why"),
    [
        ("huge", "amount is at most 1000000000000"),
        ("rate", "one unit is worth at most 5 dollars"),
    ],
)
def test_money_that_cannot_be_counted_is_refused_at_intake(
    world: str, why: str
) -> None:
    files = sorted(map(str, (FAULTS / "pages" / world).glob("*.csv")))

    told = run(
        "import", *files, "--dry-run", "--answer", "billing_interval=month"
    ).output

    assert why in told
    assert "1 refused" in told


def test_a_reporting_currency_may_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", intake("cur_lower.csv"))

    month, said = last_month("--currency", "usd")
    monkeypatch.setenv("INSIGHT_CURRENCY", "EUR")
    _, by_setting = last_month()

    assert month["closing_mrr"] == ""
    assert "2 of 2 amounts are in EUR without a rate and are not counted." in said
    assert "Money is in EUR: chosen" in by_setting
