"""`insight backup`: everything in one file."""

from datetime import UTC, datetime
from pathlib import Path

import click

from insight.cli.operator import operator
from insight.errors import InsightError
from insight.settings import runtime


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write everything the database holds to a new FILE, while the app goes on.

    The file is the same for SQLite and PostgreSQL and can be restored into either. It
    holds all data, names and addresses included: keep it where the database may be kept.
    """
    from insight.store.archive import backup as backed_up  # noqa: PLC0415
    from insight.store.engines import open_engine  # noqa: PLC0415

    try:
        engine = open_engine(runtime().database_url)
        made = backed_up(engine, file, by=operator(), at=datetime.now(UTC))
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file} holds {made.rows:,} rows of {len(made.tables)} tables.")
