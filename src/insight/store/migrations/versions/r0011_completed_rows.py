"""Uploads whose rows hold cells of the rows that they replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds whether an upload completes what was known."""
    op.add_column(
        "uploads",
        sa.Column("completes", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
