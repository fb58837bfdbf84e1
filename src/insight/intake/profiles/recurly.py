"""Recurly: the export of churned subscriptions."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, header, word

_ENDED = pl.coalesce("expires_at", "expired_at", "canceled_at")
_START = pl.coalesce("activated_at", "created_at")
_DUNNING = word("churn_type").is_in(["involuntary", "dunning", "nonpayment"])
_MONTHS = {"1": "month", "3": "quarter", "6": "half_year", "12": "year"}

CHURNED_SUBSCRIPTIONS = Profile(
    "Recurly churned subscriptions",
    header("account_code plan_code unit_amount canceled_at expires_at"),
    always(
        Part(
            "accounts",
            {"account_id": "account_code", "account_name": "account_company_name"},
            once_per="account_code",
            keeps_known=True,
        ),
        Part(
            "subscriptions",
            {
                "subscription_id": "Subscription",
                "account_id": "account_code",
                "plan_id": "plan_code",
                "start_date": "First day",
                "end_date": "Day it ended",
                "billing_interval": "Paid per",
                "amount": "unit_amount",
                "currency": "currency",
            },
            made={
                "Subscription": pl.coalesce("subscription_id", "uuid"),
                "First day": _START,
                "Day it ended": _ENDED,
                "Paid per": pl.col("plan_interval_length").replace(_MONTHS),
            },
        ),
        Part(
            "exits",
            {
                "account_id": "account_code",
                "exit_date": "Day it ended",
                "notice_date": "canceled_at",
                "reason_code": "Reason without a decision",
                "voluntary": "Asked for",
            },
            made={
                "Day it ended": _ENDED,
                "Reason without a decision": pl.when(_DUNNING).then(
                    pl.lit("payment_failed")
                ),
                "Asked for": pl.when(_DUNNING)
                .then(pl.lit("no"))
                .when(pl.col("churn_type").is_not_null())
                .then(pl.lit("yes")),
            },
            left_out={"subscriptions that run": _ENDED.is_null()},
            keeps_known=True,
            notes=(
                "The export holds churned subscriptions alone: whether a customer kept "
                "another one, it does not say.",
            ),
        ),
    ),
)
