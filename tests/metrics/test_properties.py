"""Rules that hold in every world: random small ones, drawn by hypothesis."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from insight.metrics.build import build_facts
from insight.metrics.calendar import day_of, month_end
from insight.metrics.facts import Facts
from insight.metrics.files import FILES, everything
from insight.metrics.frame import polars
from insight.metrics.monthly import monthly
from insight.metrics.movements import KINDS
from insight.metrics.retention import retention
from insight.metrics.summary import summary
from insight.settings import Choices

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Tables = dict[str, pl.DataFrame]
FIRST_DAY = date(2024, 11, 1)
AS_OF = date(2026, 2, 14)
RATES = {"USD": 1.0, "EUR": 1.25}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
days = st.integers(0, 480).map(lambda day: FIRST_DAY + timedelta(day))
LENGTHS = (1, 12, 28, 31, 40, 90, 100, 200)
GAPS = (0, 1, 5, 7, 8, 20, 29, 30, 31, 45, 95)
some = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
few = settings(some, max_examples=6)


terms = st.fixed_dictionaries(
    {
        "plan_id": st.sampled_from(["basic", "plus"]),
        "status": st.sampled_from(["active"] * 4 + ["paused", "past_due", "trial"]),
        "billing_interval": st.sampled_from(list(MONTHS)),
        "amount": st.sampled_from([0, 120, 240, 1200]),
        "currency": st.sampled_from(list(RATES)),
    }
)


@st.composite
def phases_of(draw: st.DrawFn, account: str, subscription: str) -> list[Row]:
    """The phases of one subscription, one after the other, the last one perhaps open."""
    whose = {"account_id": account, "subscription_id": subscription}
    start, rows = draw(days), []
    for number in range(draw(st.integers(1, 5))):
        end = start + timedelta(draw(st.sampled_from(LENGTHS)))
        dates = {"start_date": start, "end_date": end}
        phase_id = {"phase_id": f"{subscription}-{number}"}
        rows.append(phase_id | whose | dates | draw(terms))
        start = end + timedelta(draw(st.sampled_from(GAPS)))
    if draw(st.booleans()):
        rows[-1]["end_date"] = None
    return rows


STAYS: Row = {"account_id": "Z", "start_date": FIRST_DAY, "is_test": False}
STAYING: Row = {
    "phase_id": "Z",
    "subscription_id": "Z",
    "account_id": "Z",
    "plan_id": "basic",
    "status": "active",
    "start_date": FIRST_DAY,
    "end_date": None,
    "billing_interval": "month",
    "amount": 120,
    "currency": "USD",
}


@st.composite
def worlds(draw: st.DrawFn) -> Rows:
    """One to six accounts with phases, merges between them, exit and return records.

    One more stays throughout: worlds of leavers only are told nothing of customers.
    """
    names = [f"A{number}" for number in range(draw(st.integers(1, 6)))]
    rows: Rows = {"accounts": [], "subscriptions": [], "exits": [], "win_backs": []}
    rows["fx_rates"] = [{"currency": c, "usd_per_unit": r} for c, r in RATES.items()]
    rows["accounts"].append(STAYS)
    rows["subscriptions"].append(STAYING)
    for name in names:
        rows["accounts"].append(draw(accounts_of(name, names)))
        for number in range(draw(st.integers(0, 2))):
            rows["subscriptions"] += draw(phases_of(name, f"S{name}{number}"))
        for day in draw(st.lists(days, max_size=2, unique=True)):
            key = {"exit_id": f"{name}-{day}", "account_id": name, "exit_date": day}
            rows["exits"].append(key | {"reason_code": "merger", "last_mrr": 100})
        for day in draw(st.lists(days, max_size=1)):
            key = {"win_back_id": name, "account_id": name, "return_date": day}
            rows["win_backs"].append(key | {"mrr": 80, "currency": "EUR"})
    return rows


@st.composite
def accounts_of(draw: st.DrawFn, name: str, names: list[str]) -> Row:
    row = {"account_id": name, "start_date": FIRST_DAY, "is_test": False}
    into = draw(st.sampled_from([None, None, None, *names]))
    if into is None or into == name:
        return row
    return row | {"merged_into_account_id": into, "merged_date": draw(days)}


choices = st.builds(
    Choices, grace_days=st.sampled_from([0, 7, 30]), currency=st.just("USD")
)
MakeTables = Callable[..., Tables]


def facts_of(rows: Rows, world: MakeTables, chosen: Choices) -> Facts:
    given_rows = {table: found for table, found in rows.items() if found}
    return build_facts(world(**given_rows), as_of=AS_OF, choices=chosen)


@some
@given(rows=worlds(), chosen=choices)
def test_mrr_and_customers_reconcile_in_every_world(
    world: MakeTables, rows: Rows, chosen: Choices
) -> None:
    facts = facts_of(rows, world, chosen)
    months = monthly(facts, everything(facts))
    paid = [paid_on(rows, last_day(month)) for month in everything(facts).months]

    movement = months.select(pl.sum_horizontal(KINDS)).to_series()
    by_day = months.select(pl.sum_horizontal(f"ledger_{kind}" for kind in KINDS))
    grown = months["new_customers"] + months["returned_customers"]
    gone = months["exited_events"] + months["merged_customers"]

    assert (months["opening_mrr"] + movement).to_list() == months[
        "closing_mrr"
    ].to_list()
    assert months["opening_mrr"][1:].to_list() == months["closing_mrr"][:-1].to_list()
    assert by_day.to_series().to_list() == movement.to_list()
    assert months["closing_mrr"].to_list() == paid
    assert (months["customers_start_unmerged"] + grown - gone).to_list() == months[
        "customers_end"
    ].to_list()
    assert months["customers_end"].to_list() == [
        customers_on(facts, last_day(month)) for month in everything(facts).months
    ]


@some
@given(rows=worlds(), chosen=choices)
def test_an_account_churns_mrr_only_in_a_month_with_an_exit(
    world: MakeTables, rows: Rows, chosen: Choices
) -> None:
    facts = facts_of(rows, world, chosen)

    moves = polars(facts.snapshot.select("account", "period", "kind", "opening"))
    exits = polars(facts.exits.select("account", period="month"))
    churned = moves.filter(pl.col("kind") == "churn").select("account", "period")

    assert churned.join(exits, on=["account", "period"], how="anti").is_empty()
    assert moves.filter(pl.col("opening") < 0).is_empty()


@some
@given(rows=worlds(), chosen=choices, window=st.sampled_from([1, 3, 12]))
def test_no_more_than_everything_is_kept(
    world: MakeTables, rows: Rows, chosen: Choices, window: int
) -> None:
    facts = facts_of(rows, world, chosen)

    kept = retention(facts, everything(facts), month=facts.last_month, window=window)
    monthly_grr = monthly(facts, everything(facts))["grr"].drop_nulls()

    assert all(0 <= rate <= 1 for rate in monthly_grr)
    assert (kept.grr_strict or 0) <= (kept.grr or 0) <= 1
    assert (kept.grr or 0) <= (kept.nrr or 0)


@few
@given(rows=worlds(), chosen=choices, seed=st.integers(0, 2**16))
def test_the_order_of_rows_changes_nothing(
    world: MakeTables, rows: Rows, chosen: Choices, seed: int
) -> None:
    order = random.Random(seed)  # noqa: S311

    mixed = {table: order.sample(found, len(found)) for table, found in rows.items()}

    assert_same_numbers(facts_of(rows, world, chosen), facts_of(mixed, world, chosen))


@few
@given(rows=worlds(), chosen=choices, share=st.floats(0, 1))
def test_splitting_a_phase_in_two_contiguous_ones_changes_nothing(
    world: MakeTables, rows: Rows, chosen: Choices, share: float
) -> None:
    phases = [half for phase in rows["subscriptions"] for half in halves(phase, share)]

    split = rows | {"subscriptions": phases}

    assert_same_numbers(facts_of(rows, world, chosen), facts_of(split, world, chosen))


@few
@given(rows=worlds(), other=worlds(), chosen=choices)
def test_test_accounts_change_nothing(
    world: MakeTables, rows: Rows, other: Rows, chosen: Choices
) -> None:
    with_tests = {
        table: rows[table] + [as_test(row) for row in other[table]]
        for table in ("accounts", "subscriptions", "exits", "win_backs")
    }

    tested = rows | with_tests

    assert_same_numbers(facts_of(rows, world, chosen), facts_of(tested, world, chosen))


def assert_same_numbers(one: Facts, other: Facts) -> None:
    for frame in (frame for name, frame in FILES.items() if name != "money"):
        assert_frame_equal(frame(one), frame(other))
    assert summary(one) == summary(other)


def halves(phase: Row, share: float) -> list[Row]:
    start, end = phase["start_date"], phase["end_date"] or AS_OF
    middle = start + timedelta(int(share * (end - start).days))
    if not start < middle < end:
        return [phase]
    return [
        phase | {"end_date": middle},
        phase | {"start_date": middle, "phase_id": phase["phase_id"] + "-b"},
    ]


def as_test(row: Row) -> Row:
    keys = [key for key in row if key.endswith("_id") and key != "plan_id"]
    renamed = {key: f"test-{row[key]}" for key in keys}
    return row | renamed | ({"is_test": True} if "is_test" in row else {})


def last_day(month: int) -> date:
    return min(month_end(month), AS_OF)


def customers_on(facts: Facts, day: date) -> int:
    spells = polars(facts.spells.select("start", "end"))
    on = day_of(day)
    running = (pl.col("start") <= on) & (pl.col("end").is_null() | (pl.col("end") > on))
    return spells.filter(running).height


def paid_on(rows: Rows, day: date) -> float:
    """MRR on a day, phase by phase: what runs, is billed, and not unpaid for too long."""
    paid = [
        phase["amount"] / MONTHS[phase["billing_interval"]] * RATES[phase["currency"]]
        for phase in rows["subscriptions"]
        if phase["status"] in {"active", "past_due"}
        and phase["start_date"] <= day < (phase["end_date"] or date.max)
        and not unpaid_too_long(rows, phase, day)
    ]
    return float(round(sum(paid), 2))


def unpaid_too_long(rows: Rows, phase: Row, day: date) -> bool:
    late = phase["status"] == "past_due"
    return late and (day - unpaid_since(rows, phase)).days >= Choices().dunning_days


def unpaid_since(rows: Rows, phase: Row) -> date:
    same = {name: phase[name] for name in ("subscription_id", "status")}
    before = [
        other
        for other in rows["subscriptions"]
        if same.items() <= other.items()
        and other["end_date"] == phase["start_date"]
        and other["amount"]
    ]
    return unpaid_since(rows, before[0]) if before else phase["start_date"]
