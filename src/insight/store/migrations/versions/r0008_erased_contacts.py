"""Contacts that were erased."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds which contacts no file brings again."""
    op.create_table(
        "erased_contacts",
        sa.Column("contact_sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contact_sha256", name="pk_erased_contacts"),
    )
