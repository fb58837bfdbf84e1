"""The sample world is a valid, connected and plausible set of tables."""

from collections.abc import Iterator

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.sample import sample_world
from insight.sample.planted import AS_OF, FIRST_DAY
from insight.schema import TABLES, column_metadata
from insight.taxonomy import REASONS

World = dict[str, pl.DataFrame]
POINTERS = {
    ("accounts", "merged_into_account_id"): ("accounts", "account_id"),
    ("accounts", "parent_account_id"): ("accounts", "account_id"),
    ("cancellation_requests", "exit_id"): ("exits", "exit_id"),
    ("win_backs", "via_contact_id"): ("contacts", "contact_id"),
    ("contacts", "moved_to_account_id"): ("accounts", "account_id"),
}
MAY_LIE_AHEAD = {
    ("subscriptions", "end_date"),
    ("cancellation_requests", "effective_date"),
    ("accounts", "do_not_contact_before"),
}


def references() -> Iterator[tuple[str, str, str, str]]:
    for table, schema in TABLES.items():
        for column in schema.columns():
            target = column_metadata(table, column).get("references")
            if target:
                key = TABLES[target].primary_key()[0]
                yield table, column, target, key
    for (table, column), (target, key) in POINTERS.items():
        yield table, column, target, key


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_refused_by_its_schema(table: str, world: World) -> None:
    good, failure = TABLES[table].filter(world[table])

    assert failure.counts() == {}
    assert_frame_equal(good, world[table])


@pytest.mark.parametrize(("table", "column", "target", "key"), [*references()])
def test_every_reference_resolves(
    table: str, column: str, target: str, key: str, world: World
) -> None:
    named = world[table][column].drop_nulls()

    assert len(named) > 0
    assert set(named) <= set(world[target][key])


def test_the_tables_are_those_of_the_schema_with_its_types(world: World) -> None:
    types = {name: frame.schema for name, frame in world.items()}

    assert types == {
        name: schema.create_empty().schema for name, schema in TABLES.items()
    }


def test_the_counts_are_those_of_the_model(world: World) -> None:
    accounts = world["accounts"]
    ceased = accounts.filter(
        pl.col("entity_ceased_date").is_not_null() & pl.col("merged_date").is_null()
    )
    early = accounts.filter(pl.col("start_date") < FIRST_DAY)

    assert accounts.height == 2_000
    assert early.height == 600
    assert 740 <= world["exits"].height <= 980
    assert 120 <= world["win_backs"].height <= 230
    assert 45 <= ceased.height <= 100
    assert 14_500 <= world["issues"].height <= 19_500
    assert 3 <= accounts["is_test"].sum() <= 15


def test_only_plans_lie_after_the_last_day(world: World) -> None:
    ahead = {
        (table, column)
        for table, rows in world.items()
        for column in rows.select(pl.col(pl.Date)).columns
        if (rows[column] > AS_OF).any()
    }

    assert ahead == MAY_LIE_AHEAD


def test_there_is_no_history_before_the_first_day_but_start_dates(world: World) -> None:
    before = {
        (table, column)
        for table, rows in world.items()
        for column in rows.select(pl.col(pl.Date)).columns
        if (rows[column] < FIRST_DAY).any()
    }

    assert before == {("accounts", "start_date"), ("subscriptions", "start_date")}


def test_every_kind_of_phase_and_outcome_is_there(world: World) -> None:
    kinds = {
        column: set(world[table][column])
        for table, column in (
            ("subscriptions", "status"),
            ("subscriptions", "billing_interval"),
            ("subscriptions", "currency"),
            ("cancellation_requests", "outcome"),
            ("cancellation_requests", "scope"),
            ("save_offers", "response"),
        )
    }

    assert kinds == {
        "status": {"trial", "active", "past_due", "paused"},
        "billing_interval": {"month", "quarter", "year"},
        "currency": {"USD", "EUR", "GBP"},
        "outcome": {"exited", "saved", "withdrawn", "partial", "open"},
        "scope": {"account", "subscription"},
        "response": {"accepted", "declined", "no_answer"},
    }


def test_every_reason_but_the_two_of_other_tables_is_recorded(
    large_world: World,
) -> None:
    recorded = set(large_world["exits"]["reason_code"])

    assert recorded == set(REASONS) - {"unknown"}


def test_phases_of_a_subscription_do_not_overlap(world: World) -> None:
    phases = world["subscriptions"].sort("subscription_id", "start_date")
    following = pl.col("start_date").shift(-1).over("subscription_id")

    overlapping = phases.filter(
        (pl.col("end_date") > following)
        | (pl.col("end_date").is_null() & following.is_not_null())
    )

    assert overlapping.height == 0


def test_service_ends_with_each_exit_and_begins_with_each_return(world: World) -> None:
    phases = world["subscriptions"]
    ends = phases.select("account_id", exit_date="end_date")
    starts = phases.select("account_id", return_date="start_date")

    endless = world["exits"].join(ends, on=["account_id", "exit_date"], how="anti")
    unserved = world["win_backs"].join(
        starts, on=["account_id", "return_date"], how="anti"
    )

    assert endless.height == 0
    assert unserved.height == 0


def test_the_price_at_a_return_is_that_of_its_first_phase(world: World) -> None:
    months = pl.col("billing_interval").replace_strict(
        {"month": 1, "quarter": 3, "year": 12}, return_dtype=pl.Int64
    )
    first = world["subscriptions"].select(
        "account_id",
        return_date="start_date",
        price=(pl.col("amount") / months).cast(pl.Float64),
    )

    returns = world["win_backs"].join(first, on=["account_id", "return_date"])

    assert (returns["mrr"].cast(pl.Float64) == returns["price"]).all()


def test_the_service_of_a_merged_customer_goes_on_under_its_acquirer(
    world: World,
) -> None:
    absorbed = world["accounts"].filter(
        pl.col("merged_date") == pl.col("entity_ceased_date")
    )
    carried = world["subscriptions"].select(
        merged_into_account_id="account_id", merged_date="start_date"
    )

    lost = absorbed.join(
        carried, on=["merged_into_account_id", "merged_date"], how="anti"
    )

    assert absorbed.height > 0
    assert lost.height == 0


def test_champions_come_to_new_accounts_after_they_left(world: World) -> None:
    starts = world["accounts"].select(
        moved_to_account_id="account_id", bought="start_date"
    )

    moved = world["contacts"].join(starts, on="moved_to_account_id")

    assert moved.height > 10
    assert moved["is_champion"].all()
    assert (moved["left_date"] < moved["moved_date"]).all()
    assert (moved["moved_date"] < moved["bought"]).all()


def test_another_seed_gives_another_world() -> None:
    first, other = (sample_world(seed=seed, accounts=7) for seed in (5, 6))

    for table in set(TABLES) - {"fx_rates"}:
        assert not first[table].equals(other[table])


def test_a_world_may_have_one_account() -> None:
    world = sample_world(seed=1, accounts=1)

    assert world["accounts"].height == 1
    for table, schema in TABLES.items():
        assert schema.is_valid(world[table])
