"""Which currency money is told in, and what becomes of amounts without a rate."""

from typing import Any

import polars as pl
import pytest

from insight.metrics.account import account
from insight.metrics.files import FILES, everything
from insight.metrics.headline import headline
from insight.metrics.reasons import reason_counts
from insight.metrics.reporting import (
    CHOSEN,
    FALLBACK,
    MOST_AMOUNTS,
    MOST_MRR,
    ONLY,
    UNNAMED,
)
from insight.metrics.uncounted import uncounted

RATES = [
    {"currency": "EUR", "usd_per_unit": 1.1},
    {"currency": "GBP", "usd_per_unit": 1.25},
]


@pytest.fixture
def money_of(facts_of: Any, world: Any, phase: Any) -> Any:
    """Facts of accounts that pay what is given: amount, currency, and the end if any."""

    def build(
        *paid: tuple[float, str | None, str | None], rates: Any = (), **chosen: Any
    ) -> Any:
        phases = [
            phase(f"A{number}", "2025-01-01", end, amount, currency=currency)
            for number, (amount, currency, end) in enumerate(paid)
        ]
        tables = world(
            accounts=[{"account_id": f"A{n}"} for n, _ in enumerate(paid)],
            subscriptions=phases,
            **({"fx_rates": list(rates)} if rates else {}),
        )
        return facts_of(tables, as_of="2025-06-30", **chosen)

    return build


def test_one_currency_needs_no_rate(money_of: Any) -> None:
    facts = money_of((100, "EUR", None), (200, "EUR", "2025-06-01"))

    last = FILES["monthly"](facts).row(-1, named=True)

    assert (facts.choices.currency, facts.money.why) == ("EUR", ONLY)
    assert (last["opening_mrr"], last["churn"], last["closing_mrr"]) == (300, -200, 100)
    assert not uncounted(facts).k


@pytest.mark.parametrize(
    ("paid", "rates", "chosen", "expected"),
    [
        ([(100, "EUR", None), (101, "USD", None)], RATES, {}, ("EUR", MOST_MRR)),
        ([(100, "EUR", None), (111, "USD", None)], RATES, {}, ("USD", MOST_MRR)),
        (
            [(900, "EUR", "2025-03-01"), (1, "GBP", None)],
            RATES,
            {},
            ("GBP", MOST_MRR),
        ),
        (
            [(1, "CHF", None), (1, "CHF", None), (900, "USD", None)],
            [],
            {},
            ("CHF", MOST_AMOUNTS),
        ),
        ([(100, "EUR", None)], RATES, {"currency": "GBP"}, ("GBP", CHOSEN)),
        ([(100, None, None)], RATES, {}, (FALLBACK, UNNAMED)),
    ],
)
def test_the_reporting_currency_and_why_it_is_that(
    money_of: Any, paid: Any, rates: Any, chosen: Any, expected: tuple[str, str]
) -> None:
    money = money_of(*paid, rates=rates, **chosen).money

    assert (money.currency, money.why) == expected


def test_an_amount_without_a_rate_is_counted_nowhere_and_named(money_of: Any) -> None:
    facts = money_of(
        (100, "EUR", None), (50, "EUR", None), (70, "CHF", None), (30, "CHF", "2025-06-01"),
        currency="EUR",
    )  # fmt: skip
    last = FILES["monthly"](facts).row(-1, named=True)
    at_the_end = FILES["mrr_month_end"](facts).filter(month="2025-06")
    left = FILES["exits"](facts)

    assert last["closing_mrr"] == 150
    assert last["mrr_lost_to_exits"] is None
    assert dict(at_the_end.select("account_id", "mrr").rows())["A2"] is None
    assert left["last_mrr"].to_list() == [None]
    assert account(facts, account_id="A2").mrr is None  # type: ignore[union-attr]
    assert account(facts, account_id="A2").is_paying  # type: ignore[union-attr]
    assert uncounted(facts).words() == (
        "2 of 4 amounts are in CHF without a rate and are not counted."
    )


def test_a_month_of_which_no_amount_is_known_has_empty_cells(money_of: Any) -> None:
    facts = money_of((70, "CHF", None), (30, "CHF", "2025-06-01"), currency="EUR")

    last = FILES["monthly"](facts).row(-1, named=True)

    named = ("opening_mrr", "new", "churn", "closing_mrr", "grr", "nrr")
    assert [last[name] for name in named] == [None] * 6
    assert (last["customers_start"], last["exited_events"]) == (2, 1)
    assert reason_counts(facts, everything(facts))["mrr"].to_list() == []
    assert headline(facts, everything(facts)).filter(measure="nrr")["value"][0] is None


def test_dropping_a_rate_changes_no_number_without_a_note(
    sample_tables: dict[str, pl.DataFrame], facts_of: Any
) -> None:
    rates = sample_tables["fx_rates"]
    whole = facts_of(sample_tables, as_of="2026-02-28")
    changed = {}
    for code in rates["currency"]:
        fewer = sample_tables | {"fx_rates": rates.filter(pl.col("currency") != code)}
        facts = facts_of(fewer, as_of="2026-02-28")
        is_same = FILES["monthly"](facts).equals(FILES["monthly"](whole))
        changed[code] = (not is_same, bool(uncounted(facts).k))

    assert not uncounted(whole).k
    assert changed == {
        "USD": (False, False),
        "EUR": (True, True),
        "GBP": (True, True),
    }


def test_sums_of_the_largest_amounts_do_not_wrap_round(money_of: Any) -> None:
    most = 1_000_000_000_000
    facts = money_of(*[(most, "USD", None)] * 20, (100, "USD", None))

    last = FILES["monthly"](facts).row(-1, named=True)

    assert last["closing_mrr"] == 100
    assert uncounted(facts).words() == (
        "20 of 21 amounts are too large and are not counted."
    )
