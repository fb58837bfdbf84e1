"""What an upload says of its rows, so that others complete it and any can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Adds what uploads say, what they were made from, and which settle refusals."""
    op.add_column("uploads", sa.Column("said", sa.JSON()))
    op.add_column("uploads", sa.Column("made_from", sa.Text()))
    op.add_column("uploads", sa.Column("header_shape", sa.Text()))
    op.add_column("refused_rows", sa.Column("settled_by", sa.Integer()))
