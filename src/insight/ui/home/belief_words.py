"""What was believed before looking, what the data says to it, and where to read on."""

from collections import Counter
from typing import Any

import polars as pl

from insight.charts.formats import count, plural
from insight.charts.ratios import times_text
from insight.metrics.answers import WORTH_TELLING, Answer
from insight.metrics.beliefs import NEARLY_ALL, SHARE, Belief
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.estimates import Estimate
from insight.ui.words import FILES, listed, share_words

QUESTIONS = {
    Belief.EASY: "Is leaving easy?",
    Belief.NO_TRICKS: "Is leaving free of tricks?",
    Belief.SAVES_HOLD: "Do saves hold?",
    Belief.PUSHED: "Do fewer come back after pushing?",
    Belief.GOOD_EXIT: "Do more come back after a good exit?",
    Belief.NOT_OURS: "Do more come back if it was not in our hands?",
    Belief.POOR_FIT: "Do fewer come back who were a poor fit?",
    Belief.FESTERING: "Do more ask to leave while an issue festers?",
}
NAMES = {
    Belief.EASY: "Found it easy",
    Belief.NO_TRICKS: "Failed no check",
    Belief.SAVES_HOLD: "Saves that held",
    Belief.PUSHED: "Returns after pushing",
    Belief.GOOD_EXIT: "Returns after a good exit",
    Belief.NOT_OURS: "Returns, not in our hands",
    Belief.POOR_FIT: "Returns of a poor fit",
    Belief.FESTERING: "Requests, issue festering",
}
PAGE_OF = {
    Belief.EASY: "offboarding/experience",
    Belief.NO_TRICKS: "offboarding/tricks_and_traps",
    Belief.SAVES_HOLD: "offboarding/save_offers",
    Belief.PUSHED: "offboarding/save_offers",
    Belief.GOOD_EXIT: "returning/who_comes_back",
    Belief.NOT_OURS: "leaving/exit_reasons",
    Belief.POOR_FIT: "leaving/exit_reasons",
    Belief.FESTERING: "leaving/festering_issues",
}
_FILE_OF = {
    Belief.SAVES_HOLD: "cancellation_requests",
    Belief.FESTERING: "issues",
}
_CASES = {
    Belief.EASY: "answers",
    Belief.NO_TRICKS: "exits with an offboarding record",
    Belief.SAVES_HOLD: "saves that are old enough",
}
SHARE_LIMITS = (
    f"Yes where the whole interval lies above half (above {NEARLY_ALL:.0%} for tricks), "
    "no where it lies below, and open in between. Who answers chose to. A check that "
    "nobody recorded is not counted as failed. A customer who was saved might have "
    "stayed without an offer: only requests that by chance get none could tell."
)
RATIO_LIMITS = (
    "Yes where the whole interval lies on the believed side of 1, no where it holds no "
    f"ratio of {WORTH_TELLING:g} that way, and open otherwise. Returns are compared "
    "within the same reasons and adjusted as on “Who comes back”, the reasons that are "
    "not ours with all others. These comparisons were named before anybody looked; "
    "each is an association, and what nobody wrote down may be behind it."
)


@remembered
def beliefs_answer(found: pl.DataFrame) -> str:
    """How many of the beliefs hold, how many do not, and how many are open."""
    told = Counter(found["answer"])
    yes, no, open_ = (told[a] for a in (Answer.YES, Answer.NO, Answer.CANNOT_TELL))
    holding = plural(yes, "holds", "hold") if yes else "none holds"
    others = [
        (no, plural(no, "does not", "do not")),
        (open_, f"{open_} cannot be told yet"),
    ]
    said = listed([f"**{holding} here**", *(words for n, words in others if n)])
    return f"Of {found.height} beliefs about leaving, named before looking, {said}."


def belief_words(
    row: dict[str, Any], *, choices: Choices, present: frozenset[str]
) -> str:
    """What was found about one belief, with the numbers it rests on."""
    belief = Belief(row["belief"])
    if row["refusal"]:
        return _open(row, belief, choices=choices, present=present)
    if row["kind"] == SHARE:
        return _share(row, belief, choices=choices)
    return f"{_ratio(row, belief, choices=choices)} That is an association."


def _open(
    row: dict[str, Any], belief: Belief, *, choices: Choices, present: frozenset[str]
) -> str:
    file = _FILE_OF.get(belief, "offboarding")
    if file not in present:
        return f"**{file}.csv** fills this: {FILES[file]}."
    if row["kind"] == SHARE:
        least = choices.counts_only_below
        return f"{count(row['n'])} of the {least} {_CASES[belief]} it takes."
    reason: str = row["refusal"]
    return reason


def _share(row: dict[str, Any], belief: Belief, *, choices: Choices) -> str:
    limits = {"share": row["value"], "low": row["low"], "high": row["high"]}
    counted = share_words(row["k"], row["n"], **limits)
    days = max(choices.stick_days)
    return {
        Belief.EASY: f"{counted} who answered found it easy: 5 to 7 of 7.",
        Belief.NO_TRICKS: f"{counted} exits failed no check for fees, calls, dates or exports.",
        Belief.SAVES_HOLD: f"{counted} saves were still here after {days} days.",
    }[belief]


def _ratio(row: dict[str, Any], belief: Belief, *, choices: Choices) -> str:
    ratio = Estimate(row["value"], row["low"], row["high"])
    times = f"at {times_text(ratio)} the rate of others"
    returns = f"({plural(row['n'], 'exit')}, {plural(row['k'], 'return')})"
    shown = plural(choices.pushed_above, "time")
    return {
        Belief.PUSHED: f"Shown an offer more than {shown}, they return {times} who left "
        f"for the same reasons {returns}.",
        Belief.GOOD_EXIT: f"After a good exit they return {times} who left for the same "
        f"reasons {returns}.",
        Belief.NOT_OURS: "After a merger, new leadership and the like they return "
        f"{times} {returns}.",
        Belief.POOR_FIT: f"Customers who were a poor fit return {times} who left for "
        f"the same reasons {returns}.",
        Belief.FESTERING: f"They ask {times} of the same age ({count(row['k'])} of "
        f"{plural(row['n'], 'request')}).",
    }[belief]
