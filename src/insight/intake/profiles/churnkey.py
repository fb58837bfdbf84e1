"""Churnkey: cancel sessions, of which only some end in a cancellation."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, header, is_yes, word

_IS_TEST = {"sessions in test mode": word("mode") == "test"}
_WAS_SAVED = pl.col("save_type").is_not_null()
_OUTCOME = (
    pl.when(is_yes("canceled"))
    .then(pl.lit("exited"))
    .when(is_yes("aborted") | (word("save_type") == "abandon"))
    .then(pl.lit("withdrawn"))
    .when(_WAS_SAVED)
    .then(pl.lit("saved"))
    .otherwise(pl.lit("open"))
)

SESSIONS = Profile(
    "Churnkey sessions",
    header("id canceled save_type survey_choice_value mode created_at customer_id"),
    always(
        Part(
            "cancellation_requests",
            {
                "request_id": "id",
                "account_id": "customer_id",
                "requested_date": "created_at",
                "effective_date": "customer_subscription_period_end",
                "outcome": "Outcome",
                "outcome_date": "updated_at",
            },
            made={"Outcome": _OUTCOME},
            left_out=_IS_TEST,
        ),
        Part(
            "exits",
            {
                "account_id": "customer_id",
                "exit_date": "Last day asked for",
                "notice_date": "created_at",
                "stated_reason_code": "survey_choice_value",
                "comment": "Comment",
            },
            made={
                "Last day asked for": pl.coalesce(
                    "customer_subscription_period_end", "created_at"
                ),
                "Comment": pl.coalesce("feedback", "followup_response"),
            },
            left_out={
                **_IS_TEST,
                "sessions that did not end in a cancellation": ~is_yes("canceled"),
            },
            keeps_known=True,
        ),
        Part(
            "save_offers",
            {
                "offer_id": "Session and offer",
                "request_id": "id",
                "account_id": "customer_id",
                "offered_date": "created_at",
                "offer_type": "accepted_offer_offer_type",
            },
            made={
                "Session and offer": pl.concat_str(
                    "id", pl.col("accepted_offer_guid").fill_null(""), separator="/"
                )
            },
            left_out={
                **_IS_TEST,
                "sessions without an offer that was taken": pl.col(
                    "accepted_offer_offer_type"
                ).is_null(),
            },
            constants={"response": "accepted"},
            notes=("Churnkey exports the offers that were taken, not the others.",),
        ),
    ),
)
