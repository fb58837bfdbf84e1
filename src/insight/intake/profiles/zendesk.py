"""Zendesk: the ticket export, of whose 40 columns eight matter here."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, header, word

TICKETS = Profile(
    "Zendesk tickets",
    header("id requester_id subject status priority created_at solved_at reopens"),
    always(
        Part(
            "issues",
            {
                "issue_id": "id",
                "account_id": "Customer",
                "opened_date": "created_at",
                "resolved_date": "solved_at",
                "severity": "priority",
                "topic": "subject",
                "reopened_count": "reopens",
            },
            made={"Customer": pl.coalesce("requester_external_id", "organization")},
            left_out={"deleted tickets": word("status") == "deleted"},
            values={"severity": {"Urgent": "high", "Normal": "medium"}},
        )
    ),
)
