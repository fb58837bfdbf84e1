"""`insight returners`: customers who came back under a new id."""

from datetime import UTC, datetime

import click

from insight.cli.operator import operator
from insight.cli.people import opened_store


@click.group()
def returners() -> None:
    """Find customers who came back under a new id, and say that they are the same."""


@returners.command(name="list")
def list_all() -> None:
    """List accounts that came after one like them had left.

    They have the name, the domain of an e-mail address or an id elsewhere in common, or
    a recorded return on that day.
    Nothing changes until somebody says so with `insight returners join`.
    """
    from insight.intake.returners import possible_returners  # noqa: PLC0415
    from insight.store.load import load_tables  # noqa: PLC0415

    with opened_store() as engine:
        tables = load_tables(engine)
        named = ("accounts", "contacts", "subscriptions", "exits", "win_backs")
        found = possible_returners(*(tables[name] for name in named))
        for row in found.iter_rows(named=True):
            click.echo(
                "{later_id} ({later_name}), since {came}: {account_id} ({account_name}), "
                "left {left}? They have: {why}.".format(**row)
            )
        click.echo(f"{found.height:,} to look at.", err=True)


@returners.command()
@click.argument("later")
@click.argument("former")
def join(later: str, former: str) -> None:
    """Say that LATER is the same customer as FORMER.

    All rows of both count as those of LATER. History of the app undoes it.
    """
    from insight.store.joining import join_ids  # noqa: PLC0415

    with opened_store() as engine:
        now = datetime.now(UTC)
        join_ids(engine, later=later, former=former, by=operator(), at=now)
        click.echo(f"{later} and {former} are one customer now.")
