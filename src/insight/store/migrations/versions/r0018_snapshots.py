"""Whether a file told of each subscription as it is on one day, not of its history."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Adds it, unknown for earlier uploads."""
    op.add_column("uploads", sa.Column("is_snapshot", sa.Boolean()))
