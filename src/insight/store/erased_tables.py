"""The SQL tables with what is known of people who were erased."""

from sqlalchemy import Column, Integer, Table, Text

from insight.store.column_types import Moment
from insight.store.metadata import METADATA

erased_contacts = Table(
    "erased_contacts",
    METADATA,
    Column("contact_sha256", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)
"""Contacts that earlier versions erased: `erased_traces` has them now, this has none."""

erased_traces = Table(
    "erased_traces",
    METADATA,
    Column("mark", Text, primary_key=True),
    Column("words", Integer, nullable=False),
    Column("alias", Text),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
)
"""What tells of people who were erased, behind `meta.erasing_key`: no file brings them again.

`mark` is of an address, a full name of so many `words`, or a contact id; `alias` is the
id that a contact has in place of one that names them.
"""
