"""`insight metrics`: the numbers as files."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from insight.cli.source import source_of, tell_as_of
from insight.currencies import currency_code
from insight.errors import InsightError
from insight.settings import Choices

_FAILED = 3


@click.command()
@click.option(
    "--from", "folder", type=click.Path(path_type=Path),
    help="A folder of CSV files instead of the store; needs --as-of.",
)  # fmt: skip
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]),
    help="The last day to count; by default the one the store is complete up to.",
)  # fmt: skip
@click.option(
    "--grace-days", type=int,
    help=f"By default the days chosen in Definitions, else {Choices().grace_days}.",
)  # fmt: skip
@click.option(
    "--currency",
    default="",
    help="The reporting currency, such as EUR; by default the one chosen in Definitions "
    "or INSIGHT_CURRENCY, else the currency of most MRR.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.pass_context
def metrics(
    context: click.Context,
    *,
    folder: Path | None,
    as_of: datetime | None,
    grace_days: int | None,
    currency: str,
    out: Path,
) -> None:
    """Compute every number from the store, and write them as files.

    The store is that of INSIGHT_HOME or INSIGHT_DATABASE_URL. With --from the numbers
    come from a folder of CSV files, named after the tables (accounts.csv,
    subscriptions.csv, …) and with our columns; a table without a file is empty.

    \b
    Exit code 0: every file was written.
    Exit code 1: the store or the folder cannot be read; nothing was written.
    Exit code 2: the command was written wrong.
    Exit code 3: a file could not be computed and is named; the others were written.
    """  # noqa: D301
    from insight.metrics.build import build_facts  # noqa: PLC0415
    from insight.metrics.leavers import words_on_leavers  # noqa: PLC0415
    from insight.metrics.prices import words_on_prices  # noqa: PLC0415
    from insight.metrics.uncounted import uncounted  # noqa: PLC0415
    from insight.metrics.writing import write_numbers  # noqa: PLC0415

    try:
        source = source_of(folder, as_of)
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    choices = _choices(source.choices, grace_days, currency)
    facts = build_facts(source.tables, as_of=source.as_of, choices=choices)
    sample = " It is the sample data." if source.is_sample else ""
    _tell(f"Computed up to {source.as_of}.{sample}")
    tell_as_of(source)
    _tell(f"Money is in {facts.money.currency}: {facts.money.why}.")
    facts = replace(facts, prices_from=source.prices_from)
    for said in (
        uncounted(facts).words(),
        words_on_leavers(facts),
        words_on_prices(facts, source.prices_from),
    ):
        if said:
            _tell(said)
    done = write_numbers(facts, out)
    for path in done.paths:
        click.echo(path)
    for name, why in done.failed.items():
        _tell(f"{name} could not be computed and was not written ({why}).")
    context.exit(_FAILED if done.failed else 0)


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)


def _choices(known: Choices, grace_days: int | None, currency: str) -> Choices:
    try:
        return replace(
            known,
            grace_days=known.grace_days if grace_days is None else grace_days,
            currency=currency_code(currency) or known.currency,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
