"""Typeform, SurveyMonkey and Delighted: what customers answer when they leave."""

import re
from collections.abc import Callable, Collection

import polars as pl

from insight.intake.profiles.parts import Part, Profile, day, header, word

_WHO = [
    "account_id",
    "customer_id",
    "company_id",
    "external_id",
    "accountid",
    "customerid",
    "custom_data_1",
    "custom_data",
    "account",
    "customer",
    "company",
    "person_properties_account_id",
    "person_properties_customer_id",
]
_QUESTIONS = {
    "reason": r"reason|why_.*(leav|cancel|stop)",
    "competitor": r"alternative|moving_to|switch(ing|ed)?_to|competitor",
    "comment": r"anything_else|comment|feedback|tell_us",
    "return": r"come_back|return|back_to_us",
    "nps": r"recommend|nps",
    "ease": r"how_easy|ease|effort",
}
_NO_ACCOUNT = (
    "The export must say who answered. Give the survey a hidden field or custom data "
    "with your customer id, or add such a column to the file."
)


def _asked(what: str, columns: Collection[str]) -> str | None:
    """The first column that asks this."""
    return next((name for name in columns if re.search(_QUESTIONS[what], name)), None)


def _survey(
    when: tuple[str, ...],
    unfinished: dict[str, pl.Expr],
    *,
    scores: dict[str, pl.Expr] | None = None,
) -> Callable[[Collection[str]], tuple[Part, ...]]:
    """The parts of a survey whose questions are found by what they ask.

    Args:
        when: Columns with the moment of the answer, the best first.
        unfinished: Why answers are left out, and which.
        scores: How a score is made, by its field, where no question says it.
    """

    def parts(columns: Collection[str]) -> tuple[Part, ...]:
        who = [name for name in _WHO if name in columns]
        made = {
            "Customer": pl.coalesce(who or ["account_id"]),
            "Day of the answer": pl.coalesce(when),
        }
        exits = _exits(columns, made, unfinished)
        if not who:
            return (exits,)
        return exits, _offboarding(columns, made | (scores or {}), unfinished)

    return parts


def _exits(
    columns: Collection[str], made: dict[str, pl.Expr], unfinished: dict[str, pl.Expr]
) -> Part:
    answers = [name for name in (_asked("reason", columns), "other") if name]
    said = {"competitor": "competitor", "comment": "comment"}
    asked = {field: _asked(what, columns) for field, what in said.items()}
    return Part(
        "exits",
        {
            "account_id": "Customer",
            "exit_date": "Day of the answer",
            "stated_reason_code": "Reason they gave",
            **_found(asked),
        },
        made=made | {"Reason they gave": pl.coalesce(answers)},
        left_out=unfinished,
        keeps_known=True,
        only_known=True,
        notes=() if any(name in columns for name in _WHO) else (_NO_ACCOUNT,),
    )


def _offboarding(
    columns: Collection[str], made: dict[str, pl.Expr], unfinished: dict[str, pl.Expr]
) -> Part:
    said = {
        "asked_to_return_0_10": "return",
        "exit_nps_0_10": "nps",
        "ease_1_7": "ease",
    }
    asked = {field: _asked(what, columns) for field, what in said.items()}
    scores = _found(asked) | {field: field for field in made if field in said}
    exit_of = pl.concat_str(
        "Customer", day("Day of the answer").cast(pl.String), separator="/"
    )
    return Part(
        "offboarding",
        {"exit_id": "Customer and day", **scores},
        made=made | {"Customer and day": exit_of},
        left_out=unfinished
        | {"answers without a score": _nothing_of(list(scores.values()))},
        keeps_known=True,
        only_known=True,
    )


def _found(columns: dict[str, str | None]) -> dict[str, str]:
    return {field: column for field, column in columns.items() if column}


def _nothing_of(columns: list[str]) -> pl.Expr:
    said = [pl.col(column).is_null() for column in columns]
    return pl.all_horizontal(said) if said else pl.lit(value=True)


TYPEFORM = Profile(
    "Typeform survey",
    header("start_date submit_date network_id"),
    _survey(
        ("submit_date", "start_date"),
        {"answers that were not submitted": pl.col("submit_date").is_null()},
    ),
)
SURVEYMONKEY = Profile(
    "SurveyMonkey survey",
    header("respondent_id collector_id start_date end_date"),
    _survey(
        ("end_date", "date_modified", "start_date"),
        {"answers that were not finished": pl.col("end_date").is_null()},
    ),
)
DELIGHTED = Profile(
    "Delighted survey",
    header("score comment survey_type created_at"),
    _survey(
        ("created_at",),
        {},
        scores={
            "exit_nps_0_10": pl.when(word("survey_type") == "nps").then(
                pl.col("score")
            ),
            "ease_1_7": pl.when(word("survey_type").is_in(["ces", "ces7"])).then(
                pl.col("score")
            ),
        },
    ),
)
