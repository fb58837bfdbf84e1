"""Zuora: the export of the subscription data source, by object and field."""

import polars as pl

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

_START = pl.coalesce(
    "subscription_subscription_start_date",
    "subscription_contract_effective_date",
    "subscription_original_created_date",
)
_OVER = ("subscription_subscription_end_date", "subscription_term_end_date")
_STATUS = word("subscription_status")
_ENDED = (
    pl.when(_STATUS == "cancelled")
    .then(pl.coalesce(_OVER[0], "subscription_cancelled_date"))
    .when(_STATUS == "expired")
    .then(pl.coalesce(_OVER))
)
_LATEST = "Account of the latest version"
_IS_OLD = pl.col("subscription_is_latest_version").is_not_null() & ~is_yes(
    "subscription_is_latest_version"
)

SUBSCRIPTIONS = Profile(
    "Zuora subscriptions",
    header("account_account_number subscription_name subscription_status"),
    always(
        Part(
            "accounts",
            {
                "account_id": "account_account_number",
                "account_name": "account_name",
                "currency": "account_currency",
                "owner": "account_sales_rep",
            },
            once_per="account_account_number",
            keeps_known=True,
        ),
        Part(
            "exits",
            {
                "account_id": "account_account_number",
                "exit_date": "Day it ended",
                "reason_code": "subscription_cancel_reason",
            },
            made={
                "Day it ended": _ENDED,
                _LATEST: pl.when(~_IS_OLD).then(pl.col("account_account_number")),
            },
            left_out={
                "earlier versions of a subscription": _IS_OLD,
                "subscriptions that run": _ENDED.is_null(),
                "subscriptions of customers who kept another": kept_another(
                    _LATEST, day(_START), day(_ENDED)
                ),
                "further subscriptions of the same exit": ended_beside(
                    _LATEST, day(_ENDED), pl.col("subscription_cancel_reason")
                ),
            },
            keeps_known=True,
            notes=(
                "The export says no price of a subscription, so MRR stays unknown.",
            ),
        ),
    ),
)
