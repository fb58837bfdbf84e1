"""`insight audit`: whether the audit is as it was written."""

import click

from insight.errors import InsightError
from insight.settings import runtime


@click.group()
def audit() -> None:
    """The record of who did what."""


@audit.command()
@click.option("--known", help="A hash noted at an earlier check.")
def verify(known: str | None) -> None:
    """Check that every entry of the audit is as it was written.

    Note the hash it prints: given as --known at the next check, it also shows entries
    that were cut off at the end.
    """
    from insight.store.audit import verify as verified  # noqa: PLC0415
    from insight.store.engines import open_engine  # noqa: PLC0415
    from insight.store.migrate import migrate  # noqa: PLC0415

    try:
        engine = open_engine(runtime().database_url)
        migrate(engine)
        found = verified(engine, known=known)
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    if found.broken:
        raise click.ClickException(f"The audit does not hold: {found.broken}.")
    click.echo(
        f"Entries that hold: {found.entries:,}. The last hash is {found.head or '-'}"
    )
