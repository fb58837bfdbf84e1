"""Brings a database to the schema of this version, and refuses what is not ours."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, Select, column, inspect, select, table

from insight.errors import StoreUnavailableError
from insight.store.failures import damaged, place
from insight.store.transactions import reading, writing

if TYPE_CHECKING:
    from alembic.config import Config

VERSION_TABLE = "insight_schema_version"
_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_REVISION: Select[str] = select(column("version_num")).select_from(table(VERSION_TABLE))


def migrate(engine: Engine) -> None:
    """Creates or upgrades the tables; where they are current, nothing is written.

    Safe when several servers start at once: one upgrades, the others wait. Before an
    upgrade a SQLite file is copied beside itself, as `<file>.before-<revision>`.

    Raises:
        StoreUnavailableError: The database cannot be used, is damaged, belongs to
            another program or was upgraded by a newer Insight.
    """
    with reading(engine) as connection:
        _require_sound(connection)
        if _is_current(connection):
            return
    with writing(engine) as connection:
        if not _is_current(connection):
            _keep_copy(connection)
            upgrade(connection, to="head")


def upgrade(connection: Connection, *, to: str) -> None:
    """Brings the tables to a later revision, or to the latest, the head."""
    from alembic import command  # noqa: PLC0415 - a current database does without it

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revision_of(connection: Connection) -> str | None:
    """The schema revision of a database; None where it has no tables of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(_REVISION).scalars().first()


def known_revisions() -> list[str]:
    """Every schema revision up to that of this version, the first one first.

    As the files of the chain are named: `r0002_row_history.py` makes revision 0002.
    """
    files = sorted(_VERSIONS.glob("r*.py"))
    return [file.name.split("_")[0].removeprefix("r") for file in files]


def alembic_config() -> "Config":
    """What Alembic has to know of the migrations."""
    from alembic.config import Config  # noqa: PLC0415 - a current database does without

    config = Config()
    config.set_main_option("script_location", "insight.store:migrations")
    return config


def _require_sound(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        check = connection.exec_driver_sql("PRAGMA quick_check(1)")
        if check.scalar() != "ok":
            raise damaged(connection.engine.url)


def _keep_copy(connection: Connection) -> None:
    revision, address = revision_of(connection), connection.engine.url
    if revision is None or connection.dialect.name != "sqlite":
        return
    copy = Path(f"{address.database}.before-{revision}")
    copy.touch(mode=0o600)
    with (
        closing(sqlite3.connect(str(address.database))) as held,
        closing(sqlite3.connect(copy)) as kept,
    ):
        held.backup(kept)


def _is_current(connection: Connection) -> bool:
    revision, known = revision_of(connection), known_revisions()
    where = place(connection.engine.url)
    if revision is None and (found := inspect(connection).get_table_names()):
        raise _foreign(where, found)
    if revision is not None and revision not in known:
        raise _newer(where, revision)
    return revision == known[-1]


def _foreign(where: str, tables: list[str]) -> StoreUnavailableError:
    return StoreUnavailableError(
        f"The database {where} holds tables of another program "
        f"({', '.join(sorted(tables)[:3])}). Set INSIGHT_DATABASE_URL to an empty one."
    )


def _newer(where: str, revision: str) -> StoreUnavailableError:
    return StoreUnavailableError(
        f"The database {where} belongs to a newer Insight (schema {revision}). "
        "Install that version, or set INSIGHT_DATABASE_URL to another database."
    )
