"""The SQL tables: one for each table of the schema, and our own beside them."""

import dataframely as dy
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    false,
    true,
)

from insight.schema import TABLES
from insight.store.column_types import Moment, sql_type
from insight.store.erased_tables import erased_contacts, erased_traces
from insight.store.metadata import METADATA
from insight.store.reason_table import own_reasons

__all__ = ["METADATA", "erased_contacts", "erased_traces", "own_reasons"]

uploads = Table(
    "uploads",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("rows_in", BigInteger, nullable=False),
    Column("rows_accepted", BigInteger, nullable=False),
    Column("rows_refused", BigInteger, nullable=False),
    Column("accepted_sha256", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("is_sample", Boolean, nullable=False),
    Column("is_live", Boolean, nullable=False),
    Column("profile", Text),
    Column("ended_by", Integer),
    Column("undone_at", Moment),
    Column("undone_by", Text),
    Column("completes", Boolean, nullable=False, server_default=false()),
    Column("said", JSON),
    Column("made_from", Text),
    Column("header_shape", Text),
    Column("is_whole", Boolean),
    Column("is_snapshot", Boolean),
)
"""One row per stored file and table; live while its rows count.

`ended_by` is the upload that took the place of one, `undone_at` when a person undid it.
`said` is what it says of its rows (`incoming.Said`), empty where they are whole rows.
`made_from` is the table from whose rows accounts were made; `is_whole` whether a person
said that the file is the whole list; `is_snapshot` whether it has one row for each
subscription, as it is on that day. Only uploads of earlier versions have `completes`.
"""

Index(
    "ix_uploads_live_file",
    uploads.c.sha256,
    uploads.c.table_name,
    unique=True,
    sqlite_where=uploads.c.is_live == true(),
    postgresql_where=uploads.c.is_live,
)

refused_rows = Table(
    "refused_rows",
    METADATA,
    Column("upload_id", Integer, ForeignKey("uploads.id"), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("line", BigInteger),
    Column("column", Text),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    Column("settled_by", Integer),
)
"""Every refused cell or row, in the order of the file.

`settled_by` is the upload that brought the row in later.
"""

refused_records = Table(
    "refused_records",
    METADATA,
    Column("upload_id", Integer, ForeignKey("uploads.id"), primary_key=True),
    Column("line", BigInteger, primary_key=True),
    Column("cells", Text, nullable=False),
)
"""The whole row behind a refusal, a JSON object of cells by column of the file."""

row_history = Table(
    "row_history",
    METADATA,
    Column("table_name", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("upload_id", Integer, primary_key=True),
    Column("content", Text, nullable=False),
)
"""What uploads say of rows, a JSON object of cells each; `{}` that a row is gone.

A row of a table is what the live uploads say of its key, one after the other. What an
upload says is here where the row does not show it: a later upload says otherwise, or
completed it, or it completes what an earlier one says.
"""

saved_mappings = Table(
    "saved_mappings",
    METADATA,
    Column("header_shape", Text, primary_key=True),
    Column("mapping", JSON, nullable=False),
    Column("name", Text),
    Column("at", Moment),
    Column("by", Text),
    Column("header", JSON),
    Column("used_at", Moment),
)
"""How a file with this header was mapped last time, under the name people gave that.

`header` are the columns of such a file, `used_at` is when one was last imported so.
"""

choices = Table(
    "choices",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Float),
    Column("word", Text),
)
"""Every change of a choice, never overwritten; without value and word: the default again."""

decisions = Table(
    "decisions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True),
    Column("decided_in", Text, nullable=False),
    Column("changed_in", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("in_force", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Date),
    Column("status", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("subject", Text, nullable=False),
)
"""Every version of every decision, never overwritten: the latest in force counts.

One written while somebody else changed the decision is not in force.
"""

judgements = Table(
    "judgements",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account_id", Text, nullable=False),
    Column("judged_on", Date, nullable=False),
    Column("by", Text, nullable=False),
    Column(
        "risk",
        Integer,
        CheckConstraint("risk between 1 and 5", name="one_to_five"),
        nullable=False,
    ),
    Column("note", Text),
    Column("within_days", Integer, nullable=False),
    Column("chance", Float),
)
"""What people think of an account, never overwritten.

`risk` is of a request to leave in the next `within_days`, 1 (hardly) to 5 (surely);
`chance` is what the model said of it on that day, without a value where there was none.
"""

people = Table(
    "people",
    METADATA,
    Column("email", Text, primary_key=True),
    Column("issuer", Text),
    Column("role", Text, nullable=False),
    Column("regions", JSON, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
)
"""Who may use Insight, by e-mail address in lower case; nobody is ever removed."""

audit = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("counts", Text, nullable=False),
    Column("former", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""Who did what, never changed: `hash` is of the entry and of `former`, the one before."""

meta = Table(
    "meta",
    METADATA,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True),
    Column("data_version", BigInteger, nullable=False),
    Column("erased_in", BigInteger, nullable=False, server_default="0"),
    Column("erasing_key", Text),
)
"""One row: the data's version, counted up by every change, that of the last erasure, and
the key that traces of erased people are put behind."""


def _data_table(name: str, schema: type[dy.Schema]) -> Table:
    columns = [
        Column(
            column_name,
            sql_type(column.dtype),
            nullable=column.nullable,
            primary_key=column.primary_key,
        )
        for column_name, column in schema.columns().items()
    ]
    return Table(name, METADATA, *columns, Column("upload_id", Integer, nullable=False))


DATA: dict[str, Table] = {
    name: _data_table(name, schema) for name, schema in TABLES.items()
}
"""The tables of `schema.TABLES`, each row with the upload it came from.

No foreign key says so: checking one for every row doubles the time of an import into
PostgreSQL, and no upload is ever deleted.
"""
