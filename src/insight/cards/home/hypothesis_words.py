"""What the data says to each hypothesis: the part that is sure, and what it rests on."""

from typing import Any

from insight.cards.files import FILES
from insight.charts.differences import difference_text
from insight.charts.ratios import ratio_text
from insight.formats import count, percent, plural
from insight.metrics.hypotheses import Hypothesis
from insight.settings import Choices
from insight.statistics.conclusions import OPEN, WORTH_TELLING, Answer, Kind

FILE_OF = {
    Hypothesis.EASY: "offboarding",
    Hypothesis.NO_TRICKS: "offboarding",
    Hypothesis.GOOD_EXIT: "offboarding",
    Hypothesis.SAVES_LAST: "cancellation_requests",
    Hypothesis.PUSHED: "cancellation_requests",
    Hypothesis.FESTERING: "issues",
}
_CASES = {Kind.SHARE: "exits", Kind.DIFFERENCE: "exits", Kind.RATIO: "requests"}


def sure_words(
    row: dict[str, Any], *, choices: Choices, present: frozenset[str]
) -> str:
    """The verdict on one row of `hypotheses`: what is sure, or why nothing is."""
    name = Hypothesis(row["conclusion"])
    file = FILE_OF.get(name, "exits")
    if row["estimate"] is None and not present & {file}:
        return f"**{file}.csv** fills this: {FILES[file]}."
    if row["answer"] == Answer.CANNOT_TELL:
        return _open(row)
    return _SURE[row["kind"]](row, name, choices)


def value_words(row: dict[str, Any], *, unit: str = " of 100") -> str:
    """The estimate; empty without one. A difference has a `unit`."""
    value = row["estimate"]
    if value is None:
        return ""
    if row["kind"] == Kind.SHARE:
        return percent(value)
    if row["kind"] == Kind.DIFFERENCE:
        return difference_text(value, unit=unit)
    return f"{ratio_text(value)} times"


def counted_words(row: dict[str, Any]) -> str:
    """What the estimate is counted from: so many of so many, or returns within days."""
    if row["kind"] == Kind.SHARE:
        return f"{count(row['k'])} of {count(row['known'])}"
    if row["kind"] == Kind.DIFFERENCE:
        return f"{plural(row['k'], 'return')} in {row['horizon']} days"
    return f"{count(row['k'])} of {plural(row['n'], 'request')}"


def known_words(row: dict[str, Any]) -> str:
    """How many of all cases are known; empty where every one counts."""
    if row["kind"] == Kind.RATIO or row["known"] == row["n"]:
        return ""
    known = f"{count(row['known'])} of {count(row['n'])}"
    return f"known for {known} {_cases(row)}"


def _cases(row: dict[str, Any]) -> str:
    is_saves = row["conclusion"] == Hypothesis.SAVES_LAST
    return "saves" if is_saves else _CASES[row["kind"]]


def _open(row: dict[str, Any]) -> str:
    if not row["early_sign"]:
        reason: str = row["refusal"]
        return "Either answer is still possible." if reason == OPEN else reason
    more = row["more_cases"]
    needed = (
        f"; about {count(more)} more {_cases(row)} would usually settle it"
        if more
        else ""
    )
    return f"Early sign: {row['early_sign']}{needed}."


def _share(row: dict[str, Any], name: Hypothesis, choices: Choices) -> str:
    is_yes = row["answer"] == Answer.YES
    sure = row["at_least"]
    if name is Hypothesis.NO_TRICKS and not is_yes:
        return f"**At least {percent(1 - sure)}** of exits failed at least one check."
    days = max(choices.stick_days)
    did = {
        Hypothesis.EASY: "of respondents found it easy",
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
        return f"**At least {sure} times** as many requests at the same age, segment and fit."
    return f"**Not {WORTH_TELLING:g} times as many**: at most {sure} times while an issue festers."


_SURE = {Kind.SHARE: _share, Kind.DIFFERENCE: _difference, Kind.RATIO: _ratio}
