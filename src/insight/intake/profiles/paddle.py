"""Paddle: subscriptions, with the columns that its subscription entity has."""

import polars as pl

from insight.intake.profiles.of_customers import ended_beside, kept_another
from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    day,
    header,
    word,
)

_START = pl.coalesce("started_at", "first_billed_at", "created_at")
_ENDED = pl.when(word("status").is_in(["canceled", "cancelled"])).then(
    pl.col("canceled_at")
)
_WAS_TRIAL = _ENDED.is_not_null() & pl.col("first_billed_at").is_null()

SUBSCRIPTIONS = Profile(
    "Paddle subscriptions",
    header("id status customer_id currency_code first_billed_at canceled_at"),
    always(
        Part(
            "accounts",
            {
                "account_id": "customer_id",
                "account_name": "Company",
                "start_date": "First day",
            },
            made={
                "Company": pl.coalesce("business_name", "customer_name"),
                "First day": _START,
            },
            once_per="customer_id",
            keeps_known=True,
        ),
        Part(
            "exits",
            {
                "account_id": "customer_id",
                "exit_date": "Day it ended",
                "stated_reason_code": "cancellation_reason",
            },
            made={"Day it ended": _ENDED},
            left_out={
                "subscriptions that run": _ENDED.is_null(),
                "trials that ended": _WAS_TRIAL,
                "subscriptions of customers who kept another": kept_another(
                    "customer_id", day(_START), day(_ENDED)
                ),
                "further subscriptions of the same exit": ended_beside(
                    "customer_id",
                    pl.when(~_WAS_TRIAL).then(day(_ENDED)),
                    pl.col("cancellation_reason"),
                ),
            },
            keeps_known=True,
            notes=(
                "Paddle says no price of a subscription here, so MRR stays unknown.",
            ),
        ),
    ),
)
