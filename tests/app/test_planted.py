"""What was planted in the sample is found on the pages, and what was not stays silent."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from insight.metrics.facts import Facts
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.selection import Selection
from insight.statistics.effects import HazardRatio

OpenPage = Callable[..., AppTest]
CHANGED = "2024-09"
REGIONS = ("Americas", "APAC", "EMEA")


def all_time(facts: Facts, *regions: str) -> Selection:
    return Selection(facts.first_month, facts.last_month, regions=regions)


def test_the_change_of_the_process_makes_exits_better_and_nothing_before_it_a_signal(
    sample_store: str, open_page: OpenPage
) -> None:
    experience = open_page(
        "offboarding/experience", url=sample_store, period="All", with_tables=True
    )
    shown = next(t.value for t in experience.dataframe if "signal" in t.value.columns)
    before, after = shown["month"] < CHANGED, shown["month"] >= CHANGED
    good = shown[after]["k"].sum() / shown[after]["n"].sum()
    assert set(shown[before]["signal"]) == {"no"}
    assert good > shown[before]["k"].sum() / shown[before]["n"].sum()


def test_leavers_for_reasons_not_in_our_hands_come_back_more(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(
        "returning/who_comes_back",
        url=sample_store,
        period="All",
        split="Reason group",
        with_tables=True,
    )

    rates = next(t.value for t in app.dataframe if "horizon" in t.value.columns)
    at = rates[rates["horizon"] == max(rates["horizon"])].set_index("group")
    assert at.loc["Outside our control", "low"] > at.loc["Resolvable", "high"]


def test_a_region_does_not_change_what_festering_goes_with(
    sample_facts: Facts,
) -> None:
    overall = festering_hazard(sample_facts, all_time(sample_facts))
    assert isinstance(overall, HazardRatio)

    for region in REGIONS:
        found = festering_hazard(sample_facts, all_time(sample_facts, region))
        assert isinstance(found, HazardRatio)
        assert found.ratio.low < overall.ratio.value < found.ratio.high
