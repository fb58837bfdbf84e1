"""Who may be next: how many stand out, who they are, and what is known of each."""

from collections.abc import Mapping

import polars as pl

from insight.cards.card import Card
from insight.formats import count, day_words, plural
from insight.metrics.risk import EarlyWarning, early_warning
from insight.metrics.risk_check import STANDING_OUT, RiskCheck
from insight.settings import Choices
from insight.statistics.conclusions import Answer
from insight.statistics.estimates import Refusal

LISTED = (
    "account_name", "like_it", "because", "mrr", "renews_on", "judged", "account_id",
)  # fmt: skip
_ORDER = {
    Answer.YES: "This order did better than one at random",
    Answer.NO: "An order by chance did worse than one at random, so MRR orders the list",
    Answer.CANNOT_TELL: "Whether chances order better than chance alone cannot be told "
    "yet, so MRR orders the list",
}
_HOLD = {
    Answer.YES: "its chances hold",
    Answer.NO: "its chances did not hold and are corrected",
    Answer.CANNOT_TELL: "whether its chances hold cannot be told yet",
}


def warning_answer(found: EarlyWarning | Refusal, choices: Choices) -> tuple[str, str]:
    """How many stand out with what that means, and what the order is worth."""
    if isinstance(found, Refusal):
        return f"Cannot be told yet: {found.reason}", ""
    check = found.check
    if found.scores.is_empty():
        return "No active customer fits these filters.", ""
    out = _standing_out(found)
    people = plural(found.scores.height, "active customer")
    start = f"{count(out) if out else 'None'} of {people} {'stands' if out == 1 else 'stand'} out"
    if isinstance(check, Refusal):
        return (
            f"{start}.",
            f"What that is worth cannot be told yet: {check.reason}",
        )
    if check.is_too_good:
        return f"{start}, but do not rely on it.", (
            f"The order is too good ({check.auc:.2f}): something known only later must be "
            "in the data."
        )
    like_them = _like_them(found, check, choices) if out else ""
    return (
        f"{start}{like_them}.",
        f"{_ORDER[check.called.answer]}; {_HOLD[check.holds]}.",
    )


def often(k: int, n: int, *, choices: Choices) -> str:
    """A share as people say it: `1 in 6`, or the counts where there are few.

    Examples:
        >>> often(16, 103, choices=Choices()), often(2, 7, choices=Choices())
        ('1 in 6', '2 of 7')
    """
    if k and n >= choices.counts_only_below:
        return f"1 in {n / k:.0f}"
    return f"{count(k)} of {count(n)}"


def often_by_group(check: RiskCheck | Refusal, choices: Choices) -> Mapping[str, str]:
    """How often accounts of each group asked in the check; nothing without one."""
    if isinstance(check, Refusal):
        return {}
    rows = check.reliability.select("group", "requests", "looks").rows()
    return {group: often(k, n, choices=choices) for group, k, n in rows}


def _like_them(found: EarlyWarning, check: RiskCheck, choices: Choices) -> str:
    groups = check.reliability.filter(pl.col("group").is_in(STANDING_OUT))
    k, n = (int(groups[name].sum()) for name in ("requests", "looks"))
    average = often(check.requests, check.looks, choices=choices)
    return (
        f": of accounts like these {often(k, n, choices=choices)} asked to leave within "
        f"{found.horizon} days, against {average} on average"
    )


def _standing_out(found: EarlyWarning) -> int:
    return found.scores.filter(pl.col("group").is_in(STANDING_OUT)).height


def warning_rows(
    found: EarlyWarning, judged: pl.DataFrame, choices: Choices
) -> pl.DataFrame:
    """The scores in words, each beside what somebody last thought of the account.

    Args:
        found: Who it is about today.
        judged: `account_id`, `judged` (words) and, for those who may see personal data,
            `note`.
        choices: The choices in force.
    """
    asked = often_by_group(found.check, choices)
    like_it = pl.col("group").replace_strict(
        asked, default=None, return_dtype=pl.String
    )
    return (
        found.scores.with_columns(like_it=like_it)
        .join(judged, on="account_id", how="left", maintain_order="left")
        .select(*LISTED, *judged.drop("account_id", "judged").columns,
                "chance", "segment", compared=pl.col("group"))
    )  # fmt: skip


def _finding(found: EarlyWarning | Refusal, choices: Choices) -> str:
    if isinstance(found, Refusal):
        return f"Cannot be told yet: {found.reason}"
    people = plural(found.scores.height, "active customer")
    if not found.by_chance:
        return f"{people}, the highest MRR first."
    out = _standing_out(found)
    first = f"the {count(out)} that stand out first, " if out > 1 else ""
    return f"{people}, {first}by chance × MRR."


def _read(found: EarlyWarning | Refusal, choices: Choices) -> str:
    if isinstance(found, Refusal):
        return found.reason
    model, check = found.model, found.check
    average = (
        ""
        if isinstance(check, Refusal)
        else f" {often(check.requests, check.looks, choices=choices).capitalize()} of all did."
    )
    return (
        f"Today, whatever the period. How many of accounts like it asked to leave within "
        f"{found.horizon} days is counted on later data.{average} The model learnt from "
        f"{plural(model.looks, 'look')} at accounts up to {day_words(found.last_look)} and "
        f"{plural(model.requests, 'request')} after them. The chance is that of accounts "
        "like this one: most of those listed first will stay, and most of those who leave "
        "are not listed first. What is known of an account goes with asking to leave; it "
        "need not be why. Accounts that gave notice are left out. How much an account uses "
        "the product is in no file."
    )


def _scores(found: EarlyWarning | Refusal) -> pl.DataFrame:
    return pl.DataFrame() if isinstance(found, Refusal) else found.scores


WARNING = Card(
    title="Active customers",
    measure=early_warning,
    says=_finding,
    how_to_read=_read,
    rows=_scores,
    columns={
        "like_it": "Of accounts like it",
        "because": "What is known of it",
        "compared": "Chance against average",
    },
)
