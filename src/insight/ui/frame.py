"""What surrounds every page: banner, filters in force, age of the data."""

import streamlit as st

from insight.cards.periods import period_words
from insight.formats import day_words
from insight.metrics.facts import Facts
from insight.metrics.leavers import words_on_leavers
from insight.metrics.prices import words_on_prices
from insight.metrics.uncounted import uncounted
from insight.store.engines import is_read_only
from insight.store.uploads import StoreState
from insight.ui.blame import blamed
from insight.ui.builds import Basis, Look
from insight.ui.filters import as_of_words, filter_bar, in_force, selection
from insight.ui.loads import engine, failed, is_made, try_again
from insight.ui.sections import upload_link

UNFILTERED = "Filters do not apply to this page: it shows everything."
NEEDS_A_RATE = "Upload an exchange rate (fx_rates.csv) to count them."
_SECONDS_BETWEEN_LOOKS = 1.0


def headed(title: str, facts: Facts, *, is_filtered: bool) -> None:
    """The title of the page, as in the menu, and what all of its numbers rest on."""
    st.set_page_config(page_title=f"{title} · Insight")
    st.title(title, anchor=False)
    if is_filtered and not facts.is_empty:
        period = period_words(selection(facts))
        st.caption(f"{period} · {as_of_words(facts)}")


def sidebar(look: Look, *, is_filtered: bool) -> None:
    """The filter bar, and under it what the numbers are true for."""
    if not is_filtered:
        st.sidebar.caption(UNFILTERED)
    filter_bar(look.facts)
    with st.sidebar:
        st.caption(data_age(look.basis.state))


def data_age(held: StoreState) -> str:
    """When the newest data came in."""
    at = held.updated_at
    return f"Data of {day_words(at.date())}, {at:%H:%M} UTC" if at else "No data yet"


def sample_banner(held: StoreState) -> None:
    """Says that the customers on the pages are invented, where they are."""
    if held.is_sample:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Sample data", icon=":material/science:", color="blue")
            st.caption("Invented customers, until you bring yours.")
            upload_link()


def read_only_note() -> None:
    """Says that nothing can be changed, where the data folder may only be read."""
    if is_read_only(engine()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Read only", icon=":material/lock:", color="gray")
            st.caption("The data folder may only be read: nothing can be changed.")


def filters_line(facts: Facts) -> None:
    """The filters beyond the period, at the top where a phone hides the sidebar."""
    words = in_force(selection(facts), currency=facts.choices.currency)
    if words:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Filtered", icon=":material/filter_list:", color="orange")
            st.text(words)


def uncounted_note(facts: Facts, *, is_filtered: bool) -> None:
    """Says which amounts of money are in no sum on the page, where there are any."""
    found = uncounted(facts, selection(facts) if is_filtered else None)
    if words := found.words():
        how = f" {NEEDS_A_RATE}" if found.without_rate else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Money", icon=":material/money_off:", color="orange")
            st.text(f"{words}{how}")


def leavers_note(facts: Facts) -> None:
    """Says what data of leavers only lacks, where it is that."""
    if words := words_on_leavers(facts):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Leavers only", icon=":material/group_off:", color="orange")
            st.text(words)


def prices_note(look: Look) -> None:
    """Says which MRR is at later prices, where files do not tell the history of them."""
    if words := words_on_prices(look.facts, look.basis.state.prices_from):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Prices", icon=":material/history:", color="orange")
            st.text(words)


def updating_note(look: Look, basis: Basis) -> None:
    """Says that newer numbers are on their way, and shows them when they are there."""
    if look.basis == basis:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if failed(basis):
            st.badge("Not updated", icon=":material/sync_problem:", color="orange")
            is_older = look.basis.state.data_version >= 0
            st.caption(
                "The latest change could not be read. "
                + ("These are the last numbers." if is_older else "No number is shown.")
            )
            st.button("Try again", type="tertiary", on_click=try_again, args=(basis,))
            st.text(blamed(basis))
        else:
            st.badge("Updating", icon=":material/sync:", color="blue")
            st.caption(coming_words(look.basis, basis))
            _show_when_made(basis)


def coming_words(shown: Basis, coming: Basis) -> str:
    """What the pages are about to show, and what they show until then."""
    if shown.state.data_version < 0:
        return "The data is still being counted. Uploads can be brought and undone."
    if coming.state == shown.state:
        return "Updating to the changed settings. Until then the old ones count."
    at, before = coming.state.updated_at, shown.state.updated_at
    if at and (before is None or at > before):
        return (
            f"Updating to the upload of {at:%H:%M} UTC. Until then: the data before it."
        )
    return "Updating to the data without what was undone."


@st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)
def _show_when_made(basis: Basis) -> None:
    if is_made(basis) or failed(basis):
        st.rerun()
