"""Profiles with the columns of their files, and when they were last used."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Adds what the list of profiles tells of each."""
    op.add_column("saved_mappings", sa.Column("header", sa.JSON()))
    op.add_column("saved_mappings", sa.Column("used_at", sa.DateTime(timezone=True)))
