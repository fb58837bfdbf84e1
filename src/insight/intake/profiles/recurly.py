"""Recurly: the export of churned subscriptions, as its documentation lists the columns."""

import polars as pl

from insight.intake.life_days import SEEN, SINCE, TRIAL_FROM, TRIAL_TO
from insight.intake.profiles.of_customers import ended_beside, kept_another
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
_STATE = word("state")
_START, _END = "activated_at", "expires_at"
_WHY = word("expiration_reason").str.replace_all(r"[\s_-]", "")
_UNPAID = _WHY.str.starts_with("nonpayment")
_WAS_TRIAL = (day(_END) <= day("trial_ends_at")) | (_WHY == "nonpaymenttrial")
_RUNS = pl.col(_END).is_null() | _STATE.is_in(
    ["active", "canceled", "paused"]
).fill_null(value=False)
_NEVER_BEGAN = {
    "subscriptions that begin later": _STATE == "future",
    "subscriptions that were never paid": _STATE == "failed",
}
_NUMBER = pl.col("quantity").cast(pl.Float64, strict=False).fill_null(1)
_OF_ALL = (pl.col("unit_amount").cast(pl.Float64, strict=False) * _NUMBER).round(4)
_IS_TRIAL = _WAS_TRIAL.fill_null(value=False)

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
                "start_date": _START,
                "end_date": "Day it ended",
                "billing_interval": "Paid per",
                "amount": "All that recurs",
                "currency": "currency",
            },
            made={
                "Trial or paid": pl.when(_IS_TRIAL)
                .then(pl.lit("trial"))
                .when(_STATE == "paused")
                .then(pl.lit("paused"))
                .otherwise(pl.lit("active")),
                "Day it ended": pl.when(~_RUNS).then(pl.col(_END)),
                "Paid per": _PAID_PER,
                "All that recurs": pl.coalesce(
                    "total_recurring_amount", _OF_ALL.cast(pl.String), "unit_amount"
                ),
                TRIAL_FROM: pl.coalesce("trial_started_at", "trial_starts_at"),
                TRIAL_TO: pl.col("trial_ends_at"),
                SINCE: pl.when(_STATE == "paused").then(pl.col("paused_at")),
                SEEN: pl.when(_RUNS).then(pl.col("current_period_started_at")),
            },
            left_out=_NEVER_BEGAN,
        ),
        Part(
            "cancellation_requests",
            {
                "request_id": "Subscription and day",
                "account_id": "account_code",
                "requested_date": "canceled_at",
                "effective_date": _END,
                "outcome": "What came of it",
                "outcome_date": "Day it ended",
            },
            made={
                "Subscription and day": pl.concat_str(
                    "uuid", day("canceled_at").cast(pl.String), separator="/"
                ),
                "What came of it": pl.when(_RUNS)
                .then(pl.lit("open"))
                .otherwise(pl.lit("exited")),
                "Day it ended": pl.when(~_RUNS).then(pl.col(_END)),
            },
            left_out={
                **_NEVER_BEGAN,
                "subscriptions that nobody asked to end": pl.col(
                    "canceled_at"
                ).is_null()
                | (_WHY != "canceled").fill_null(value=False),
                "subscriptions that ended on the day of asking": day(_END)
                <= day("canceled_at"),
                "trials that ended": _IS_TRIAL,
            },
            is_second_source=True,
        ),
        Part(
            "exits",
            {
                "account_id": "account_code",
                "exit_date": _END,
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
                **_NEVER_BEGAN,
                "subscriptions that run": _RUNS,
                "trials that ended": _IS_TRIAL,
                "subscriptions of customers who kept another": kept_another(
                    "account_code", day(_START), pl.when(~_RUNS).then(day(_END))
                ),
                "further subscriptions of the same exit": ended_beside(
                    "account_code",
                    pl.when(~_RUNS & ~_IS_TRIAL).then(day(_END)),
                    pl.when(_UNPAID).then(_WHY),
                    pl.col("canceled_at"),
                ),
            },
            keeps_known=True,
            notes=(
                "The export holds churned subscriptions alone: whether a customer kept "
                "another one, it does not say.",
            ),
        ),
    ),
)
