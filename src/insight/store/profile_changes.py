"""Profiles that were kept: renamed, deleted, and put back."""

from datetime import datetime

from sqlalchemy import Engine, delete, select, update

from insight.errors import ProfileNameError
from insight.store import audit
from insight.store.mappings import KeptMapping, insert_kept, is_of, is_taken
from insight.store.tables import saved_mappings
from insight.store.transactions import writing


def rename(
    engine: Engine, header_shape: str, name: str, *, by: str, at: datetime
) -> None:
    """Gives a kept mapping another name.

    Raises:
        ProfileNameError: The name is empty, or another mapping has it.
    """
    if not name.strip():
        raise ProfileNameError("A profile needs a name. Nothing was changed.")
    with writing(engine) as connection:
        if is_taken(connection, name):
            raise ProfileNameError(
                "Another profile has this name. Choose a name that none has yet."
            )
        renamed = update(saved_mappings).where(is_of(header_shape)).values(name=name)
        count = connection.execute(renamed).rowcount
        audit.record(
            connection,
            at=at,
            by=by,
            action="renamed",
            subject=f"a profile to {name}",
            counts={"profiles": count},
        )


def forget(engine: Engine, header_shape: str, *, by: str, at: datetime) -> None:
    """Keeps a mapping no longer; files that were imported by it stay as they are."""
    with writing(engine) as connection:
        named = select(saved_mappings.c.name).where(is_of(header_shape))
        name = connection.scalar(named) or "without a name"
        gone = delete(saved_mappings).where(is_of(header_shape))
        count = connection.execute(gone).rowcount
        audit.record(
            connection,
            at=at,
            by=by,
            action="deleted",
            subject=f"the profile {name}",
            counts={"profiles": count},
        )


def put_back(engine: Engine, kept: KeptMapping, *, by: str, at: datetime) -> bool:
    """Keeps a mapping again that was deleted; False where its header has another now."""
    with writing(engine) as connection:
        there = select(saved_mappings.c.name).where(is_of(kept.header_shape))
        if connection.execute(there).first() is not None:
            return False
        insert_kept(connection, kept)
        audit.record(
            connection,
            at=at,
            by=by,
            action="put back",
            subject=f"the profile {kept.name or 'without a name'}",
            counts={"profiles": 1},
        )
    return True
