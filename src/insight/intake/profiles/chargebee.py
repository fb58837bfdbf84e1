"""Chargebee: the subscriptions export, whose columns begin with what they belong to.

`activated_at` is the last activation (apidocs.chargebee.com, "Subscription attributes"):
where it is later than the end of the trial, the subscription had ended and came back.
"""

import polars as pl

from insight.intake.life_days import BACK, GONE, SEEN, SINCE, TRIAL_FROM, TRIAL_TO
from insight.intake.profiles.of_customers import ended_beside, kept_another
from insight.intake.profiles.parts import Part, Profile, always, day, header, word

_CUSTOMER = "subscriptions_customer_id"
_STATUS = word("subscriptions_status").str.replace_all(" ", "_")
_START = pl.coalesce("subscriptions_started_at", "subscriptions_created_at")
_ENDED = pl.when(_STATUS == "cancelled").then(pl.col("subscriptions_cancelled_at"))
_ACTIVATED = pl.col("subscriptions_activated_at")
_TRIAL_END = day("subscriptions_trial_end")
_LONGEST_SETTING_UP = 31
_SAID_TO_END = _TRIAL_END + pl.duration(days=1)
_IS_BACK = (
    day(_ACTIVATED)
    > pl.coalesce(_SAID_TO_END, day(_START) + pl.duration(days=_LONGEST_SETTING_UP))
).fill_null(value=False)
_WAS_TRIAL = (_STATUS == "in_trial") | (
    _ENDED.is_not_null() & _ACTIVATED.is_null() & _ACTIVATED.is_not_null().any()
)
_GONE_BEFORE = day("subscriptions_cancelled_at") < day(_ACTIVATED)
_LEFT_OUT = {
    "subscriptions that begin later": _STATUS == "future",
    "subscriptions that moved to another site": _STATUS == "transferred",
}
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
_WHY = pl.col("subscriptions_cancel_reason")
_STATED = pl.col("subscriptions_cancel_reason_code")
_SCHEDULED = pl.col("subscriptions_cancel_schedule_created_at")
_IS_PAID = (
    pl.col("subscriptions_plan_amount").cast(pl.Float64, strict=False) != 0
).fill_null(value=True) & ~_WAS_TRIAL

_PHASES = Part(
    "subscriptions",
    {
        "subscription_id": "subscriptions_id",
        "account_id": _CUSTOMER,
        "plan_id": "subscriptions_plan_id",
        "status": "Status or trial",
        "start_date": "First day",
        "end_date": "Day it ended",
        "billing_interval": "Paid per",
        "amount": "subscriptions_plan_amount",
        "currency": "subscriptions_currency_code",
    },
    made={
        "First day": _START,
        "Day it ended": _ENDED,
        "Status or trial": pl.when(_WAS_TRIAL).then(pl.lit("trial")).otherwise(_STATUS),
        "Paid per": _PERIOD,
        TRIAL_FROM: pl.col("subscriptions_trial_start"),
        TRIAL_TO: pl.coalesce(
            "subscriptions_trial_end",
            pl.when(~_IS_BACK, day(_ACTIVATED) > day(_START)).then(_ACTIVATED),
        ),
        GONE: pl.when(_IS_BACK, _GONE_BEFORE).then(
            pl.col("subscriptions_cancelled_at")
        ),
        BACK: pl.when(_IS_BACK).then(_ACTIVATED),
        SINCE: pl.when(_STATUS == "paused").then(pl.col("subscriptions_pause_date")),
        SEEN: pl.col("subscriptions_current_term_start"),
    },
    left_out=_LEFT_OUT,
    values={"status": {"non_renewing": "active", "cancelled": "active"}},
)
_REQUESTS = Part(
    "cancellation_requests",
    {
        "request_id": "Subscription and day",
        "account_id": _CUSTOMER,
        "requested_date": "subscriptions_cancel_schedule_created_at",
        "effective_date": "subscriptions_cancelled_at",
        "outcome": "What came of it",
        "outcome_date": "Day it ended",
    },
    made={
        "Subscription and day": pl.concat_str(
            "subscriptions_id", day(_SCHEDULED).cast(pl.String), separator="/"
        ),
        "What came of it": pl.when(_ENDED.is_null())
        .then(pl.lit("open"))
        .otherwise(pl.lit("exited")),
        "Day it ended": _ENDED,
    },
    left_out={
        **_LEFT_OUT,
        "subscriptions that nobody asked to end": ~_STATUS.is_in(
            ["non_renewing", "cancelled"]
        )
        | _WHY.is_not_null(),
        "cancellations of which no day of asking is known": _SCHEDULED.is_null(),
        "subscriptions that ended on the day of asking": day(_ENDED) <= day(_SCHEDULED),
        "trials that ended": _WAS_TRIAL,
    },
    needs="subscriptions_cancel_schedule_created_at",
    is_second_source=True,
)
_EXITS = Part(
    "exits",
    {
        "account_id": _CUSTOMER,
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
        "Asked for": pl.when(_WHY.is_not_null())
        .then(pl.lit("no"))
        .otherwise(pl.lit("yes")),
    },
    left_out={
        **_LEFT_OUT,
        "subscriptions that run": _ENDED.is_null(),
        "trials that ended": _WAS_TRIAL,
        "subscriptions of customers who kept another": kept_another(
            _CUSTOMER, day(_START), day(_ENDED), is_paid=_IS_PAID
        ),
        "further subscriptions of the same exit": ended_beside(
            _CUSTOMER, pl.when(~_WAS_TRIAL).then(day(_ENDED)), _STATED, _WHY
        ),
    },
    keeps_known=True,
)
SUBSCRIPTIONS = Profile(
    "Chargebee subscriptions",
    header(
        "subscriptions_id subscriptions_customer_id subscriptions_status "
        "subscriptions_cancelled_at"
    ),
    always(
        Part(
            "accounts",
            {"account_id": _CUSTOMER, "account_name": "Company"},
            made={"Company": _COMPANY},
            once_per=_CUSTOMER,
            keeps_known=True,
        ),
        _PHASES,
        _REQUESTS,
        _EXITS,
    ),
)
