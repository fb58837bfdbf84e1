"""ChartMogul: MRR movements and customers, whose amounts are whole cents.

`MRR` of a movement is the MRR of the customer after it, of all subscriptions together,
and in the currency of the account: CURRENCY_CODE is that of the invoice
(help.chartmogul.com, "Exporting MRR movements").
"""

import polars as pl

from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    day,
    header,
    units_of_cents,
    word,
)

_CUSTOMER = pl.coalesce("customer_external_id", "customer_uuid")
_RANK = pl.col("rank").cast(pl.Int64, strict=False).fill_null(0)
_KIND = word("movement_type").str.replace_all(" ", "_")

MRR_MOVEMENTS = Profile(
    "ChartMogul MRR movements",
    header("date mrr_movement mrr movement_type customer_uuid"),
    always(
        Part(
            "accounts",
            {"account_id": "Customer", "account_name": "customer_name"},
            made={"Customer": _CUSTOMER},
            once_per="Customer",
            keeps_known=True,
        ),
        Part(
            "subscriptions",
            {
                "subscription_id": "Customer",
                "account_id": "Customer",
                "plan_id": "plan_external_id",
                "start_date": "date",
                "end_date": "Day of the next movement",
                "amount": "MRR in units",
            },
            made={
                "Customer": _CUSTOMER,
                "MRR in units": units_of_cents("mrr"),
                "Day of the next movement": pl.col("date")
                .shift(-1)
                .over("Customer", order_by=[day("date"), _RANK]),
            },
            left_out={
                "movements that end a subscription": units_of_cents("mrr") == "0.00",
                "movements with another on the same day": day("date")
                == day("Day of the next movement"),
            },
            constants={"billing_interval": "month"},
            is_second_source=True,
        ),
        Part(
            "exits",
            {
                "account_id": "Customer",
                "exit_date": "date",
                "last_mrr": "MRR lost",
            },
            made={
                "Customer": _CUSTOMER,
                "MRR lost": units_of_cents("mrr_movement").str.strip_prefix("-"),
            },
            left_out={"movements that are no churn": _KIND != "churn"},
            keeps_known=True,
        ),
        Part(
            "win_backs",
            {
                "account_id": "Customer",
                "return_date": "date",
                "mrr": "MRR in units",
            },
            made={"Customer": _CUSTOMER, "MRR in units": units_of_cents("mrr")},
            left_out={"movements that are no reactivation": _KIND != "reactivation"},
            keeps_known=True,
        ),
    ),
)

_STATUS = word("status").str.replace_all(" ", "_")
_LEADS = {
    "leads, which never paid": _STATUS.is_in(
        ["lead", "new_lead", "working_lead", "qualified_lead", "unqualified_lead"]
    )
}
_ID = {"account_id": ("external_id", "uuid")}

CUSTOMERS = Profile(
    "ChartMogul customers",
    header("uuid external_id name status mrr arr subscriber_since"),
    always(
        Part(
            "accounts",
            {
                "account_name": "Company or name",
                "start_date": "Customer since",
                "region": "country",
                "owner": "owner",
            },
            choices=_ID,
            made={
                "Company or name": pl.coalesce("company", "name"),
                "Customer since": pl.coalesce("subscriber_since", "customer_since"),
            },
            left_out=_LEADS,
            keeps_known=True,
        ),
        Part(
            "subscriptions",
            {
                "subscription_id": "uuid",
                "plan_id": "plan_name",
                "status": "status",
                "start_date": "Customer since",
                "amount": "MRR in units",
                "currency": "currency",
            },
            choices=_ID,
            made={
                "Customer since": pl.coalesce("subscriber_since", "customer_since"),
                "MRR in units": units_of_cents("mrr"),
            },
            left_out={
                **_LEADS,
                "customers who cancelled, of whom the export says no last day": _STATUS
                == "cancelled",
            },
            constants={"billing_interval": "month"},
            values={"status": {"In Trial": "trial", "Past Due": "past_due"}},
            is_second_source=True,
        ),
    ),
)
