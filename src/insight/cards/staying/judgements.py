"""What people thought of accounts, what came of it, and whether they or the model were right."""

import polars as pl

from insight.cards.card import Finished
from insight.formats import count, plural
from insight.metrics.judgements import JudgementScore
from insight.words import listed

OPEN = "not over yet"
_LIMITS = (
    "All months, whatever the filters. A judgement is scored once its days are over; an "
    "account judged again before that counts once. Who is judged is chosen by people, so "
    "neither share says anything of all customers, and the model’s average does not apply "
    "here. Somebody who was called because of a judgement may have stayed because of the "
    "call."
)


def what_came(told: pl.DataFrame, *, currency: str) -> Finished:
    """The judgements with `what_came`, as a card."""
    young = told.filter(what_came=OPEN).height
    waiting = f"; {count(young)} not over yet" if young else ""
    return Finished(
        "What people thought, and what came",
        f"{plural(told.height, 'judgement')}{waiting}.",
        _LIMITS,
        told,
        currency=currency,
    )


def people_and_model(score: JudgementScore, *, currency: str) -> Finished:
    """How many of the judged asked to leave by risk, beside what the model expected."""
    rows = score.by_risk.filter(pl.col("judged") > 0)
    said = [
        f"{row['asked']} of {row['judged']} judged {row['risk']}"
        for row in rows.iter_rows(named=True)
    ]
    return Finished(
        "People and model compared",
        f"Asked to leave: {listed(said)}.",
        f"{_pairs(score)} {_LIMITS}",
        score.by_risk.rename({"expected": "model_expected"}),
        currency=currency,
    )


def _pairs(score: JudgementScore) -> str:
    over = f"{plural(score.judged, 'judgement')} whose days are over."
    if score.people is None or score.model is None:
        return f"{over} They are too few to say who put those who asked first."
    return (
        f"{over} Those who asked were put first by people in {score.people:.0%} of pairs, "
        f"by the model in {score.model:.0%} (half by chance)."
    )
