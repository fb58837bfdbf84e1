"""What tells of people who were erased, behind a key, in place of their ids alone."""

from hashlib import sha256
from hmac import new
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Makes the key, and moves the contacts that were erased behind it."""
    op.add_column("meta", sa.Column("erasing_key", sa.Text()))
    erased = op.create_table(
        "erased_traces",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_erased_traces"),
    )
    connection, key = op.get_bind(), token_hex(32)
    meta, contacts = sa.table("meta", sa.column("erasing_key")), _erased_contacts()
    connection.execute(meta.update().values(erasing_key=key))
    for row in connection.execute(sa.select(contacts)).all():
        told = f"contact {row.contact_sha256}"
        mark = new(key.encode(), told.encode(), sha256).hexdigest()
        alias = f"erased-{row.contact_sha256[:16]}"
        values = {"mark": mark, "words": 0, "alias": alias, "at": row.at, "by": row.by}
        connection.execute(erased.insert().values(values))
    connection.execute(contacts.delete())


def _erased_contacts() -> sa.TableClause:
    return sa.table(
        "erased_contacts",
        sa.column("contact_sha256"),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("by"),
    )
