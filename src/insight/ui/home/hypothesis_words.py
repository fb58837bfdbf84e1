"""What was believed before looking, what the data says to it, and where to read on."""

from collections import Counter
from typing import Any

import polars as pl

from insight.charts.differences import difference_text
from insight.charts.ratios import ratio_text
from insight.formats import count, percent, plural, span
from insight.metrics.hypotheses import MOST, NEARLY_ALL, Hypothesis
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.conclusions import (
    LEAST_EVENTS,
    LEAST_KNOWN,
    OPEN,
    WORTH_TELLING,
    Answer,
    Kind,
)
from insight.ui.words import FILES
from insight.words import listed

QUESTIONS = {
    Hypothesis.EASY: "Leaving is easy",
    Hypothesis.NO_TRICKS: "Leaving is free of tricks",
    Hypothesis.SAVES_LAST: "Saves last",
    Hypothesis.PUSHED: "Fewer come back after pushing",
    Hypothesis.GOOD_EXIT: "More come back after a good exit",
    Hypothesis.NOT_OURS: "More come back if the reason was outside our control",
    Hypothesis.POOR_FIT: "Fewer come back if they were a poor fit",
    Hypothesis.FESTERING: "More requests to leave while an issue festers",
}
NAMES = {
    Hypothesis.EASY: "Found it easy",
    Hypothesis.NO_TRICKS: "Passed every check",
    Hypothesis.SAVES_LAST: "Saves that lasted",
    Hypothesis.PUSHED: "After pushing",
    Hypothesis.GOOD_EXIT: "After a good exit",
    Hypothesis.NOT_OURS: "Outside our control",
    Hypothesis.POOR_FIT: "Poor fit",
    Hypothesis.FESTERING: "Requests while an issue festers",
}
PAGE_OF = {
    Hypothesis.EASY: "offboarding/experience",
    Hypothesis.NO_TRICKS: "offboarding/tricks_and_traps",
    Hypothesis.SAVES_LAST: "offboarding/save_offers",
    Hypothesis.PUSHED: "offboarding/save_offers",
    Hypothesis.GOOD_EXIT: "returning/who_comes_back",
    Hypothesis.NOT_OURS: "leaving/exit_reasons",
    Hypothesis.POOR_FIT: "leaving/exit_reasons",
    Hypothesis.FESTERING: "leaving/festering_issues",
}
_FILE_OF = {
    Hypothesis.EASY: "offboarding",
    Hypothesis.NO_TRICKS: "offboarding",
    Hypothesis.GOOD_EXIT: "offboarding",
    Hypothesis.SAVES_LAST: "cancellation_requests",
    Hypothesis.PUSHED: "cancellation_requests",
    Hypothesis.FESTERING: "issues",
}
_CASES = {
    Hypothesis.EASY: "exits",
    Hypothesis.NO_TRICKS: "exits",
    Hypothesis.SAVES_LAST: "saves old enough to tell",
}
SHARE_LIMITS = (
    "Verdicts use wider limits than the intervals drawn here, because they hold however "
    f"often you look. Yes where these limits lie above {MOST:.0%} (above "
    f"{NEARLY_ALL:.0%} for tricks), no where they lie below. A share counts only cases "
    f"where the answer is known; with fewer than {LEAST_KNOWN} known, or fewer than half, "
    "there is no verdict. Respondents are self-selected. A saved customer might have "
    "stayed without an offer: only requests that get none at random could tell."
)
DIFFERENCE_LIMITS = (
    "Of 100 exits of either kind, how many more come back, among exits alike in reason "
    "group, segment, fit and half-year. Companies that ceased count as not back. Yes where "
    "the limits that hold at every look lie on the expected side of 0, no where "
    f"{WORTH_TELLING:g} times as many (or fewer) lies outside them. At least "
    f"{LEAST_EVENTS} returns on either side are needed. These comparisons were named "
    "before looking. Each is an association: what nobody recorded may explain it. Grey "
    "rows have no verdict. Where nothing is going on an early sign still appears in about "
    "1 in 10 histories of three years (docs/conclusions.md)."
)


@remembered
def hypotheses_answer(judged: pl.DataFrame, *, is_filtered: bool) -> str:
    """How many of the hypotheses hold, how many do not, and how many are open."""
    told = Counter(judged["answer"])
    yes, no, open_ = (told[a] for a in (Answer.YES, Answer.NO, Answer.CANNOT_TELL))
    holding = plural(yes, "holds", "hold") if yes else "none holds"
    others = [
        (no, plural(no, "does not", "do not")),
        (open_, f"{open_} cannot be told yet"),
    ]
    said = listed([f"**{holding} here**", *(words for n, words in others if n)])
    judged_for = (
        " Verdicts are judged for all customers over all data; the filters change only "
        "the numbers."
        if is_filtered
        else ""
    )
    return f"Of {judged.height} hypotheses about leaving, {said}.{judged_for}"


def verdict_words(
    row: dict[str, Any], *, choices: Choices, present: frozenset[str]
) -> str:
    """The verdict on one hypothesis: the part that is sure, or why there is none."""
    name = Hypothesis(row["conclusion"])
    file = _FILE_OF.get(name, "exits")
    if row["estimate"] is None and not present & {file}:
        return f"**{file}.csv** fills this: {FILES[file]}."
    if row["answer"] == Answer.CANNOT_TELL:
        return _open(row)
    return _SURE[row["kind"]](row, name, choices)


def estimate_words(row: dict[str, Any]) -> str:
    """The estimate, its ordinary interval, and what it rests on; small print."""
    known = f"{count(row['known'])} of {count(row['n'])}"
    cases = _CASES.get(Hypothesis(row["conclusion"]), "exits")
    if row["estimate"] is None:
        return "" if row["kind"] == Kind.RATIO else f"Known for {known} {cases}"
    interval = f"95% interval {interval_text(row)}"
    if row["kind"] == Kind.SHARE:
        counted = f"{count(row['k'])} of {count(row['known'])}"
        of = f"known for {known} {cases}" if row["known"] < row["n"] else cases
        return f"{percent(row['estimate'])} ({counted}) · {interval} · {of}"
    if row["kind"] == Kind.DIFFERENCE:
        back = f"{plural(row['k'], 'return')} within {row['horizon']} days"
        value = difference_text(row["estimate"])
        return f"{value} · {interval} · {back} · known for {known} exits"
    asked = (
        f"{count(row['k'])} of {plural(row['n'], 'request')} while an issue festered"
    )
    return f"{ratio_text(row['estimate'])} times · {interval} · {asked}"


def interval_text(row: dict[str, Any]) -> str:
    """The ordinary 95% interval in the unit of the estimate."""
    low, high = row["usual_low"], row["usual_high"]
    if row["kind"] == Kind.SHARE:
        return span(low, high)
    if row["kind"] == Kind.DIFFERENCE:
        return f"{difference_text(low, unit='')} to {difference_text(high, unit='')}"
    return f"{ratio_text(low)} to {ratio_text(high)}"


def missing_words(saved: int) -> str:
    """Who is not in the comparison of exits after pushing; empty where nobody."""
    if not saved:
        return ""
    who = plural(saved, "request")
    return (
        f"Not compared: {who} with as much pressure that ended in a save, not an exit."
    )


def _open(row: dict[str, Any]) -> str:
    if row["early_sign"]:
        cases = _CASES.get(Hypothesis(row["conclusion"]), "exits")
        cases = "requests" if row["kind"] == Kind.RATIO else cases
        more = (
            f" It usually takes about {count(row['more_cases'])} more {cases}."
            if row["more_cases"]
            else ""
        )
        return (
            f"Early sign: {row['early_sign']}. The ordinary interval says so, the limits "
            f"that hold however often you look do not yet.{more}"
        )
    reason: str = row["refusal"]
    return "The limits still allow either answer." if reason == OPEN else reason


def _share(row: dict[str, Any], name: Hypothesis, choices: Choices) -> str:
    is_yes = row["answer"] == Answer.YES
    sure = row["at_least"]
    if name is Hypothesis.NO_TRICKS and not is_yes:
        return f"**At least {percent(1 - sure)}** of exits failed at least one check."
    days = max(choices.stick_days)
    did = {
        Hypothesis.EASY: "of respondents found it easy (5 to 7 of 7)",
        Hypothesis.NO_TRICKS: "of exits passed every check",
        Hypothesis.SAVES_LAST: f"of saves were still here after {days} days",
    }[name]
    return f"**{'At least' if is_yes else 'At most'} {percent(sure)}** {did}."


def _difference(row: dict[str, Any], name: Hypothesis, choices: Choices) -> str:
    after = {
        Hypothesis.PUSHED: f"after an offer was shown more than {plural(choices.pushed_above, 'time')}",
        Hypothesis.GOOD_EXIT: "after a good exit",
        Hypothesis.NOT_OURS: "if the reason was outside our control",
        Hypothesis.POOR_FIT: "if they were a poor fit",
    }[name]
    fewer = name in {Hypothesis.PUSHED, Hypothesis.POOR_FIT}
    side, sure = ("fewer", -row["at_least"]) if fewer else ("more", row["at_least"])
    many = f"{100 * abs(sure):.1f}"
    if row["answer"] == Answer.YES:
        return f"**At least {many} {side} of 100** come back {after}."
    times = f"Not {WORTH_TELLING:g} times {'fewer' if fewer else 'as many'}"
    if sure <= 0:
        return (
            f"**{times}**: they come back {'more' if fewer else 'less'} often {after}."
        )
    return f"**{times}**: at most {many} {side} of 100 come back {after}."


def _ratio(row: dict[str, Any], _: Hypothesis, __: Choices) -> str:
    sure = ratio_text(row["at_least"])
    if row["answer"] == Answer.YES:
        return f"**At least {sure} times** as many requests while an issue festers, at the same age, segment and fit."
    return f"**Not {WORTH_TELLING:g} times as many**: at most {sure} times while an issue festers."


_SURE = {Kind.SHARE: _share, Kind.DIFFERENCE: _difference, Kind.RATIO: _ratio}
