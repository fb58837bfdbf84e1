"""Stripe: the subscriptions of the dashboard export, with cancellation details.

`paused` is a trial that ended without a payment method (docs.stripe.com/api/subscriptions,
"status"): paused collection stays `active`.
"""

import polars as pl

from insight.intake.life_days import SEEN, SINCE, TRIAL_FROM, TRIAL_TO
from insight.intake.profiles.of_customers import ended_beside, kept_another
from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    day,
    header,
    is_yes,
    word,
)

_CUSTOMER = "customer_id"
_STATUS = word("status")
_START = pl.coalesce("start_date", "start", "created")
_ENDED = pl.coalesce(
    "ended_at", pl.when(_STATUS == "canceled").then(pl.col("canceled_at"))
)
_ENDED_DAY = day(_ENDED)
_ASKED = day("canceled_at")
_IS_TRIAL = _STATUS.is_in(["trialing", "paused"]) | (
    day("trial_end") >= _ENDED_DAY
).fill_null(value=False)
_IS_UNPAID = _STATUS.is_in(["past_due", "past due", "unpaid"])
_PAID_BEFORE = (day("trial_start") > day(_START)).fill_null(value=False)
_NEVER_BEGAN = {
    "subscriptions that were never paid": _STATUS.is_in(
        ["incomplete", "incomplete expired"]
    )
}
_IS_PAID = (pl.col("amount").cast(pl.Float64, strict=False) != 0).fill_null(
    value=True
) & (~_IS_TRIAL | _PAID_BEFORE)
_FEEDBACK = pl.coalesce("cancellation_details_feedback", "cancellation_feedback")
_COMMENT = pl.coalesce("cancellation_details_comment", "cancellation_comment")
_INVOLUNTARY = ("payment_failed", "payment_disputed")

_ACCOUNTS = Part(
    "accounts",
    {"account_id": _CUSTOMER, "account_name": "customer_name"},
    once_per=_CUSTOMER,
    keeps_known=True,
)
_PHASES = Part(
    "subscriptions",
    {
        "subscription_id": "id",
        "account_id": _CUSTOMER,
        "plan_id": "plan",
        "status": "Status or trial",
        "start_date": "First day",
        "end_date": "Day it ended",
        "billing_interval": "interval",
        "amount": "amount",
        "currency": "Currency in capitals",
    },
    made={
        "First day": _START,
        "Day it ended": pl.coalesce(
            _ENDED, pl.when(_STATUS == "paused").then(pl.col("trial_end"))
        ),
        "Status or trial": pl.when((_STATUS == "paused") | (_IS_TRIAL & ~_PAID_BEFORE))
        .then(pl.lit("trial"))
        .otherwise(pl.col("status")),
        "Currency in capitals": pl.col("currency").str.to_uppercase(),
        TRIAL_FROM: pl.coalesce("trial_start", "trial_start_date"),
        TRIAL_TO: pl.col("trial_end"),
        SEEN: pl.when(_ENDED.is_null()).then(pl.col("current_period_start")),
        SINCE: pl.when(_IS_UNPAID).then(pl.col("current_period_start")),
    },
    left_out=_NEVER_BEGAN,
    values={"status": {"unpaid": "past_due", "canceled": "active"}},
)
_REQUESTS = Part(
    "cancellation_requests",
    {
        "request_id": "Subscription and day",
        "account_id": _CUSTOMER,
        "scope": "One of several",
        "requested_date": "canceled_at",
        "effective_date": "Day it ends",
        "outcome": "What came of it",
        "outcome_date": "Day it ended",
    },
    made={
        "Subscription and day": pl.concat_str(
            "id", _ASKED.cast(pl.String), separator="/"
        ),
        "One of several": pl.when(_ENDED.is_null().sum().over(_CUSTOMER) > 1)
        .then(pl.lit("subscription"))
        .otherwise(pl.lit("account")),
        "Day it ends": pl.coalesce(_ENDED, "cancel_at", "current_period_end"),
        "What came of it": pl.when(_ENDED.is_null())
        .then(pl.lit("open"))
        .otherwise(pl.lit("exited")),
        "Day it ended": _ENDED,
    },
    left_out={
        **_NEVER_BEGAN,
        "cancellations of which no day is known": is_yes("cancel_at_period_end")
        & _ASKED.is_null(),
        "subscriptions that nobody asked to end": _ASKED.is_null()
        | (_ENDED.is_null() & word("cancel_at_period_end").is_in(["false", "no"]))
        | pl.col("cancellation_reason").is_in(_INVOLUNTARY),
        "subscriptions that ended on the day of asking": _ENDED_DAY <= _ASKED,
        "trials that ended": _IS_TRIAL & ~_PAID_BEFORE,
    },
    is_second_source=True,
)
_EXITS = Part(
    "exits",
    {
        "account_id": _CUSTOMER,
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
            {"cancellation_requested": "yes"} | dict.fromkeys(_INVOLUNTARY, "no"),
            default=None,
            return_dtype=pl.String,
        ),
        "Feedback": _FEEDBACK,
        "Comment": _COMMENT,
    },
    left_out={
        **_NEVER_BEGAN,
        "subscriptions that run": _ENDED.is_null(),
        "trials that ended": _IS_TRIAL & ~_PAID_BEFORE,
        "subscriptions of customers who kept another": kept_another(
            _CUSTOMER, day(_START), _ENDED_DAY, is_paid=_IS_PAID
        ),
        "further subscriptions of the same exit": ended_beside(
            _CUSTOMER,
            pl.when(~_IS_TRIAL | _PAID_BEFORE).then(_ENDED_DAY),
            _FEEDBACK,
            _COMMENT,
            pl.col("cancellation_reason"),
        ),
    },
    keeps_known=True,
)
SUBSCRIPTIONS = Profile(
    "Stripe subscriptions",
    header("id customer_id status canceled_at ended_at current_period_end"),
    always(_ACCOUNTS, _PHASES, _REQUESTS, _EXITS),
)
