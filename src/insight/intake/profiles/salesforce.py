"""Salesforce: the opportunity report, whose accounts are known by id or by name."""

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
