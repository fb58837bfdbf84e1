"""HubSpot: all companies, and all deals with the reason they were lost."""

import polars as pl

from insight.intake.profiles.deals import LOST, is_stage, won_after_lost
from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    first_of,
    header,
    others_of,
)

_COMPANY = {"Company": first_of("associated_company_ids", marks=";|,")}
_NO_COMPANY = {"deals of no company": pl.col("Company").is_null()}

COMPANIES = Profile(
    "HubSpot companies",
    header("record_id company_name company_domain_name"),
    always(
        Part(
            "accounts",
            {
                "account_id": "record_id",
                "account_name": "company_name",
                "start_date": "First day as a customer",
                "industry": "industry",
                "region": "country_region",
                "owner": "company_owner",
                "parent_account_id": "parent_company_id",
            },
            made={
                "First day as a customer": pl.coalesce(
                    "became_a_customer_date", "create_date"
                )
            },
            keeps_known=True,
            notes=(
                "Where HubSpot does not say when a company became a customer, the day "
                "it was created is taken.",
            ),
        )
    ),
)

DEALS = Profile(
    "HubSpot deals",
    header("record_id deal_name deal_stage close_date associated_company_ids"),
    always(
        Part(
            "exits",
            {
                "account_id": "Company",
                "exit_date": "close_date",
                "reason_code": "Main reason",
                "contributing_reason_codes": "Further reasons",
                "recorded_by": "deal_owner",
            },
            made=_COMPANY
            | {
                "Main reason": first_of("closed_lost_reason"),
                "Further reasons": others_of("closed_lost_reason"),
            },
            left_out={
                "deals that are not lost": ~is_stage("deal_stage", LOST),
                **_NO_COMPANY,
            },
            keeps_known=True,
            notes=(
                "Every lost deal is taken as an exit. If there are lost deals with "
                "prospects, export the renewals alone.",
                "A deal’s amount does not say for how long it is paid, so it is not "
                "taken as MRR.",
            ),
        ),
        won_after_lost(
            "Company",
            stage="deal_stage",
            what="deals",
            made=_COMPANY,
            left_out=_NO_COMPANY,
        ),
    ),
)
