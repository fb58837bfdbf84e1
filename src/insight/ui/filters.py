"""The filter bar: shared by every page, always visible, kept in the address."""

import streamlit as st

from insight.cards.periods import period_words
from insight.formats import day_words
from insight.metrics.facts import Facts
from insight.metrics.narrow import NOT_KNOWN
from insight.metrics.selection import Selection

PERIODS: dict[str, int | None] = {"3m": 3, "12m": 12, "24m": 24, "All": None}
LONGEST_SHOWN_WHOLE = 24
LISTS = {"segment": "Segment", "region": "Region", "plan": "Plan"}


def default_period(facts: Facts) -> str:
    """Everything while the history is short, else the last twelve months.

    Up to 24 months all of it fits one view, and a first upload shows every exit it
    brought; beyond, an average over years would hide what is going on now.
    """
    months = facts.last_month - facts.first_month + 1
    return "All" if facts.is_empty or months <= LONGEST_SHOWN_WHOLE else "12m"


def filter_bar(facts: Facts) -> None:
    """Draws the filters in the sidebar; `selection` reads what was chosen."""
    _keep_in_address(facts)
    with st.sidebar:
        st.segmented_control(
            "Period",
            list(PERIODS),
            default=default_period(facts),
            required=True,
            key="period",
            bind="query-params",
            width="stretch",
        )
        st.caption(period_words(selection(facts)))
        for key, values in _choosable(facts).items():
            st.multiselect(
                LISTS[key],
                values,
                key=key,
                bind="query-params",
                placeholder="All",
            )
        if "subscriptions" in facts.present:
            st.number_input(
                f"Minimum MRR, {facts.choices.currency} a month",
                min_value=0,
                step=50,
                value=0,
                key="min_mrr",
                bind="query-params",
            )


def selection(facts: Facts) -> Selection:
    """What the filters choose; a value the data does not know chooses nothing more."""
    first, last = _months(facts)
    chosen = {key: _chosen(key, values) for key, values in _choosable(facts).items()}
    return Selection(
        first_month=first,
        last_month=last,
        segments=chosen.get("segment", ()),
        regions=chosen.get("region", ()),
        plans=chosen.get("plan", ()),
        min_mrr=int(st.session_state.get("min_mrr") or 0)
        if "subscriptions" in facts.present
        else 0,
    )


def in_force(chosen: Selection, *, currency: str) -> str:
    """The filters beyond the period in words, empty when there are none."""
    lists = {
        "Segment": chosen.segments,
        "Region": chosen.regions,
        "Plan": chosen.plans,
    }
    parts = [f"{name}: {', '.join(values)}" for name, values in lists.items() if values]
    if chosen.min_mrr:
        parts.append(f"MRR of at least {chosen.min_mrr:,} {currency}")
    return " · ".join(parts)


def as_of_words(facts: Facts) -> str:
    """The day the numbers are true for, and the grace they rest on."""
    grace = facts.choices.grace_days
    return f"data to {day_words(facts.as_of)} · an exit counts after {grace} days without service"


def _keep_in_address(facts: Facts) -> None:
    # A click on the menu while the browser still draws the filters reaches us without
    # them: the values hold, the address loses them. Setting a value writes it again.
    defaults = {"period": default_period(facts), "min_mrr": 0} | dict.fromkeys(LISTS)
    for key, default in defaults.items():
        held = st.session_state.get(key) or default
        if held != default and key not in st.query_params:
            st.session_state[key] = held


def _choosable(facts: Facts) -> dict[str, tuple[str, ...]]:
    """The lists with something to choose; a column nobody filled offers no filter."""
    known = {"segment": facts.segments, "region": facts.regions, "plan": facts.plans}
    return {key: values for key, values in known.items() if set(values) - {NOT_KNOWN}}


def _chosen(key: str, values: tuple[str, ...]) -> tuple[str, ...]:
    wanted = set(st.session_state.get(key) or ())
    return tuple(value for value in values if value in wanted)


def _months(facts: Facts) -> tuple[int, int]:
    months = PERIODS.get(st.session_state.get("period") or default_period(facts))
    if months is None:
        return facts.first_month, facts.last_month
    return max(facts.first_month, facts.last_month - months + 1), facts.last_month
