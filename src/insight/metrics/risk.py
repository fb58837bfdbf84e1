"""Early warning: which active accounts are likelier than others to ask to leave."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from insight.metrics.calendar import date_of
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.money import to_units
from insight.metrics.risk_check import STANDING_OUT, RiskCheck, checked, grouped
from insight.metrics.risk_model import RiskModel, fitted, odds_ratios
from insight.metrics.risk_rows import (
    FEATURES,
    account_looks,
    known_on,
    looks,
    sources,
)
from insight.metrics.selection import Selection
from insight.statistics.conclusions import Answer
from insight.statistics.estimates import Refusal

CALLS = 25
NOTHING = "nothing that stands out"


@dataclass(frozen=True)
class EarlyWarning:
    """The model, what it was worth lately, and who it is about today.

    `odds` has a row per feature used; `left_out` names those there were too few requests
    for, or no case to tell apart. It learnt from looks up to `last_look`. `scores` has a
    row per active account of the selection: those that stand out first and both parts by
    chance × MRR where the order by chance did better than a lottery in the last year
    (`by_chance`), else the highest MRR first.
    """

    horizon: int
    last_look: date
    model: RiskModel
    odds: pl.DataFrame
    left_out: tuple[str, ...]
    check: RiskCheck | Refusal
    scores: pl.DataFrame

    @property
    def by_chance(self) -> bool:
        """Whether the order by chance did better than a lottery in the last year."""
        return is_better(self.check)


def is_better(check: RiskCheck | Refusal) -> bool:
    """Whether the check says that the likeliest asked more often than at random."""
    return isinstance(check, RiskCheck) and check.called.answer is Answer.YES


def early_warning(
    facts: Facts,
    selection: Selection,
    *,
    horizon: int | None = None,
    calls: int = CALLS,
) -> EarlyWarning | Refusal:
    """The chance that an account asks to leave within so many days.

    A discrete-time hazard model: logistic regression on one look per active account and
    month-end, learnt from all accounts whatever is selected. Expect little of it: most
    requests come from accounts about which nothing is known.

    Args:
        facts: The facts.
        selection: Whose scores are returned; its months say nothing here.
        horizon: Days ahead, 30 or 90; `Choices.warning_days` where None.
        calls: How many accounts the team can call after each look.

    Returns:
        A refusal where requests are too few. `scores` has `account_id`, `account_name`,
        `segment`, `region`, `plan`, `mrr` (units of the currency), `renews_on` (date,
        null without a contract), `chance` (0-1, corrected by the last year), `group` of
        `GROUPS` and `because`: the facts behind it, in words.

    Source: docs/metrics.md §1.11; Allison, Sociological Methodology 13 (1982) 61-98.
    """
    ahead = horizon or facts.choices.warning_days
    found = sources(facts)
    days = looks(facts, horizon=ahead)
    rows = account_looks(found, days, horizon=ahead)
    model = fitted(rows)
    if isinstance(model, Refusal):
        return model
    check = checked(rows, horizon=ahead, calls=calls)
    today = known_on(found, day=facts.as_of_day)
    scored = _scored(today, model, check)
    return EarlyWarning(
        horizon=ahead,
        last_look=date_of(days[-1]),
        model=model,
        odds=odds_ratios(model, rows),
        left_out=tuple(
            words for name, words in FEATURES.items() if name not in model.features
        ),
        check=check,
        scores=_named(scored, facts, selection, by_chance=is_better(check)),
    )


def _scored(
    today: pl.DataFrame, model: RiskModel, check: RiskCheck | Refusal
) -> pl.DataFrame:
    chance = model.chances(today)
    held = check.corrected(chance) if isinstance(check, RiskCheck) else chance
    used = [_because(name) for name in model.features]
    said = pl.concat_list(used).list.drop_nulls().list.join("; ")
    return today.with_columns(chance).with_columns(
        group=grouped(pl.col("chance"), pl.lit(model.base_rate)),
        because=pl.when(said != "").then(said).otherwise(pl.lit(NOTHING)),
        chance=held,
    )


def _because(name: str) -> pl.Expr:
    """What is said of an account with a feature, null for the others."""
    since = pl.col("festering_since")
    words = {
        "festering": pl.format("issue open since {}", _day(since)),
        "champion_left": pl.format(
            "champion left on {}", _day(pl.col("champion_left_on"))
        ),
        "contract_ends": pl.format(
            "contract year ends on {}", _day(pl.col("renews_on"))
        ),
        "payment_failed": pl.format("unpaid on {}", _day(pl.col("unpaid_since"))),
        "new": pl.format("customer for {} days", pl.col("tenure_days")),
        "old": pl.format("customer for {} years", pl.col("tenure_days") // 365),
        "poor_fit": pl.lit("poor fit"),
    }
    return pl.when(name).then(words[name])


def _day(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Int32).cast(pl.Date).dt.strftime("%-d %b %Y")


def _named(
    scored: pl.DataFrame, facts: Facts, selection: Selection, *, by_chance: bool
) -> pl.DataFrame:
    dimensions = ("account_id", "account_name", "segment", "region", "plan")
    who = polars(
        selection.of_accounts(facts.accounts).select(
            "account", *dimensions, mrr="account_mrr"
        )
    )
    stands_out = pl.col("group").is_in(STANDING_OUT)
    return (
        scored.join(who, on="account")
        .sort(
            *([stands_out, pl.col("chance") * pl.col("mrr")] if by_chance else []),
            pl.col("mrr"),
            -pl.col("account"),
            descending=True,
            nulls_last=True,
        )
        .with_columns(to_units("mrr"), pl.col("renews_on").cast(pl.Int32).cast(pl.Date))
        .select(*dimensions, "mrr", "renews_on", "chance", "group", "because")
    )
