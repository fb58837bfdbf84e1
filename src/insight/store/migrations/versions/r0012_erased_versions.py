"""The data version of the latest erasure, before which nothing may be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the version that an erasure made; none has until now."""
    op.add_column(
        "meta",
        sa.Column("erased_in", sa.BigInteger(), nullable=False, server_default="0"),
    )
