"""Zuora: the export of the subscription data source, by object and field."""

import polars as pl

from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    day,
    header,
    is_yes,
    kept_another,
    word,
)

_START = pl.coalesce(
    "subscription_subscription_start_date",
    "subscription_contract_effective_date",
    "subscription_original_created_date",
)
_ENDED = pl.when(word("subscription_status") == "cancelled").then(
    pl.coalesce("subscription_subscription_end_date", "subscription_cancelled_date")
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
            },
            keeps_known=True,
            notes=(
                "The export says no price of a subscription, so MRR stays unknown.",
            ),
        ),
    ),
)
