"""Helpdesks: exports of tickets, which are issues and never exits."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, first_of, header, word

_SEVERITY = {"Urgent": "high", "Normal": "medium"}
_DELETED = {"deleted tickets": word("status").is_in(["deleted", "spam"])}
_NO_COMPANY = {"tickets of no company": pl.col("Company").is_null()}

FRESHDESK = Profile(
    "Freshdesk tickets",
    header("ticket_id subject status priority created_time resolved_time"),
    always(
        Part(
            "issues",
            {
                "issue_id": "ticket_id",
                "account_id": "Company",
                "opened_date": "created_time",
                "resolved_date": "Day it was resolved",
                "severity": "priority",
                "topic": "Type or subject",
            },
            made={
                "Company": pl.coalesce("company_id", "company_name", "company"),
                "Day it was resolved": pl.coalesce("resolved_time", "closed_time"),
                "Type or subject": pl.coalesce("type", "subject"),
            },
            left_out={**_DELETED, **_NO_COMPANY},
            values={"severity": _SEVERITY},
        )
    ),
)

ZENDESK_EXPLORE = Profile(
    "Zendesk Explore tickets",
    header("ticket_id ticket_organization_name ticket_created_date"),
    always(
        Part(
            "issues",
            {
                "issue_id": "ticket_id",
                "account_id": "Company",
                "opened_date": "ticket_created_date",
                "resolved_date": "ticket_solved_date",
                "severity": "ticket_priority",
                "topic": "ticket_subject",
                "reopened_count": "reopens",
            },
            made={
                "Company": pl.coalesce(
                    "ticket_organization_external_id", "ticket_organization_name"
                )
            },
            left_out=_NO_COMPANY,
            values={"severity": _SEVERITY},
        )
    ),
)

HUBSPOT = Profile(
    "HubSpot tickets",
    header("ticket_id ticket_name ticket_status create_date"),
    always(
        Part(
            "issues",
            {
                "issue_id": "ticket_id",
                "account_id": "Company",
                "opened_date": "create_date",
                "resolved_date": "close_date",
                "severity": "priority",
                "topic": "Category or name",
            },
            made={
                "Company": pl.coalesce(
                    first_of("associated_company_ids", marks=";|,"),
                    "associated_company",
                ),
                "Category or name": pl.coalesce("category", "ticket_name"),
            },
            left_out=_NO_COMPANY,
            values={"severity": _SEVERITY},
        )
    ),
)
