"""Choices that are words, such as the reporting currency."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Adds the word of a choice that is no number."""
    op.add_column("choices", sa.Column("word", sa.Text()))
