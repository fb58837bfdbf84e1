"""The decisions of the review: listed, written, changed by several people at once."""

from collections.abc import Mapping, Sequence

import streamlit as st

from insight.formats import plural
from insight.metrics.facts import Facts
from insight.metrics.scope import is_seen
from insight.metrics.week import Week
from insight.review.decided import about_words, concerns, due_words, is_overdue
from insight.store.decisions import CARRIED_OVER, About, Decision, history_of
from insight.ui.access import may
from insight.ui.components import card_title
from insight.ui.loads import engine
from insight.ui.review import decision_conflict, decision_form
from insight.words import listed

VERSIONS = "The latest version first. Nothing is ever overwritten."


def decision_list(
    decisions: Sequence[Decision],
    *,
    week: Week,
    names: Mapping[str, str],
    links: Mapping[str, decision_form.Link],
    facts: Facts,
) -> None:
    """What earlier weeks decided and is not done, what this one decides, and a form.

    Args:
        decisions: All of them.
        week: The week under review.
        names: Account names by id, of the accounts they are about.
        links: What a decision can be about, by the words people choose.
        facts: As far as the reader may see them.
    """
    shown = [decision for decision in decisions if concerns(decision, week)]
    card_title("Decisions", decided_words(shown, week))
    for decision in shown:
        with st.container(border=True, gap="xsmall"):
            _decision(decision, week=week, names=names, links=links, facts=facts)
    if may("decide"):
        decision_form.new(week, links)


def seen(decisions: Sequence[Decision], facts: Facts) -> list[Decision]:
    """Decisions, or versions of one, but those about accounts that one may not see."""
    about = {About.ACCOUNT, About.EXIT}
    return [
        decision
        for decision in decisions
        if decision.content.about not in about
        or is_seen(facts, account_id=decision.content.subject)
    ]


def decided_words(shown: Sequence[Decision], week: Week) -> str:
    """How many decisions are new, carried over, settled and overdue."""
    if not shown:
        return "No decision is open."
    new = sum(decision.decided_in == week.label for decision in shown)
    waiting = [d for d in shown if d.content.status in CARRIED_OVER]
    carried = sum(decision.decided_in != week.label for decision in waiting)
    late = sum(is_overdue(decision, week) for decision in waiting)
    said = [f"{new} new in {week.label}", f"{carried} carried over", f"{late} overdue"]
    return f"{plural(len(shown), 'decision')}: {listed(said)}."


def _decision(
    decision: Decision,
    *,
    week: Week,
    names: Mapping[str, str],
    links: Mapping[str, decision_form.Link],
    facts: Facts,
) -> None:
    if decision_conflict.is_open(decision):
        decision_conflict.settle(decision, week)
        return
    if decision_form.is_open(decision):
        decision_form.edit(decision, week, links, names)
        return
    st.text(decision.content.text)
    st.text(_line(decision, week, names))
    with st.container(horizontal=True, gap="small"):
        if may("decide"):
            decision_form.open_button(decision)
        _history(decision, names, facts)


def _line(decision: Decision, week: Week, names: Mapping[str, str]) -> str:
    content = decision.content
    due = f"until {due_words(decision, week)}" if content.due else ""
    about = about_words(decision, names)
    parts = [
        content.status.value,
        content.owner,
        due,
        f"about {about}" if about else "",
        f"decided in {decision.decided_in}",
    ]
    return " · ".join(part for part in parts if part)


def _history(decision: Decision, names: Mapping[str, str], facts: Facts) -> None:
    with st.popover("History", icon=":material/history:", type="tertiary"):
        st.caption(VERSIONS)
        for version in seen(history_of(engine(), decision.id), facts):
            counted = (
                ""
                if version.in_force
                else " · not in force, written at the same time as another"
            )
            st.caption(
                f"Version {version.version} · {version.at:%d %b %Y, %H:%M} UTC{counted}"
            )
            st.text(f"{version.by}: {version.content.text}")
            st.text(_version(version, names))


def _version(version: Decision, names: Mapping[str, str]) -> str:
    content = version.content
    due = f"until {content.due:%d %b %Y}" if content.due else ""
    parts = [content.status.value, content.owner, due, about_words(version, names)]
    return " · ".join(part for part in parts if part)
