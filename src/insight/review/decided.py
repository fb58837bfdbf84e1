"""Decisions as rows of text."""

from collections.abc import Mapping, Sequence

from insight.formats import NOTHING, day_words, plural
from insight.metrics.week import Week
from insight.review.pack import Table
from insight.store.decisions import CARRIED_OVER, About, Decision

COLUMNS = ("Decision", "Who", "Until", "Status", "About", "Decided in")


def concerns(decision: Decision, week: Week) -> bool:
    """Whether the review of a week looks at a decision.

    New in it, carried over from an earlier one, or settled in it.
    """
    if decision.decided_in > week.label:
        return False
    settled = decision.content.status not in CARRIED_OVER
    return not settled or week.label in {decision.decided_in, decision.changed_in}


def is_overdue(decision: Decision, week: Week) -> bool:
    """Whether it should have been done by the end of the week, and is not."""
    content = decision.content
    late = content.due is not None and content.due <= week.sunday
    return late and content.status in CARRIED_OVER


def decisions_table(
    decisions: Sequence[Decision], names: Mapping[str, str], *, week: Week
) -> Table:
    """The decisions a week looks at, the carried over first.

    Args:
        decisions: All of them, in the order they were made.
        names: Account names by id, of the accounts they are about.
        week: The week under review.
    """
    rows = [
        (
            decision.content.text,
            decision.content.owner or NOTHING,
            due_words(decision, week),
            decision.content.status.value,
            about_words(decision, names) or NOTHING,
            decision.decided_in,
        )
        for decision in decisions
        if concerns(decision, week)
    ]
    return Table(
        title="Decisions",
        note="carried over until done, and new in this week",
        columns=COLUMNS,
        rows=tuple(rows),
        empty="Nothing is decided yet.",
        finding=f"{plural(len(rows), 'decision')} carried over or new in this week.",
    )


def due_words(decision: Decision, week: Week) -> str:
    """The day it is due, and whether that is over."""
    due = decision.content.due
    late = ", overdue" if is_overdue(decision, week) else ""
    return f"{day_words(due)}{late}" if due else NOTHING


def about_words(decision: Decision, names: Mapping[str, str]) -> str:
    """What it is linked to: an account by name, an exit, or a metric."""
    about, subject = decision.content.about, decision.content.subject
    if about in {About.ACCOUNT, About.EXIT}:
        name = names.get(subject, subject)
        return f"exit of {name}" if about is About.EXIT else name
    return subject
