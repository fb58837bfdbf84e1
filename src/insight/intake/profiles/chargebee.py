"""Chargebee: the subscriptions export, whose columns begin with what they belong to."""

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

_STATUS = word("subscriptions_status").str.replace_all(" ", "_")
_START = pl.coalesce("subscriptions_started_at", "subscriptions_created_at")
_ENDED = pl.when(_STATUS == "cancelled").then(pl.col("subscriptions_cancelled_at"))
_WAS_TRIAL = (_STATUS == "in_trial") | (
    _ENDED.is_not_null() & pl.col("subscriptions_activated_at").is_null()
)
_NEVER_BEGAN = {"subscriptions that begin later": _STATUS == "future"}
_UNIT = word("subscriptions_billing_period_unit")
_PERIOD = pl.concat_str(
    pl.col("subscriptions_billing_period").fill_null("1"), _UNIT, separator="_"
).replace(
    {
        "1_month": "month",
        "3_month": "quarter",
        "6_month": "half_year",
        "12_month": "year",
        "1_year": "year",
        "24_month": "two_years",
        "2_year": "two_years",
        "36_month": "three_years",
        "3_year": "three_years",
        "1_week": "week",
        "4_week": "four_weeks",
        "1_day": "day",
    }
)
_COMPANY = pl.coalesce(
    "customers_company",
    pl.concat_str("customers_first_name", "customers_last_name", separator=" "),
)
_UNPAID = {"not_paid": "payment_failed", "no_card": "payment_failed"}

SUBSCRIPTIONS = Profile(
    "Chargebee subscriptions",
    header(
        "subscriptions_id subscriptions_customer_id subscriptions_status "
        "subscriptions_cancelled_at"
    ),
    always(
        Part(
            "accounts",
            {"account_id": "subscriptions_customer_id", "account_name": "Company"},
            made={"Company": _COMPANY},
            once_per="subscriptions_customer_id",
            keeps_known=True,
        ),
        Part(
            "subscriptions",
            {
                "subscription_id": "subscriptions_id",
                "account_id": "subscriptions_customer_id",
                "plan_id": "subscriptions_plan_id",
                "status": "Status or trial",
                "start_date": "First day",
                "end_date": "Day it ended",
                "billing_interval": "Paid per",
                "amount": "subscriptions_plan_amount",
                "currency": "subscriptions_currency_code",
            },
            made={
                "First day": pl.coalesce("subscriptions_activated_at", _START),
                "Day it ended": _ENDED,
                "Status or trial": pl.when(_WAS_TRIAL)
                .then(pl.lit("trial"))
                .otherwise(_STATUS),
                "Paid per": _PERIOD,
            },
            left_out=_NEVER_BEGAN,
            values={"status": {"non_renewing": "active", "cancelled": "active"}},
        ),
        Part(
            "exits",
            {
                "account_id": "subscriptions_customer_id",
                "exit_date": "Day it ended",
                "stated_reason_code": "subscriptions_cancel_reason_code",
                "reason_code": "Reason without a decision",
                "voluntary": "Asked for",
            },
            made={
                "Day it ended": _ENDED,
                "Reason without a decision": word("subscriptions_cancel_reason")
                .str.replace_all(" ", "_")
                .replace_strict(_UNPAID, default=None, return_dtype=pl.String),
                "Asked for": pl.when(
                    pl.col("subscriptions_cancel_reason").is_not_null()
                )
                .then(pl.lit("no"))
                .otherwise(pl.lit("yes")),
            },
            left_out={
                "subscriptions that run": _ENDED.is_null(),
                "trials that ended": _WAS_TRIAL,
                "subscriptions of customers who kept another": kept_another(
                    "subscriptions_customer_id", day(_START), day(_ENDED)
                ),
            },
            keeps_known=True,
        ),
    ),
)
