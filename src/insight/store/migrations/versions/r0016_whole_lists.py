"""Whether a file was the whole list, as a person said."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Adds the answer, which earlier uploads have none of."""
    op.add_column("uploads", sa.Column("is_whole", sa.Boolean()))
