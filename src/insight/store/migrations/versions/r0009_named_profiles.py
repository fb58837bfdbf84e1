"""Mappings with names, and accounts with the ids other systems give them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds the names of kept mappings, and the other ids of accounts."""
    for column in (
        sa.Column("name", sa.Text()),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("by", sa.Text()),
    ):
        op.add_column("saved_mappings", column)
    op.add_column("accounts", sa.Column("other_ids", sa.Text()))
