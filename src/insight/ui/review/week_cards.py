"""The signals and the exits of a week as cards."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from insight.charts.control import control_chart
from insight.formats import count
from insight.review.cards import Card
from insight.review.plain import plain
from insight.review.signals import Signal
from insight.ui.components import empty_card, figure_card, in_a_row
from insight.ui.stories import story_link
from insight.ui.view import View
from insight.words import typeset

AT_ONCE = 12
_NAME = Markup('<h3 class="insight-name">{}</h3>')
_KNOWN = Markup('<dl class="insight-known">{}</dl>')
_LINE = Markup("<dt>{}</dt><dd>{}</dd>")


def signal_cards(view: View, signals: Sequence[Signal]) -> None:
    """Two signals a row: what each says, its chart, table, CSV and limits."""
    with in_a_row(2):
        for signal in signals:
            _signal(view, signal)


def exit_cards(cards: Sequence[Card], *, week: str, basis: str, note: str) -> None:
    """The exits of the week, three a row, each text from files letter by letter.

    So many at a time: a click shows as many more.
    """
    st.header("Who left, and how?", anchor=False)
    st.caption(basis)
    st.markdown(typeset(note))
    key = f"exits shown of {week}"
    shown = cards[: st.session_state.setdefault(key, AT_ONCE)]
    with in_a_row(3):
        for card in shown:
            _exit(card)
    if waiting := len(cards) - len(shown):
        with st.container(horizontal=True, vertical_alignment="center"):
            more = f"Show {min(waiting, AT_ONCE)} more"
            st.button(more, key=f"more {key}", on_click=_show_more, args=(key,))
            st.caption(
                f"The {count(len(shown))} who paid most of {count(len(cards))}; the "
                "list of exits holds them all."
            )


def known(lines: Sequence[tuple[str, str]]) -> Markup:
    """Headings and what stands beside them, each text letter by letter.

    Examples:
        >>> str(known([("They said", "<b>no</b>")]))
        '<dl class="insight-known"><dt>They said</dt><dd>&lt;b&gt;no&lt;/b&gt;</dd></dl>'
    """
    return _KNOWN.format(
        Markup("").join(_LINE.format(heading, plain(text)) for heading, text in lines)
    )


def _signal(view: View, signal: Signal) -> None:
    if signal.missing:
        empty_card(signal.title, file=signal.missing)
        return
    figure_card(
        signal.title,
        control_chart(
            signal.points, palette=view.palette, unit=signal.unit, scale=signal.scale
        ),
        signal.rows,
        note=view.note(signal.finding, signal.basis, limits=signal.limits),
        answer=signal.finding,
    )


def _exit(card: Card) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.html(_NAME.format(plain(card.name)))
            st.markdown(
                typeset(f"**{card.mrr}** · [Story]({story_link(card.account_id)})"),
                width="content",
            )
        if card.lines:
            st.html(known(card.lines))


def _show_more(key: str) -> None:
    st.session_state[key] += AT_ONCE
