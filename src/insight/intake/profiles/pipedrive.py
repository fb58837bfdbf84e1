"""Pipedrive: the list of deals, whose columns begin with what they belong to."""

import polars as pl

from insight.intake.profiles.deals import LOST, is_stage, won_after_lost
from insight.intake.profiles.parts import Part, Profile, always, header, word

_MADE = {
    "Company": pl.coalesce(
        "deal_organization_id",
        "organization_id",
        "deal_organization",
        "organization_name",
    ),
    "Stage": pl.format("closed{}", word("deal_status")),
    "close_date": pl.coalesce(
        "deal_lost_time", "deal_won_time", "deal_deal_closed_on", "deal_closed_on"
    ),
}
_NO_COMPANY = {"deals of no organization": pl.col("Company").is_null()}

DEALS = Profile(
    "Pipedrive deals",
    header("deal_id deal_title deal_status deal_lost_reason"),
    always(
        Part(
            "exits",
            {
                "account_id": "Company",
                "exit_date": "close_date",
                "reason_code": "deal_lost_reason",
                "recorded_by": "deal_owner",
            },
            made=_MADE,
            left_out={
                "deals that are not lost": ~is_stage("Stage", LOST),
                **_NO_COMPANY,
            },
            keeps_known=True,
            notes=(
                "Every lost deal is taken as an exit. If there are lost deals with "
                "prospects, export the renewals alone.",
            ),
        ),
        won_after_lost(
            "Company", stage="Stage", what="deals", made=_MADE, left_out=_NO_COMPANY
        ),
    ),
)
