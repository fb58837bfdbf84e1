"""`insight erase`: personal data that is to go, from the command line."""

from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import Any

import click

from insight.cli.operator import operator
from insight.cli.people import opened_store
from insight.settings import runtime
from insight.words import listed

PATIENCE = 30.0
_SECONDS_BETWEEN_TRIES = 0.2


@click.group()
def erase() -> None:
    """Erase a person, or what people said long ago, for good."""


@erase.command()
@click.argument("who")
def person(who: str) -> None:
    """Erase a contact, by e-mail address or contact id; their rows stay and count.

    Exit code 1 says that nobody was found, or that something is there yet.
    """
    from insight.store.erasing import erase_person  # noqa: PLC0415

    with opened_store() as engine:
        erased = erase_person(engine, who, by=operator(), at=datetime.now(UTC))
        if erased.is_nothing:
            raise click.ClickException(
                f"Nothing was erased: nobody here has the address or contact id {who}."
            )
        click.echo(
            f"Erased: contacts {erased.contacts}, texts {erased.texts}, "
            f"refused rows {erased.refused}"
        )
        _finish(engine)


@erase.command()
@click.option("--older-than", "days", type=click.IntRange(1), required=True)
def words(days: int) -> None:
    """Erase what people said more than some days ago, and old refused rows."""
    from insight.store.personal_data import erase_old_words  # noqa: PLC0415

    now = datetime.now(UTC)
    before = now.date() - timedelta(days=days)
    with opened_store() as engine:
        erased = erase_old_words(engine, before=before, by=operator(), at=now)
        click.echo(f"Erased: {erased:,} texts from before {before}")
        _finish(engine)


@erase.command()
def finish() -> None:
    """Finish an erasure that said “not yet”, once nobody reads what is there yet."""
    with opened_store() as engine:
        _finish(engine)
        click.echo("Nothing is left of what was erased.")


def _finish(engine: Any) -> None:
    """Waits for anyone who reads what is to go.

    Raises:
        ClickException: They still do.
    """
    from insight.store.leftovers import clear_away  # noqa: PLC0415

    started, is_told = monotonic(), False
    while left := clear_away(engine, home=runtime().home):
        if not is_told:
            click.echo(f"Not yet: somebody reads {listed(left)}. Waiting.")
            is_told = True
        if monotonic() - started > PATIENCE:
            raise click.ClickException(
                f"Not yet: somebody still reads {listed(left)}. No page shows what was "
                "erased. A running Insight removes the rest within a minute of their "
                "end; so does `insight erase finish`."
            )
        sleep(_SECONDS_BETWEEN_TRIES)
