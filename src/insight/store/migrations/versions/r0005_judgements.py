"""What people think of an account, beside what the model said."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the judgements."""
    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("within_days", sa.Integer(), nullable=False),
        sa.Column("chance", sa.Float()),
        sa.CheckConstraint(
            "risk between 1 and 5", name=op.f("ck_judgements_one_to_five")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_judgements"),
    )
