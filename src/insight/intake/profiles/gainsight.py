"""Gainsight: the company object."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, header, word

_ENDED = pl.coalesce("churn_date", "churned_date")
_HAS_LEFT = word("status").is_in(["churned", "inactive", "ex customer"])

COMPANIES = Profile(
    "Gainsight companies",
    header("gsid name original_contract_date renewal_date"),
    always(
        Part(
            "accounts",
            {
                "account_id": "Account",
                "account_name": "name",
                "start_date": "original_contract_date",
                "industry": "industry",
                "owner": "csm_name",
                "parent_account_id": "parent_company_id",
            },
            made={"Account": pl.coalesce("sfdc_account_id", "gsid")},
            keeps_known=True,
        ),
        Part(
            "exits",
            {
                "account_id": "Account",
                "exit_date": "Day it ended",
                "reason_code": "churn_reason",
            },
            made={
                "Account": pl.coalesce("sfdc_account_id", "gsid"),
                "Day it ended": pl.coalesce(
                    _ENDED, pl.when(_HAS_LEFT).then(pl.col("renewal_date"))
                ),
            },
            left_out={"companies that are customers": pl.col("Day it ended").is_null()},
            keeps_known=True,
            notes=(
                "Where a churned company has no churn date, its renewal date is taken.",
            ),
        ),
    ),
)
