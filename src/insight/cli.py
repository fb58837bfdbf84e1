"""The command line: run the app, make sample data, compute the numbers as files."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from insight.errors import InsightError
from insight.settings import Choices

ROOT = Path(__file__).resolve().parents[2]
SAMPLE_SEED = 20_260_228


@click.group()
def main() -> None:
    """See why customers leave, how well they are let go, and who comes back."""


@main.command()
@click.option(
    "--port", default=8501, envvar="PORT", show_default=True, show_envvar=True
)
@click.option("--address", default="127.0.0.1", show_default=True)
def run(port: int, address: str) -> None:
    """Start the app; Ctrl-C stops it."""
    click.echo(f"Insight is at http://{address}:{port}")
    sys.stdout.flush()
    os.chdir(ROOT)
    app = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    server = ["--server.port", str(port), "--server.address", address]
    os.execv(sys.executable, [*app, *server])  # noqa: S606


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "sample_data")
@click.option("--seed", default=SAMPLE_SEED, show_default=True)
@click.option("--accounts", default=2_000, show_default=True)
def sample(out: Path, seed: int, accounts: int) -> None:
    """Write a world of invented customers as CSV files."""
    from insight.sample.files import generate  # noqa: PLC0415

    generate(out, seed=seed, accounts=accounts)
    click.echo(f"{accounts:,} accounts are in {out}")


@main.command()
@click.option("--from", "source", type=click.Path(path_type=Path), required=True)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--grace-days", default=Choices().grace_days, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def metrics(source: Path, as_of: datetime, grace_days: int, out: Path) -> None:
    """Compute every number from a folder of CSV files, and write them as files.

    The files are named after the tables (accounts.csv, subscriptions.csv, …) and have
    our columns; a table without a file is empty.
    """
    from insight.intake.folder import read_folder  # noqa: PLC0415
    from insight.metrics.build import build_facts  # noqa: PLC0415
    from insight.metrics.files import write_numbers  # noqa: PLC0415

    try:
        tables = read_folder(source)
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    choices = Choices(grace_days=grace_days)
    facts = build_facts(tables, as_of=as_of.date(), choices=choices)
    for path in write_numbers(facts, out):
        click.echo(path)
