"""Changing a choice: every number of every month is then counted with it."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import polars as pl
import streamlit as st

from insight.cards.card import Finished
from insight.currencies import currencies_meant
from insight.formats import plural
from insight.metrics.reporting import CHOSEN
from insight.settings import OPTIONS, RANGES, Choices
from insight.store.choices import choice_history, choose
from insight.time_zones import default_zone, time_zone
from insight.ui.access import acting, may
from insight.ui.cards import list_card
from insight.ui.data.meanings import FILE, choice_meanings
from insight.ui.loads import changed, engine
from insight.ui.view import View

DEFAULT = "the default"
LIMITS = (
    "Each line is one change. It holds for all months from the moment it was made, so a "
    "page saved before may show other numbers for the same month."
)


def choice_editor(view: View) -> None:
    """Lets an admin change a choice; others see nothing here."""
    if not may("change choices"):
        return
    with st.popover("Change a choice", icon=":material/tune:"):
        meant = _meanings()
        name = st.selectbox(
            "Choice",
            [*RANGES, *OPTIONS],
            format_func=meant.__getitem__,
            key="choice name",
        )
        default, now = getattr(Choices(), name), getattr(view.choices, name)
        wanted = _word(name, now) if name in OPTIONS else _number(name, now)
        st.caption(
            "All months are counted again with the new value, for everybody. "
            "Nothing stored changes, and you can go back."
        )
        with st.container(horizontal=True):
            st.button(
                "Count with this value",
                on_click=_keep,
                args=(name, wanted),
                disabled=wanted == now,
                type="primary",
            )
            st.button(
                f"Back to {default}",
                on_click=_keep,
                args=(name, None),
                disabled=now == default,
            )


def _number(name: str, now: float) -> float:
    default = getattr(Choices(), name)
    low, high = (type(default)(limit) for limit in RANGES[name])
    value: float = st.number_input(
        f"Value, from {low} to {high}, by default {default}",
        min_value=low,
        max_value=high,
        value=now,
        key=f"choice {name}",
    )
    return value


def _word(name: str, now: str) -> str:
    words = OPTIONS[name]
    value: str = st.radio(
        f"By default: {words[0]}", words, index=words.index(now), key=f"choice {name}"
    )
    return value


def currency_editor(view: View) -> None:
    """Lets an admin choose the reporting currency; others see nothing here."""
    if not may("change choices"):
        return
    money = view.facts.money
    with st.popover("Reporting currency", icon=":material/payments:"):
        known = list(dict.fromkeys((money.currency, *money.amounts, *money.rates)))
        st.caption(f"Now {money.currency}: {money.why}.")
        wanted = st.selectbox(
            "Reporting currency",
            known,
            accept_new_options=True,
            help="A code of three letters. Amounts in other currencies need a rate into it.",
            key="reporting currency",
        )
        code = _code(wanted or "")
        with st.container(horizontal=True):
            st.button(
                "Show money in this currency",
                on_click=_keep,
                args=("currency", code),
                disabled=not code or (code == money.currency and money.why == CHOSEN),
                type="primary",
            )
            st.button(
                "Use the currency of most MRR",
                on_click=_keep,
                args=("currency", None),
                disabled=money.why != CHOSEN,
            )


def time_zone_editor() -> None:
    """Lets an admin choose the time zone of days; others see nothing here."""
    if not may("change choices"):
        return
    now, default = time_zone(), default_zone()
    with st.popover("Time zone", icon=":material/schedule:"):
        st.caption(
            "A moment such as 2025-01-31T23:30Z becomes a day of this time zone in every "
            "file that is imported from now on. What is stored stays as it is."
        )
        names = sorted({*available_timezones(), now})
        wanted: str = st.selectbox(
            "Time zone", names, index=names.index(now), key="choice time_zone"
        )
        with st.container(horizontal=True):
            st.button(
                "Use this time zone",
                on_click=_keep,
                args=("time_zone", wanted),
                disabled=wanted == now,
                type="primary",
            )
            st.button(
                f"Back to {default}",
                on_click=_keep,
                args=("time_zone", None),
                disabled=now == default,
            )


def _code(text: str) -> str:
    """The currency a person typed, or nothing where it is none."""
    meant = currencies_meant(text)
    return meant[0] if len(meant) == 1 else ""


def choice_changes() -> None:
    """Who changed which choice, and when; nothing where nobody did."""
    changes = changes_in_words(choice_history(engine()))
    if changes.is_empty():
        return
    n = plural(changes.height, "change")
    list_card(Finished("Changed choices", f"{n}, the latest first.", LIMITS, changes))


def changes_in_words(history: pl.DataFrame) -> pl.DataFrame:
    """`choice_history` with the choice and its value in words."""
    meant = _meanings()
    return history.select(
        "at",
        "by",
        choice=pl.col("name").map_elements(
            lambda name: meant.get(name, name), return_dtype=pl.String
        ),
        set_to=pl.coalesce(
            "word",
            pl.col("value").map_elements(
                lambda value: f"{value:g}", return_dtype=pl.String
            ),
        ).fill_null(DEFAULT),
    )


def _meanings() -> dict[str, str]:
    found = choice_meanings(FILE.read_text(encoding="utf-8"))
    return {
        name: f"{meaning}, {unit}" if unit else meaning
        for name, (meaning, unit) in found.items()
    }


def _keep(name: str, value: float | str | None) -> None:
    by = acting("change choices")
    st.session_state.pop(f"choice {name}", None)
    choose(engine(), name, value, by=by, at=datetime.now(UTC))
    changed()
