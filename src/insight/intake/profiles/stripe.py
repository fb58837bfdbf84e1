"""Stripe: the subscriptions of the dashboard export, with cancellation details."""

import polars as pl

from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    day,
    header,
    kept_another,
    word,
)

_START = pl.coalesce("start_date", "start", "created")
_ENDED = pl.coalesce(
    "ended_at", pl.when(word("status") == "canceled").then(pl.col("canceled_at"))
)
_ENDED_DAY = day(_ENDED)
_IS_TRIAL = (word("status") == "trialing") | (day("trial_end") >= _ENDED_DAY).fill_null(
    value=False
)
_NEVER_BEGAN = {
    "subscriptions that were never paid": word("status").is_in(
        ["incomplete", "incomplete expired"]
    )
}
_INVOLUNTARY = ("payment_failed", "payment_disputed")
_MADE = {
    "First day": pl.when(_IS_TRIAL)
    .then(_START)
    .otherwise(pl.coalesce("trial_end", _START)),
    "Day it ended": _ENDED,
    "Status or trial": pl.when(_IS_TRIAL)
    .then(pl.lit("trial"))
    .otherwise(pl.col("status")),
    "Currency in capitals": pl.col("currency").str.to_uppercase(),
}

SUBSCRIPTIONS = Profile(
    "Stripe subscriptions",
    header("id customer_id status canceled_at ended_at current_period_end"),
    always(
        Part(
            "accounts",
            {"account_id": "customer_id", "account_name": "customer_name"},
            once_per="customer_id",
            keeps_known=True,
        ),
        Part(
            "subscriptions",
            {
                "subscription_id": "id",
                "account_id": "customer_id",
                "plan_id": "plan",
                "status": "Status or trial",
                "start_date": "First day",
                "end_date": "Day it ended",
                "billing_interval": "interval",
                "amount": "amount",
                "currency": "Currency in capitals",
            },
            made=_MADE,
            left_out=_NEVER_BEGAN,
            values={"status": {"unpaid": "past_due", "canceled": "active"}},
        ),
        Part(
            "exits",
            {
                "account_id": "customer_id",
                "exit_date": "Day it ended",
                "notice_date": "canceled_at",
                "reason_code": "Reason without a decision",
                "stated_reason_code": "Feedback",
                "comment": "Comment",
                "voluntary": "Asked for",
            },
            made={
                "Day it ended": _ENDED,
                "Reason without a decision": pl.when(
                    pl.col("cancellation_reason").is_in(_INVOLUNTARY)
                ).then(pl.col("cancellation_reason")),
                "Asked for": pl.col("cancellation_reason").replace_strict(
                    {"cancellation_requested": "yes"}
                    | dict.fromkeys(_INVOLUNTARY, "no"),
                    default=None,
                    return_dtype=pl.String,
                ),
                "Feedback": pl.coalesce(
                    "cancellation_details_feedback", "cancellation_feedback"
                ),
                "Comment": pl.coalesce(
                    "cancellation_details_comment", "cancellation_comment"
                ),
            },
            left_out={
                **_NEVER_BEGAN,
                "subscriptions that run": _ENDED.is_null(),
                "trials that ended": _IS_TRIAL,
                "subscriptions of customers who kept another": kept_another(
                    "customer_id", day(_START), _ENDED_DAY
                ),
            },
            keeps_known=True,
        ),
    ),
)
