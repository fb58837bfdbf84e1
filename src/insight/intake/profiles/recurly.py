"""Recurly: the export of churned subscriptions, as its documentation lists the columns."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, day, header, word

_PERIOD = (
    day("current_period_ends_at") - day("current_period_started_at")
).dt.total_days()
_INTERVALS = {
    "week": (7, 7),
    "month": (28, 31),
    "quarter": (89, 92),
    "half_year": (181, 184),
    "year": (365, 366),
    "two_years": (730, 731),
    "three_years": (1095, 1096),
}
_PAID_PER = pl.coalesce(
    pl.when(_PERIOD.is_between(*days)).then(pl.lit(interval))
    for interval, days in _INTERVALS.items()
)
_WHY = word("expiration_reason").str.replace_all(r"[\s_-]", "")
_UNPAID = _WHY.str.starts_with("nonpayment")
_WAS_TRIAL = (day("expires_at") <= day("trial_ends_at")) | (_WHY == "nonpaymenttrial")

CHURNED_SUBSCRIPTIONS = Profile(
    "Recurly churned subscriptions",
    header("account_code plan_code unit_amount canceled_at expires_at"),
    always(
        Part(
            "accounts",
            {"account_id": "account_code", "account_name": "ship_address_company_name"},
            once_per="account_code",
            keeps_known=True,
        ),
        Part(
            "subscriptions",
            {
                "subscription_id": "uuid",
                "account_id": "account_code",
                "plan_id": "plan_code",
                "status": "Trial or paid",
                "start_date": "activated_at",
                "end_date": "expires_at",
                "billing_interval": "Paid per",
                "amount": "All that recurs",
                "currency": "currency",
            },
            made={
                "Trial or paid": pl.when(_WAS_TRIAL)
                .then(pl.lit("trial"))
                .otherwise(pl.lit("active")),
                "Paid per": _PAID_PER,
                "All that recurs": pl.coalesce("total_recurring_amount", "unit_amount"),
            },
        ),
        Part(
            "exits",
            {
                "account_id": "account_code",
                "exit_date": "expires_at",
                "notice_date": "canceled_at",
                "reason_code": "Reason without a decision",
                "voluntary": "Asked for",
            },
            made={
                "Reason without a decision": pl.when(_UNPAID).then(
                    pl.lit("payment_failed")
                ),
                "Asked for": pl.when(_UNPAID)
                .then(pl.lit("no"))
                .when(_WHY == "canceled")
                .then(pl.lit("yes")),
            },
            left_out={
                "subscriptions that run": pl.col("expires_at").is_null(),
                "trials that ended": _WAS_TRIAL,
            },
            keeps_known=True,
            notes=(
                "The export holds churned subscriptions alone: whether a customer kept "
                "another one, it does not say.",
            ),
        ),
    ),
)
