"""Reasons that teams add to ours."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Adds the table of own reasons; there is none until now."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "own_reasons",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text()),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("reason_group", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("retired_at", moment),
        sa.Column("retired_by", sa.Text()),
        sa.PrimaryKeyConstraint("code", name="pk_own_reasons"),
    )
