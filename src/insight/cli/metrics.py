"""`insight metrics`: the numbers as files."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from insight.currencies import currency_code
from insight.errors import InsightError
from insight.settings import Choices, default_choices


@click.command()
@click.option("--from", "source", type=click.Path(path_type=Path), required=True)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--grace-days", default=Choices().grace_days, show_default=True)
@click.option(
    "--currency",
    default="",
    help="The reporting currency, such as EUR; by default INSIGHT_CURRENCY, else the "
    "currency of most MRR.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def metrics(
    source: Path, as_of: datetime, grace_days: int, currency: str, out: Path
) -> None:
    """Compute every number from a folder of CSV files, and write them as files.

    The files are named after the tables (accounts.csv, subscriptions.csv, …) and have
    our columns; a table without a file is empty.
    """
    from insight.intake.folder import read_folder  # noqa: PLC0415
    from insight.metrics.build import build_facts  # noqa: PLC0415
    from insight.metrics.files import write_numbers  # noqa: PLC0415
    from insight.metrics.uncounted import uncounted  # noqa: PLC0415

    try:
        tables = read_folder(source)
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    facts = build_facts(
        tables, as_of=as_of.date(), choices=_choices(grace_days, currency)
    )
    money = facts.money
    click.echo(f"Money is in {money.currency}: {money.why}.", err=True)
    if left_out := uncounted(facts).words():
        click.echo(left_out, err=True)
    for path in write_numbers(facts, out):
        click.echo(path)


def _choices(grace_days: int, currency: str) -> Choices:
    try:
        defaults = default_choices()
        return replace(
            defaults,
            grace_days=grace_days,
            currency=currency_code(currency) or defaults.currency,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
