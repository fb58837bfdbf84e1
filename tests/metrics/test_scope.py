"""What somebody sees of the facts: no row of another region, and the same numbers."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from functools import partial
from itertools import combinations
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from insight.metrics.build import build_facts
from insight.metrics.exits_and_returns import exits_and_returns
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.headline import headline
from insight.metrics.monthly import monthly
from insight.metrics.offboarding import good_shares
from insight.metrics.reasons import Basis, exits_behind, reason_counts
from insight.metrics.returns import returned_accounts, win_back_rates
from insight.metrics.scope import ELSEWHERE, Scope, is_seen, scoped, without_personal
from insight.metrics.selection import Selection
from insight.schema import PERSONAL
from insight.settings import Choices

Tables = dict[str, pl.DataFrame]
REGIONS = ("APAC", "Americas", "EMEA")
SCOPES = [some for n in (1, 2, 3) for some in combinations(REGIONS, n)]
MEASURES: dict[str, Callable[..., Any]] = {
    "headline": headline,
    "monthly": monthly,
    "exits_and_returns": exits_and_returns,
    "reason_counts": reason_counts,
    "exits_behind": partial(exits_behind, basis=Basis.RECORDS),
    "good_shares": good_shares,
    "win_back_rates": win_back_rates,
    "returned_accounts": returned_accounts,
}


def frames(facts: Facts) -> dict[str, pl.DataFrame]:
    found = {}
    for field in fields(facts):
        value = getattr(facts, field.name)
        if isinstance(value, nw.LazyFrame):
            found[field.name] = polars(value)
        elif isinstance(value, pl.DataFrame):
            found[field.name] = value
    return found


def everybody(facts: Facts) -> Selection:
    return Selection(facts.first_month, facts.last_month)


@pytest.mark.parametrize("regions", SCOPES, ids="+".join)
def test_no_row_of_another_region_is_there(
    regions: tuple[str, ...], sample_facts: Facts
) -> None:
    whole = frames(sample_facts)
    own = whole["accounts"].filter(pl.col("region").is_in(regions))
    requests = whole["requests"].filter(pl.col("region").is_in(regions))

    seen = frames(scoped(sample_facts, Scope(regions)))

    assert sum(frame.height for frame in seen.values()) > 5_000
    for name, frame in seen.items():
        expected = (
            whole[name].filter(
                pl.col("request_id").is_in(requests["request_id"].implode())
            )
            if name == "offers"
            else whole[name].filter(pl.col("account").is_in(own["account"].implode()))
        )
        assert_frame_equal(
            frame.drop("to_account", strict=False),
            expected.drop("to_account", strict=False),
            check_row_order=False,
        )


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("regions", SCOPES[2:5], ids="+".join)
def test_a_number_in_scope_is_the_number_of_a_filter_on_those_regions(
    measure: str, regions: tuple[str, ...], sample_facts: Facts
) -> None:
    months = everybody(sample_facts)
    of_all = MEASURES[measure](sample_facts, replace(months, regions=regions))

    in_scope = MEASURES[measure](scoped(sample_facts, Scope(regions)), months)

    assert_frame_equal(pl.DataFrame(in_scope), pl.DataFrame(of_all))


@given(data=st.data())
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_in_any_world_and_scope_nothing_of_other_accounts_is_seen(
    data: st.DataObject, mini_world: Tables
) -> None:
    ids = mini_world["accounts"]["account_id"]
    of_each = st.lists(
        st.sampled_from([*REGIONS, None]), min_size=len(ids), max_size=len(ids)
    )
    regions = pl.Series("region", data.draw(of_each), dtype=pl.String)
    scope = data.draw(st.sets(st.sampled_from([*REGIONS, "nowhere"]), min_size=1))
    world = mini_world | {"accounts": mini_world["accounts"].with_columns(regions)}
    facts = build_facts(world, as_of=date(2026, 2, 28), choices=Choices())

    seen = scoped(facts, Scope(tuple(sorted(scope))))

    own = set(ids.filter(regions.is_in(list(scope)).fill_null(value=False)))
    named = {"account_id", "from_account", "to_account"}
    found = {
        value
        for frame in frames(seen).values()
        for column in named & set(frame.columns)
        for value in frame[column]
    }
    assert found <= own | {ELSEWHERE, None}
    months = everybody(facts)
    assert_frame_equal(
        reason_counts(seen, months),
        reason_counts(facts, replace(months, regions=tuple(sorted(scope)))),
    )
    assert all(
        is_seen(seen, account_id=id_) == (id_ in own)
        for id_ in frames(facts)["accounts"]["account_id"]
    )


def test_whoever_may_not_see_personal_data_gets_columns_that_hold_nothing(
    sample_facts: Facts,
) -> None:
    said = frames(sample_facts)["records"]["comment"].drop_nulls()

    seen = frames(scoped(sample_facts, Scope(personal=False)))

    assert len(said) > 100
    hidden = {
        (name, column)
        for name, frame in seen.items()
        for column in PERSONAL & set(frame.columns)
        if frame[column].null_count() < frame.height
    }
    assert hidden == set()
    assert seen["records"].schema == frames(sample_facts)["records"].schema


def test_stored_rows_lose_what_is_personal_and_nothing_else() -> None:
    columns = {"account_id": ["A1"], "name": ["Ada"], "email": ["ada@x.test"]}
    rows = pl.DataFrame(columns)

    seen = without_personal(rows)

    assert seen.rows() == [("A1", None, None)]
    assert seen.schema == rows.schema
    assert_frame_equal(without_personal(rows.select("account_id")), seen[:, :1])


@pytest.mark.parametrize(
    ("regions", "to"),
    [(("EMEA",), [ELSEWHERE, None]), (("EMEA", "APAC"), ["A2", None])],
)
def test_where_a_contact_went_is_named_only_within_the_scope(
    regions: tuple[str, ...],
    to: list[str | None],
    world: Callable[..., Tables],
    phase: Callable[..., dict[str, object]],
    facts_of: Callable[..., Facts],
) -> None:
    champion = {"account_id": "A1", "is_champion": True, "left_date": "2025-06-01"}
    tables = world(
        accounts=[
            {"account_id": "A1", "region": "EMEA"},
            {"account_id": "A2", "region": "APAC"},
        ],
        subscriptions=[phase(name, "2025-01-01", None, 100) for name in ("A1", "A2")],
        contacts=[
            champion | {"contact_id": "C1", "moved_to_account_id": "A2"},
            champion | {"contact_id": "C2"},
        ],
    )
    facts = facts_of(tables, as_of="2025-12-31")

    seen = scoped(facts, Scope(regions))

    assert frames(seen)["champions"].sort("contact_id")["to_account"].to_list() == to
    known = [is_seen(seen, account_id=name) for name in ("A1", "A2", "A3")]
    assert known == [True, "APAC" in regions, False]


def test_the_filters_of_a_scope_offer_what_is_in_it(sample_facts: Facts) -> None:
    seen = scoped(sample_facts, Scope(("EMEA",)))

    assert seen.regions == ("EMEA",)
    assert set(seen.plans) <= set(sample_facts.plans)
