"""People with access."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds who may use Insight, with role and scope."""
    op.create_table(
        "people",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("email", name="pk_people"),
    )
