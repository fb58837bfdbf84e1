"""The audit, which the database itself refuses to change."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

REFUSAL = "The audit can only be added to."
SQLITE = """
CREATE TRIGGER audit_no_{action} BEFORE {action} ON audit
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""


def upgrade() -> None:
    """Adds the audit and what refuses to change it."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("by", "action", "subject", "counts", "former", "hash")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(action=action, refusal=REFUSAL))
        return
    op.execute(POSTGRESQL.format(refusal=REFUSAL))
    for action, of in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER audit_refuse_{of.lower()} BEFORE {action} ON audit "
            f"FOR EACH {of} EXECUTE FUNCTION audit_refuse()"
        )
