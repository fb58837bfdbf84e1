"""Intercom: the conversations export, whose moments are in the time zone of the team."""

import polars as pl

from insight.intake.profiles.parts import Part, Profile, always, header

_STATE = pl.coalesce(
    "current_conversation_state", "conversation_state", "state"
).str.to_lowercase()
_IS_CLOSED = (_STATE == "closed").fill_null(value=True)

CONVERSATIONS = Profile(
    "Intercom conversations",
    header("conversation_id conversation_started_at"),
    always(
        Part(
            "issues",
            {
                "issue_id": "conversation_id",
                "account_id": "Company",
                "opened_date": "conversation_started_at",
                "resolved_date": "Day it was closed",
                "topic": "Topic",
                "reopened_count": "Times reopened",
            },
            made={
                "Company": pl.coalesce(
                    "company_id", "user_company_id", "company_name", "company"
                ),
                "Day it was closed": pl.when(_IS_CLOSED).then(
                    pl.coalesce(
                        "conversation_last_closed_at",
                        "last_closed_at",
                        "conversation_closed_at",
                        "closed_at",
                    )
                ),
                "Topic": pl.coalesce(
                    "ai_topic", "topics", "conversation_topic", "topic", "title"
                ),
                "Times reopened": pl.coalesce("reopens", "times_reopened"),
            },
            left_out={
                "conversations of no company": pl.col("Company").is_null(),
            },
        )
    ),
)
