from pathlib import Path
from typing import Any

import polars as pl
import pytest

from insight.intake.folder import read_folder
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.files import everything
from insight.metrics.good_exits import good_exits
from insight.metrics.hypotheses import (
    MOST,
    NEARLY_ALL,
    Hypothesis,
    conclusions,
    hypotheses,
    pushed_and_saved,
)
from insight.metrics.judged_exits import share_back, within_reasons
from insight.metrics.questionnaires import ease
from insight.metrics.save_offers import stick_rates
from insight.metrics.studies import STUDIES
from insight.metrics.traps import free_of_tricks
from insight.statistics.conclusions import (
    Answer,
    at_higher_rate,
    less_often,
    more_often,
)
from insight.statistics.effects import HazardRatio
from insight.statistics.share_difference import ShareDifference

FAULTS = Path(__file__).parents[1] / "faults" / "verdicts"
OPEN = Answer.CANNOT_TELL


def rows_of(found: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["conclusion"]: row for row in found.iter_rows(named=True)}


def judged(facts_of: Any, name: str) -> Any:
    facts = facts_of(read_folder(FAULTS / name), as_of="2025-12-31")
    return conclusions(facts, everything(facts))


def test_every_hypothesis_has_a_row_in_the_order_of_the_way_out_and_back(
    sample_facts: Any,
) -> None:
    found = hypotheses(sample_facts, everything(sample_facts))

    assert found["conclusion"].to_list() == [str(name) for name in Hypothesis]
    assert (found["known"] <= found["n"]).all()


def test_the_numbers_are_those_of_their_pages(sample_facts: Any) -> None:
    chosen = everything(sample_facts)
    found = rows_of(hypotheses(sample_facts, chosen))

    eased = ease(sample_facts, chosen).row(0, named=True)
    told = found[Hypothesis.EASY]
    assert (told["known"], told["estimate"]) == (eased["n"], eased["easy"])
    told = found[Hypothesis.NO_TRICKS]
    assert (told["k"], told["known"]) == free_of_tricks(sample_facts, chosen)
    saves = stick_rates(sample_facts, chosen).row(-1, named=True)
    told = found[Hypothesis.SAVES_LAST]
    assert (told["k"], told["n"]) == (saves["stuck"], saves["mature"])
    shares = good_exits(sample_facts, chosen).shares
    assert isinstance(shares, ShareDifference)
    told = found[Hypothesis.GOOD_EXIT]
    assert told["estimate"] == pytest.approx(shares.share - shares.other)
    assert told["horizon"] == shares.horizon == 365
    festering = festering_hazard(sample_facts, chosen)
    assert isinstance(festering, HazardRatio)
    told = found[Hypothesis.FESTERING]
    assert told["estimate"] == pytest.approx(festering.ratio.value)
    assert (told["k"], told["n"]) == (festering.events_exposed, festering.events)


def test_what_was_planted_in_the_sample_is_never_denied(sample_facts: Any) -> None:
    found = rows_of(hypotheses(sample_facts, everything(sample_facts)))

    said = {name: row["answer"] for name, row in found.items()}
    assert said[Hypothesis.FESTERING] == "yes"
    assert found[Hypothesis.FESTERING]["at_least"] > 1
    assert said[Hypothesis.NO_TRICKS] == "no"
    assert found[Hypothesis.NO_TRICKS]["at_least"] < NEARLY_ALL
    assert said[Hypothesis.SAVES_LAST] != "no"
    assert said[Hypothesis.EASY] == "yes"
    assert found[Hypothesis.EASY]["at_least"] > MOST
    for name in (Hypothesis.GOOD_EXIT, Hypothesis.NOT_OURS, Hypothesis.POOR_FIT):
        assert said[name] != "no"
        assert found[name]["usual_low"] < found[name]["estimate"]


def test_the_pushed_who_stayed_are_counted_as_missing(sample_facts: Any) -> None:
    assert pushed_and_saved(sample_facts, everything(sample_facts)) > 0


def test_few_cases_are_counted_and_answer_nothing(mini_facts: Any) -> None:
    found = rows_of(hypotheses(mini_facts, everything(mini_facts)))

    for row in found.values():
        assert row["answer"] == "cannot tell yet"
        assert row["refusal"]
        assert row["early_sign"] is None
        assert row["at_least"] is None
    least = found[Hypothesis.SAVES_LAST]
    assert least["refusal"] == f"Known for {least['n']} of {least['n']}; it takes 20."


def test_without_any_data_every_hypothesis_is_open(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2025-01-01", None, 10)],
    )
    facts = facts_of(tables, as_of="2025-12-31")

    found = hypotheses(facts, everything(facts))

    assert set(found["answer"]) == {"cannot tell yet"}
    assert found["refusal"].null_count() == 0
    assert found["estimate"].null_count() == len(Hypothesis)


def test_blank_checks_are_not_known_and_not_passed(facts_of: Any) -> None:
    found = judged(facts_of, "blank_checks")[Hypothesis.NO_TRICKS]

    assert (found.answer, found.k, found.known, found.n) == (OPEN, 0, 0, 100)


def test_fewer_who_come_back_are_not_more_however_fast_they_do(facts_of: Any) -> None:
    found = judged(facts_of, "not_ours")[Hypothesis.NOT_OURS]

    assert found.answer is not Answer.YES
    assert found.early_sign is not Answer.YES
    assert found.estimate is not None
    assert found.estimate < 0


def test_pressure_is_not_known_of_exits_without_a_request(facts_of: Any) -> None:
    found = judged(facts_of, "unknown_pressure")[Hypothesis.PUSHED]

    assert (found.answer, found.n) == (OPEN, 400)
    assert found.refusal == f"Known for {found.known} of 400; it takes at least half."


@pytest.mark.parametrize("exposure", ["good", "pushed", "poor_fit", "uncontrollable"])
def test_a_group_without_returns_is_no_verdict_however_it_is_compared(
    exposure: str,
) -> None:
    rows = pl.read_csv(FAULTS / "separation_rows.csv").with_columns(
        fit=pl.when(pl.col("poor_fit") == 1)
        .then(pl.lit("poor"))
        .otherwise(pl.lit("good")),
        half_year=pl.lit(1),
    )
    few = rows.filter(pl.col(exposure) == 1, pl.col("event") == 1).height < 5

    back = share_back(rows, exposure=exposure, horizons=(90, 180, 365))
    speed = within_reasons(rows, exposed=rows[exposure]).ratio

    told = [
        concluded(back, known=rows.height, n=rows.height)
        for concluded in (more_often, less_often)
    ]
    told.append(at_higher_rate(speed, known=rows.height, n=rows.height))
    for conclusion in told:
        assert conclusion.answer is OPEN or not few
        assert conclusion.estimate is None or conclusion.estimate == conclusion.estimate
    if isinstance(speed, HazardRatio):
        assert speed.ratio.high > 0.05


def test_columns_that_say_the_same_stop_no_study(facts_of: Any) -> None:
    facts = facts_of(read_folder(FAULTS / "singular"), as_of="2025-12-31", grace_days=0)

    for study in STUDIES.values():
        study(facts, everything(facts))


def test_conclusions_can_be_checked_outside(sample_facts: Any) -> None:
    written = STUDIES["conclusions"](sample_facts, everything(sample_facts))

    assert written.columns == [
        "conclusion", "answer", "estimate", "low", "high", "at_least", "k", "n", "known",
        "refusal",
    ]  # fmt: skip
    signs = hypotheses(sample_facts, everything(sample_facts))["early_sign"]
    for refusal, sign in zip(written["refusal"], signs, strict=True):
        assert sign is None or refusal.endswith(f"Early sign: {sign}.")
