"""Typeform, SurveyMonkey, Delighted and any form: what customers answer who leave."""

import re
from collections.abc import Callable, Collection

import polars as pl

from insight.intake.other_ids import ANSWERED
from insight.intake.profiles.parts import (
    Part,
    Profile,
    first_of,
    header,
    others_of,
    word,
)
from insight.intake.profiles.ticked import with_answers_together
from insight.intake.vocabulary import propose_values

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
    "reason": r"reason|why_.*(leav|cancel|stop)|grund\b|gruende|grunde|warum|weshalb"
    r"|raison|pourquoi|motivo|razon|por_que|perche|reden_|waarom",
    "competitor": r"alternative|moving_to|switch(ing|ed)?_to|competitor|stattdessen",
    "comment": r"anything_else|comment|feedback|tell_us|better|improve|besser|kommentar"
    r"|ameliorer|mieux|mejorar|melhorar|migliorare|meglio|beter|opmerking|anmerkung",
    "return": r"come_back|coming_back|return|back_to_us|zuruckkommen|zuruckkehren"
    r"|revenir|volver|voltar|tornare|terugkomen",
    "nps": r"recommend|\bnps|_nps|empfehl|recommand|recomend|raccomand|consigli|aanbevel",
    "ease": r"how_easy|\bease|_ease|effort|easy|einfach|leicht|facile|facil|simple"
    r"|gemakkelijk|makkelijk|semplice|aufwand",
}
_OF_EXITS = ("reason", "comment", "competitor")
_OTHER_SCALE = re.compile(r"(^|_)1_(3|4|5|10)(_|$)")
_OTHER = re.compile(r"^other$|_other$|other_please_specify")
_SENTENCE = 4


def _asked(what: str, columns: Collection[str]) -> str | None:
    """The first column that asks this; an effort on another scale is not ours."""
    found = (name for name in columns if re.search(_QUESTIONS[what], name))
    if what == "ease":
        found = (name for name in found if not _OTHER_SCALE.search(name))
    return next((name for name in found if not _OTHER.search(name)), None)


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
            ANSWERED: pl.coalesce(when),
        }
        handled = _offboarding(columns, made | (scores or {}), unfinished)
        if not any(_asked(what, columns) for what in _OF_EXITS):
            return (handled,)
        return (_exits(columns, made, unfinished), handled)

    return parts


def _exits(
    columns: Collection[str], made: dict[str, pl.Expr], unfinished: dict[str, pl.Expr]
) -> Part:
    reason = _asked("reason", columns) or "reason"
    others = [name for name in columns if _OTHER.search(name)] or ["other"]
    written = pl.coalesce(others)
    known = written.map_batches(_known, return_dtype=pl.String)
    is_other = written.is_not_null() & known.is_null()
    competitor = _found({"competitor": _asked("competitor", columns)})
    comment = _asked("comment", columns) or "comment"
    return Part(
        "exits",
        {
            "account_id": "Customer",
            "exit_date": ANSWERED,
            "stated_reason_code": "Reason they gave",
            "contributing_reason_codes": "Further reasons they gave",
            "comment": "In their words",
            **competitor,
        },
        made=made
        | {
            "Reason they gave": pl.coalesce(
                first_of(reason), known, pl.when(is_other).then(pl.lit("Other"))
            ),
            "Further reasons they gave": others_of(reason),
            "In their words": pl.concat_str(
                [comment, pl.when(is_other).then(written)],
                separator=" / ",
                ignore_nulls=True,
            ).replace("", None),
        },
        left_out=unfinished,
        keeps_known=True,
        only_known=True,
    )


def _known(written: pl.Series) -> pl.Series:
    """The reasons that are written out in words we know."""
    words = propose_values(written.drop_nulls(), "reason_code")
    return written.replace_strict(words, default=None, return_dtype=pl.String)


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
    return Part(
        "offboarding",
        {"exit_id": "Customer", **scores},
        made=made,
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
    prepared=with_answers_together,
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

_WHEN = (
    "timestamp",
    "submitted_at",
    "submitted_on",
    "submission_date",
    "submit_date",
    "date_submitted",
    "response_date",
    "responded_at",
    "answered_on",
    "answered_at",
    "completed_at",
    "completion_time",
    "recorded_date",
    "survey_date",
    "end_date",
    "zeitstempel",
    "horodateur",
    "marca_temporal",
    "carimbo_de_data_hora",
    "informazioni_cronologiche",
    "tijdstempel",
    "date",
)


def _is_form(columns: Collection[str]) -> bool:
    """Has a file a moment of answering, and a question written out that is ours?"""
    asked = [_asked(what, columns) for what in ("reason", "nps", "ease")]
    written = [name for name in asked if name and name.count("_") >= _SENTENCE]
    return bool(written) and not {*_WHEN[:-1]}.isdisjoint(columns)


FORM = Profile("Survey", header(""), _survey(_WHEN, {}), recognises=_is_form)
