"""The signals and the exits of a week as cards."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from insight.cards.card import Finished
from insight.charts.control import control_chart
from insight.formats import count, plural
from insight.metrics.week import Week
from insight.review.cards import Card
from insight.review.plain import plain
from insight.review.signals import Signal
from insight.ui.access import may
from insight.ui.cards import draw_card
from insight.ui.components import card_title, empty_card, in_a_row
from insight.ui.review import decision_form
from insight.ui.review.week_words import signals_words
from insight.ui.stories import story_link
from insight.ui.view import View
from insight.words import typeset

AT_ONCE = 12
_NAME = Markup('<h3 class="insight-name">{}</h3>')
_KNOWN = Markup('<dl class="insight-known">{}</dl>')
_LINE = Markup("<dt>{}</dt><dd>{}</dd>")


def signal_cards(view: View, signals: Sequence[Signal]) -> None:
    """One line where nothing is unusual; the charts of all measures unfold."""
    news = [signal for signal in signals if signal.is_unusual]
    others = [signal for signal in signals if not signal.is_unusual]
    with st.container(border=True, gap="small"):
        card_title("Signals", signals_words(signals))
    if news:
        _charts(view, news)
    measures = plural(len(others), "measure")
    unfolded = st.expander(
        f"Charts of {measures} within normal variation or too early to tell",
        key="other signals",
        on_change="rerun",
    )
    if unfolded.open:
        with unfolded:
            _charts(view, others)


def _charts(view: View, signals: Sequence[Signal]) -> None:
    with in_a_row(2):
        for signal in signals:
            _signal(view, signal)


def exit_cards(cards: Sequence[Card], *, week: Week, note: str) -> None:
    """The exits of the week, three a row, each with a place to decide on it.

    So many at a time: a click shows as many more. Text from files stands letter by
    letter.
    """
    card_title("Exits", note)
    key = f"exits shown of {week.label}"
    shown = cards[: st.session_state.setdefault(key, AT_ONCE)]
    with in_a_row(3):
        for card in shown:
            _exit(card, week)
    if waiting := len(cards) - len(shown):
        with st.container(horizontal=True, vertical_alignment="center"):
            more = f"Show {min(waiting, AT_ONCE)} more"
            st.button(more, key=f"more {key}", on_click=_show_more, args=(key,))
            st.caption(
                f"The {count(len(shown))} with most MRR of {count(len(cards))}; the "
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
    chart = control_chart(
        signal.points, palette=view.palette, unit=signal.unit, scale=signal.scale
    )
    draw_card(
        Finished(
            signal.title,
            signal.finding,
            f"{signal.basis}\n\n{signal.limits}",
            signal.rows,
            chart,
            currency=view.currency,
        )
    )


def _exit(card: Card, week: Week) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.html(_NAME.format(plain(card.name)))
            st.markdown(
                typeset(f"**{card.mrr}** · [Story]({story_link(card.account_id)})"),
                width="content",
            )
        if card.lines:
            st.html(known(card.lines))
        if may("decide"):
            decision_form.beside(card.account_id, week)


def _show_more(key: str) -> None:
    st.session_state[key] += AT_ONCE
