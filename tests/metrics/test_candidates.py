from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from insight.metrics.build import build_facts
from insight.metrics.calendar import day_of
from insight.metrics.call_order import HALF_YEAR, SPEAKS_FOR, CallScore, list_on
from insight.metrics.candidates import Candidates, candidates
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.former import former
from insight.statistics.estimates import Refusal

LEFT = "2024-01-10"


def exited(account: str, reason: str = "merger", mrr: int = 100) -> dict[str, object]:
    return {
        "exit_id": f"X{account}",
        "account_id": account,
        "exit_date": LEFT,
        "reason_code": reason,
        "last_mrr": mrr,
    }


def issue(account: str, resolved: str | None, how: str | None) -> dict[str, object]:
    return {
        "issue_id": f"I{account}",
        "account_id": account,
        "opened_date": "2023-11-01",
        "resolved_date": resolved,
        "resolved_how": how,
        "severity": "high",
    }


def found(
    facts_of: Any, world: Any, as_of: str = "2025-01-10", **tables: Any
) -> Candidates:
    ids = [row["account_id"] for row in tables["exits"]]
    tables.setdefault("accounts", [{"account_id": account} for account in ids])
    facts: Facts = facts_of(world(**tables), as_of=as_of)
    return candidates(facts, everything(facts))


def test_whoever_may_not_be_called_is_counted_and_left_out(
    facts_of: Callable[..., Facts], world: Any
) -> None:
    accounts = [
        {"account_id": "A"},
        {"account_id": "B", "consent_to_contact": "0"},
        {"account_id": "C", "do_not_contact_before": "2025-01-11"},
        {"account_id": "D", "entity_ceased_date": "2024-06-01"},
        {"account_id": "E"},
        {"account_id": "F", "is_test": "1"},
        {"account_id": "G", "do_not_contact_before": "2025-01-10"},
    ]
    back = [{"win_back_id": "W", "account_id": "E", "return_date": "2024-06-01"}]

    people = found(
        facts_of,
        world,
        accounts=accounts,
        exits=[exited(str(row["account_id"])) for row in accounts],
        win_backs=back,
    )

    assert people.rows["account_id"].to_list() == ["A", "G"]
    left_out = (people.refused, people.resting, people.ceased, people.returned)
    assert left_out == (1, 1, 1, 1)


def test_a_reason_is_gone_when_the_issue_of_the_exit_was_resolved_since(
    facts_of: Callable[..., Facts], world: Any
) -> None:
    cases = {
        "fixed": ("unresolved_issue", "2024-03-01", "fixed"),
        "closed with the account": ("unresolved_issue", LEFT, "fixed"),
        "closed by form": ("unresolved_issue", "2024-03-01", "administrative"),
        "still open": ("unresolved_issue", None, None),
        "another reason": ("merger", "2024-03-01", "fixed"),
    }

    people = found(
        facts_of,
        world,
        exits=[exited(name, reason) for name, (reason, *_) in cases.items()],
        issues=[issue(name, day, how) for name, (_, day, how) in cases.items()],
    )

    assert people.rows.filter("reason_gone")["account_id"].to_list() == ["fixed"]


def test_without_a_chance_most_mrr_comes_first_and_unknown_consent_last(
    facts_of: Callable[..., Facts], world: Any
) -> None:
    exits = [exited("small", mrr=1), exited("large", mrr=900), exited("mid", mrr=50)]
    agreed = [
        {"account_id": name, "consent_to_contact": "1"} for name in ("small", "mid")
    ]

    people = found(
        facts_of, world, exits=exits, accounts=[*agreed, {"account_id": "large"}]
    )

    columns = ("account_id", "mrr", "consent", "chance")
    assert people.rows.select(columns).rows() == [
        ("mid", 50.0, True, None),
        ("small", 1.0, True, None),
        ("large", 900.0, None, None),
    ]
    assert isinstance(people.score, Refusal)
    assert not people.by_chance


def test_nobody_is_listed_for_whom_nothing_speaks(
    facts_of: Callable[..., Facts], world: Any
) -> None:
    people = found(facts_of, world, exits=[exited("A", "price"), exited("B")])

    assert people.rows["account_id"].to_list() == ["B"]
    assert people.silent == 1


@pytest.mark.parametrize(
    ("where", "moved"),
    [
        ({"moved_to_account_id": "B"}, True),
        ({"moved_to_company": "Elsewhere"}, True),
        ({"moved_to_account_id": "B", "left_date": "2025-01-11"}, False),
        ({}, False),
    ],
)
def test_a_champion_moved_where_we_know_to_and_not_before_they_went(
    facts_of: Callable[..., Facts], world: Any, where: dict[str, str], *, moved: bool
) -> None:
    champion = {"contact_id": "P", "account_id": "A", "is_champion": "1"}

    people = found(
        facts_of,
        world,
        exits=[exited("A")],
        contacts=[champion | {"left_date": "2024-05-01"} | where],
    )

    assert people.rows["champion_moved"].to_list() == [moved]


def test_the_window_is_where_others_came_back(
    facts_of: Callable[..., Facts], world: Any
) -> None:
    names = [f"A{number:02}" for number in range(40)]
    back = [
        {"win_back_id": name, "account_id": name, "return_date": f"2024-{month}-10"}
        for name, month in zip(
            names, ["04"] * 2 + ["06"] * 10 + ["08"] * 8, strict=False
        )
    ]

    early = found(facts_of, world, exits=[exited(n) for n in names], win_backs=back)
    inside = found(
        facts_of, world, as_of="2024-08-10",
        exits=[exited(n) for n in names], win_backs=back,
    )  # fmt: skip

    # 2 of 20 returns on day 91 are a tenth, 20 of 20 on day 213 pass nine tenths.
    assert early.window == (91, 213)
    assert early.rows["in_window"].to_list() == [False] * 20
    assert inside.rows["in_window"].to_list() == [True] * 20


def test_the_sample_counts_every_latest_exit_once(sample_facts: Facts) -> None:
    people = candidates(sample_facts, everything(sample_facts))

    exits = sample_facts.exits.select("account").collect("polars").to_native()
    counted = people.refused + people.resting + people.ceased + people.returned
    in_all = people.rows.height + people.silent + counted
    assert in_all == exits["account"].n_unique()
    assert people.rows.select(pl.any_horizontal(SPEAKS_FOR)).to_series().all()


def test_the_likely_come_first_then_chance_times_mrr(sample_facts: Facts) -> None:
    people = candidates(sample_facts, everything(sample_facts))

    assert people.by_chance
    worth = pl.col("chance") * pl.col("mrr")
    in_order = people.rows.sort(
        pl.col("consent").is_not_null(), "is_likely", worth,
        descending=True, nulls_last=True, maintain_order=True,
    )  # fmt: skip
    assert people.rows["account_id"].to_list() == in_order["account_id"].to_list()


def test_a_list_of_the_past_is_the_one_that_was_shown_then(
    sample_tables: dict[str, pl.DataFrame], sample_facts: Facts
) -> None:
    day = sample_facts.as_of - timedelta(days=2 * HALF_YEAR)
    then = build_facts(sample_tables, as_of=day, choices=sample_facts.choices)

    again = list_on(former(sample_facts), day=day_of(day), choices=sample_facts.choices)

    shown = candidates(then, everything(then)).rows.sort("account_id")
    shown = shown.filter(pl.col("days_out") > then.choices.grace_days)
    assert again is not None
    past = again.filter(pl.col("days") > then.choices.grace_days).sort("account_id")
    assert past["account_id"].to_list() == shown["account_id"].to_list()
    assert past["chance"].to_list() == pytest.approx(
        shown["chance"].to_list(), abs=0.02
    )


def test_the_score_counts_who_of_the_first_came_back_since(sample_facts: Facts) -> None:
    score = candidates(sample_facts, everything(sample_facts)).score
    rows, day = former(sample_facts), sample_facts.as_of_day - 2 * HALF_YEAR
    listed = list_on(rows, day=day, choices=sample_facts.choices)

    assert isinstance(score, CallScore)
    assert listed is not None
    assert score.year is not None
    returns = rows.filter(event=1).select("account", "day")
    back = listed.head(25).join(returns, on=["account", "day"], how="semi").height
    whole = listed.join(returns, on=["account", "day"], how="semi").height
    assert (score.year.hits, score.year.first) == (back, 25)
    assert score.year.at_random == pytest.approx(25 * whole / listed.height)


def test_no_exits_are_no_candidates(facts_of: Callable[..., Facts], world: Any) -> None:
    people = found(facts_of, world, exits=[], accounts=[{"account_id": "A"}])

    assert people.rows.is_empty()
    assert people.window is None
