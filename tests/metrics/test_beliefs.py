from typing import Any

import polars as pl
import pytest

from insight.metrics.beliefs import MOST, NEARLY_ALL, Belief, beliefs
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.files import everything
from insight.metrics.good_exits import compared_returns
from insight.metrics.questionnaires import ease
from insight.metrics.save_offers import stick_rates
from insight.metrics.traps import audit
from insight.statistics.effects import HazardRatio
from insight.statistics.proportions import wilson

COMPARED = {
    Belief.PUSHED: "pushed",
    Belief.GOOD_EXIT: "good_exit",
    Belief.NOT_OURS: "uncontrollable",
    Belief.POOR_FIT: "poor_fit",
}


def rows_of(found: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["belief"]: row for row in found.iter_rows(named=True)}


def test_every_belief_has_a_row_in_the_order_of_the_way_out_and_back(
    sample_facts: Any,
) -> None:
    found = beliefs(sample_facts, everything(sample_facts))

    assert found["belief"].to_list() == [str(belief) for belief in Belief]


def test_the_ratios_are_the_comparisons_named_before_looking(
    sample_facts: Any,
) -> None:
    chosen = everything(sample_facts)
    found = rows_of(beliefs(sample_facts, chosen))
    primary = compared_returns(sample_facts, chosen).filter("primary")
    compared = {row["comparison"]: row for row in primary.iter_rows(named=True)}

    for belief, name in COMPARED.items():
        told, same = found[belief], compared[name]
        numbers = [told[key] for key in ("value", "low", "high", "k", "n")]
        names = ("ratio", "low", "high", "returns", "exits")
        assert numbers == pytest.approx([same[key] for key in names])
    festering = festering_hazard(sample_facts, chosen)
    assert isinstance(festering, HazardRatio)
    told = found[Belief.FESTERING]
    assert told["value"] == pytest.approx(festering.ratio.value)
    assert (told["k"], told["n"]) == (festering.events_exposed, festering.events)


def test_the_shares_are_those_of_their_pages(sample_facts: Any) -> None:
    chosen = everything(sample_facts)
    found = rows_of(beliefs(sample_facts, chosen))

    eased = ease(sample_facts, chosen).row(0, named=True)
    told = found[Belief.EASY]
    shares = [told[name] for name in ("n", "value", "low", "high")]
    names = ("n", "easy", "easy_low", "easy_high")
    assert shares == pytest.approx([eased[name] for name in names])
    checked = audit(sample_facts, chosen)
    clean = checked.filter(failed=0).height
    told = found[Belief.NO_TRICKS]
    assert (told["k"], told["n"]) == (clean, checked.height)
    (low,), (high,) = wilson(clean, checked.height)
    assert (told["low"], told["high"]) == pytest.approx((low, high))
    saves = stick_rates(sample_facts, chosen).row(-1, named=True)
    told = found[Belief.SAVES_HOLD]
    assert (told["k"], told["n"]) == (saves["stuck"], saves["mature"])


def test_what_was_planted_in_the_sample_is_found_or_left_open(
    sample_facts: Any,
) -> None:
    found = rows_of(beliefs(sample_facts, everything(sample_facts)))

    said = {belief: row["answer"] for belief, row in found.items()}
    assert said[Belief.GOOD_EXIT] == said[Belief.NOT_OURS] == "yes"
    assert said[Belief.FESTERING] == "yes"
    assert said[Belief.NO_TRICKS] == "no"
    assert found[Belief.NO_TRICKS]["high"] < NEARLY_ALL
    assert said[Belief.SAVES_HOLD] == "yes"
    assert found[Belief.SAVES_HOLD]["low"] > MOST


def test_few_cases_are_counted_and_answer_nothing(mini_facts: Any) -> None:
    found = rows_of(beliefs(mini_facts, everything(mini_facts)))

    for row in found.values():
        assert (row["value"] is None) == (row["refusal"] is not None)
        if row["refusal"]:
            assert row["answer"] == "cannot tell yet"
    least = mini_facts.choices.counts_only_below
    held = found[Belief.SAVES_HOLD]
    assert held["n"] < least
    assert held["refusal"] == f"{held['n']} of the {least} it takes."


def test_without_any_data_every_belief_is_open(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2025-01-01", None, 10)],
    )
    facts = facts_of(tables, as_of="2025-12-31")

    found = beliefs(facts, everything(facts))

    assert set(found["answer"]) == {"cannot tell yet"}
    assert found["refusal"].null_count() == 0
    assert found["value"].null_count() == len(Belief)
