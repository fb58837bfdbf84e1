"""The SQL table of a team's own reasons."""

from sqlalchemy import Column, Table, Text

from insight.store.column_types import Moment
from insight.store.metadata import METADATA

own_reasons = Table(
    "own_reasons",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("parent", Text),
    Column("control", Text, nullable=False),
    Column("reason_group", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("retired_at", Moment),
    Column("retired_by", Text),
)
"""Every reason that a team added, never changed and never removed, only retired."""
