"""Salesforce: the opportunity report, whose accounts are known by id or by name."""

import polars as pl

from insight.intake.profiles.parts import (
    Part,
    Profile,
    always,
    day,
    first_of,
    has_row_that,
    header,
    others_of,
    word,
)

_STAGE = word("stage").str.replace_all(" ", "")
_IS_LOST, _IS_WON = _STAGE == "closedlost", _STAGE == "closedwon"
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
            left_out={"opportunities that are not lost": ~_IS_LOST},
            keeps_known=True,
            notes=(
                "Every lost opportunity is taken as an exit. If there are lost ones "
                "with prospects, export the renewals alone.",
            ),
        ),
        Part(
            "win_backs",
            {"account_id": "Account or its name", "return_date": "close_date"},
            made=_ACCOUNT,
            left_out={
                "opportunities that are not won": ~_IS_WON,
                "won opportunities with no lost one before": ~has_row_that(
                    _IS_LOST,
                    before=day("close_date"),
                    of="Account or its name",
                    this=day("close_date"),
                ),
            },
            keeps_known=True,
        ),
    ),
)
