"""`insight people`: who may use Insight, from the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from insight.cli.operator import operator
from insight.errors import InsightError
from insight.settings import runtime


@click.group()
def people() -> None:
    """List, add and remove the people who may use Insight."""


@people.command()
@click.argument("email")
@click.option("--role", default="viewer", show_default=True)
@click.option("--region", "regions", multiple=True, help="Only accounts of it.")
@click.option("--issuer", help="The only identity provider that may vouch for them.")
def add(email: str, role: str, regions: tuple[str, ...], issuer: str | None) -> None:
    """Give a person access, or another role and other regions."""
    from insight.store.people import (  # noqa: PLC0415
        Person,
        in_lower_case,
        keep_person,
    )

    with opened_store() as engine:
        person = Person(in_lower_case(email), role, regions, issuer)
        keep_person(engine, person, by=operator(), at=datetime.now(UTC))
        click.echo(f"{person.email} is {role}")


@people.command()
@click.argument("email")
def remove(email: str) -> None:
    """Take a person's access away, at once."""
    from insight.store.people import take_access  # noqa: PLC0415

    with opened_store() as engine:
        take_access(engine, email, by=operator(), at=datetime.now(UTC))
        click.echo(f"{email} has no access any more")


@people.command(name="list")
def list_all() -> None:
    """Say who has access."""
    from insight.store.people import everybody  # noqa: PLC0415

    with opened_store() as engine:
        for row in everybody(engine).iter_rows(named=True):
            role = row["role"] if row["is_active"] else "no access"
            click.echo("  ".join([row["email"], role, ", ".join(row["regions"])]))


@contextmanager
def opened_store() -> Iterator[Any]:
    """The engine of the store, as a message where it cannot be used."""
    from insight.store.engines import open_engine  # noqa: PLC0415
    from insight.store.migrate import migrate  # noqa: PLC0415

    try:
        engine = open_engine(runtime().database_url)
        migrate(engine)
        yield engine
        engine.dispose()
    except InsightError as error:
        raise click.ClickException(str(error)) from error
