"""Rows that later uploads replaced, so that each upload can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the row history, the rows behind refusals, and how an upload ended."""
    for column in (
        sa.Column("profile", sa.Text()),
        sa.Column("ended_by", sa.Integer()),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.Column("undone_by", sa.Text()),
    ):
        op.add_column("uploads", column)
    op.create_table(
        "row_history",
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "table_name", "key", "upload_id", name="pk_row_history"
        ),
    )
    op.create_table(
        "refused_records",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "line", name="pk_refused_records"),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name="fk_refused_records_upload_id"
        ),
    )
