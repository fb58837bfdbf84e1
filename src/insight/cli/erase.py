"""`insight erase`: personal data that is to go, from the command line."""

from datetime import UTC, datetime, timedelta

import click

from insight.cli.operator import operator
from insight.cli.people import opened_store
from insight.settings import runtime


@click.group()
def erase() -> None:
    """Erase a person, or what people said long ago, for good."""


@erase.command()
@click.argument("who")
def person(who: str) -> None:
    """Erase a contact, by e-mail address or contact id; their rows stay and count."""
    from insight.store.erasing import erase_person  # noqa: PLC0415
    from insight.store.snapshot import snapshot  # noqa: PLC0415

    with opened_store() as engine:
        erased = erase_person(engine, who, by=operator(), at=datetime.now(UTC))
        snapshot(engine, home=runtime().home)
        click.echo(
            f"Erased: contacts {erased.contacts}, texts {erased.texts}, "
            f"refused rows {erased.refused}"
        )


@erase.command()
@click.option("--older-than", "days", type=click.IntRange(1), required=True)
def words(days: int) -> None:
    """Erase what people said more than some days ago, and old refused rows."""
    from insight.store.personal_data import erase_old_words  # noqa: PLC0415
    from insight.store.snapshot import snapshot  # noqa: PLC0415

    now = datetime.now(UTC)
    before = now.date() - timedelta(days=days)
    with opened_store() as engine:
        erased = erase_old_words(engine, before=before, by=operator(), at=now)
        snapshot(engine, home=runtime().home)
        click.echo(f"Erased: {erased:,} texts from before {before}")
