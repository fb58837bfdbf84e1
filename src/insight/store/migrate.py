"""Brings a database to the schema of this version, and refuses what is not ours."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from insight.errors import StoreUnavailableError
from insight.store.failures import damaged, place
from insight.store.transactions import reading, writing

VERSION_TABLE = "insight_schema_version"


def migrate(engine: Engine) -> None:
    """Creates or upgrades the tables; where they are current, nothing is written.

    Safe when several servers start at once: one upgrades, the others wait.

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
            upgrade(connection, to="head")


def upgrade(connection: Connection, *, to: str) -> None:
    """Brings the tables to a later revision, or to the latest, the head."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def revision_of(connection: Connection) -> str | None:
    """The schema revision of a database; None where it has no tables of ours."""
    options = {"version_table": VERSION_TABLE}
    context = MigrationContext.configure(connection, opts=options)
    return context.get_current_revision()


def known_revisions() -> list[str]:
    """Every schema revision up to that of this version, the first one first."""
    scripts = ScriptDirectory.from_config(_config())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "insight.store:migrations")
    return config


def _require_sound(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        check = connection.exec_driver_sql("PRAGMA quick_check(1)")
        if check.scalar() != "ok":
            raise damaged(connection.engine.url)


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
