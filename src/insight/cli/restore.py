"""`insight restore`: a backup back into a database."""

from datetime import UTC, datetime
from pathlib import Path

import click

from insight.cli.operator import operator
from insight.errors import InsightError
from insight.settings import runtime


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Remove what the database holds.")
def restore(file: Path, *, replace: bool) -> None:
    """Put the backup FILE into the configured database: all of it, or nothing.

    The database has to be empty unless --replace is given. Backups of older versions
    are brought to the schema of this one.
    """
    from insight.store.engines import open_engine  # noqa: PLC0415
    from insight.store.restore import restore as restored  # noqa: PLC0415

    now = datetime.now(UTC)
    try:
        engine = open_engine(runtime().database_url)
        done = restored(engine, file, by=operator(), at=now, replace=replace)
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored {done.rows:,} rows of {len(done.tables)} tables.")
