from datetime import date
from types import SimpleNamespace

import pytest

from insight.metrics.calendar import month_of
from insight.metrics.selection import Selection
from insight.ui.filters import default_period, in_force

FEBRUARY = month_of(date(2026, 2, 1))


@pytest.mark.parametrize(
    ("months", "period"), [(1, "All"), (24, "All"), (25, "12m"), (48, "12m")]
)
def test_a_short_history_is_shown_whole_and_a_long_one_by_its_last_year(
    months: int, period: str
) -> None:
    facts = SimpleNamespace(
        is_empty=False, first_month=FEBRUARY - months + 1, last_month=FEBRUARY
    )

    assert default_period(facts) == period  # type: ignore[arg-type]


def test_an_empty_store_is_shown_whole() -> None:
    facts = SimpleNamespace(is_empty=True, first_month=0, last_month=FEBRUARY)

    assert default_period(facts) == "All"  # type: ignore[arg-type]


def test_filters_in_force_are_listed_in_words() -> None:
    everything = Selection(FEBRUARY, FEBRUARY)
    some = Selection(
        FEBRUARY, FEBRUARY, segments=("smb", "mid"), plans=("team",), min_mrr=1_500
    )

    assert in_force(everything, currency="USD") == ""
    assert in_force(some, currency="USD") == (
        "Segment: smb, mid · Plan: team · MRR of at least 1,500 USD"
    )
