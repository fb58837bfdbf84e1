"""Salesforce: reports of opportunities and accounts, known by id or by name."""

import re
from collections.abc import Collection

import polars as pl

from insight.intake.profiles.deals import LOST, is_stage, won_after_lost
from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    first_of,
    header,
    others_of,
    word,
)

_ACCOUNT = {"Account or its name": pl.coalesce("account_id", "account_name")}

OPPORTUNITIES = Profile(
    "Salesforce opportunities",
    header("opportunity_name account_name stage close_date"),
    always(
        Part(
            "exits",
            {
                "account_id": "Account or its name",
                "exit_date": "close_date",
                "reason_code": "Main reason",
                "contributing_reason_codes": "Further reasons",
                "competitor": "main_competitor_s",
                "recorded_by": "opportunity_owner",
            },
            made=_ACCOUNT
            | {
                "Reason": pl.coalesce("loss_reason", "closed_lost_reason", "reason"),
                "Main reason": first_of("Reason"),
                "Further reasons": others_of("Reason"),
            },
            left_out={"opportunities that are not lost": ~is_stage("stage", LOST)},
            keeps_known=True,
            notes=(
                "Every lost opportunity is taken as an exit. If there are lost ones "
                "with prospects, export the renewals alone.",
            ),
        ),
        won_after_lost(
            "Account or its name", stage="stage", what="opportunities", made=_ACCOUNT
        ),
    ),
)

_OF_OTHERS = re.compile(
    r"opportunity|^case_|contact_id|first_name|churn|cancel|lost|terminat|end_date"
)


def _is_list_of_accounts(columns: Collection[str]) -> bool:
    """Does a report tell of accounts alone, so that nothing else of it is lost?"""
    is_told = {"account_id", "billing_country", "type"}.intersection(columns)
    return bool(is_told) and not any(map(_OF_OTHERS.search, columns))


ACCOUNTS = Profile(
    "Salesforce accounts",
    header("account_name account_owner"),
    always(
        Part(
            "accounts",
            {
                "account_id": "Account or its name",
                "account_name": "account_name",
                "start_date": "Customer since",
                "segment": "account_segment",
                "industry": "industry",
                "region": "Country",
                "owner": "account_owner",
                "parent_account_id": "parent_account_id",
            },
            made=_ACCOUNT
            | {
                "Customer since": pl.coalesce("customer_since", "created_date"),
                "Country": pl.coalesce("billing_country", "billing_country_text_only"),
            },
            left_out={
                "accounts that are prospects": word("type").str.contains("prospect")
            },
            keeps_known=True,
            notes=(
                "Where Salesforce does not say since when an account is a customer, the "
                "day it was created is taken.",
            ),
        )
    ),
    recognises=_is_list_of_accounts,
)
