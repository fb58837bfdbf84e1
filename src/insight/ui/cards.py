"""Finished cards on a page: a finding over its chart, its list or other sentences."""

from functools import partial

import polars as pl
import streamlit as st

from insight.cards.card import Finished
from insight.charts import Figure
from insight.formats import count
from insight.ui.components import (
    CARD_HEIGHT,
    PLOT,
    card_title,
    csv_button,
    how_to_read,
    rows_behind,
)
from insight.ui.tables import table
from insight.words import as_text


def draw_card(card: Finished) -> None:
    """A card: its noun, its finding as the title, its chart or table, and what it rests on."""
    with st.container(border=True, height="stretch", gap="small"):
        card_title(card.title, card.finding)
        if card.figure:
            if card.key:
                st.caption(card.key)
            _figure(card, card.figure)
        foot(card)


def list_card(
    card: Finished,
    shown: pl.DataFrame | None = None,
    *,
    height: int = CARD_HEIGHT,
    lines: int = 1,
) -> None:
    """A card whose rows are the answer: those `shown`, and all of them in its files."""
    shown = card.rows if shown is None else shown
    with st.container(border=True, height="stretch", gap="small"):
        card_title(card.title, card.finding)
        if shown.height:
            table(
                shown,
                alt=card.finding,
                currency=card.currency,
                height=height,
                lines=lines,
                heads=card.columns,
            )
        with st.container(horizontal=True, gap="small"):
            how_to_read(card.title, card.how_to_read)
            if shown.shape != card.rows.shape:
                is_part = shown.height < card.rows.height
                rows_behind(
                    card.title,
                    card.rows,
                    label=f"All {count(card.rows.height)}"
                    if is_part
                    else "All columns",
                    currency=card.currency,
                    heads=card.columns,
                )
            if shown.height:
                csv_button(card.title, card.rows)


def words_card(card: Finished, others: list[str]) -> None:
    """A card of sentences: its finding, and under it the others."""
    with st.container(border=True, height="stretch", gap="small"):
        card_title(card.title, card.finding)
        if others:
            st.markdown("\n".join(f"- {as_text(words)}" for words in others))
        foot(card)


def _figure(card: Finished, figure: Figure) -> None:
    key = f"figure {card.title}"
    st.plotly_chart(
        figure,
        config=PLOT,
        alt=card.alt or card.finding,
        key=key,
        theme="streamlit",
        on_select=partial(_picked, key, card) if card.picks else "ignore",
        selection_mode="points",
    )


def _picked(key: str, card: Finished) -> None:
    for point in st.session_state[key]["selection"]["points"][:1]:
        kept, column = card.picks or ("", "")
        st.session_state[kept] = card.rows[column][point["customdata"]]
        st.toast("Chosen: see below.", icon=":material/arrow_downward:")


def foot(card: Finished) -> None:
    """How to read a card, its table and its file."""
    with st.container(horizontal=True, gap="small"):
        how_to_read(card.title, card.how_to_read)
        if not card.rows.is_empty():
            rows_behind(
                card.title, card.rows, currency=card.currency, heads=card.columns
            )
            csv_button(card.title, card.rows)
