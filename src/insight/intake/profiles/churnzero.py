"""ChurnZero: the account fields of its import and export."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, header, is_yes

_ENDED = pl.when(~is_yes("is_active")).then(pl.col("end_date"))

ACCOUNTS = Profile(
    "ChurnZero accounts",
    header("account_external_id name is_active start_date end_date"),
    always(
        Part(
            "accounts",
            {
                "account_id": "account_external_id",
                "account_name": "name",
                "start_date": "start_date",
                "region": "billing_address_country",
                "industry": "cf_industry",
                "segment": "cf_segment",
                "owner": "owner_user_account",
                "parent_account_id": "parent_account_external_id",
            },
            keeps_known=True,
        ),
        Part(
            "exits",
            {
                "account_id": "account_external_id",
                "exit_date": "Day it ended",
                "reason_code": "Reason",
            },
            made={
                "Day it ended": _ENDED,
                "Reason": pl.coalesce(
                    "churn_reason", "cf_churn_reason", "cf_churn_reason_code"
                ),
            },
            left_out={"accounts that are active": _ENDED.is_null()},
            keeps_known=True,
        ),
    ),
)
