"""`insight sample`: invented customers as files."""

from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[3]
SAMPLE_SEED = 20_260_228


@click.command()
@click.option("--out", type=click.Path(path_type=Path), default=ROOT / "sample_data")
@click.option("--seed", default=SAMPLE_SEED, show_default=True)
@click.option("--accounts", default=2_000, show_default=True)
def sample(out: Path, seed: int, accounts: int) -> None:
    """Write a world of invented customers as CSV files."""
    from insight.sample.files import generate  # noqa: PLC0415

    generate(out, seed=seed, accounts=accounts)
    click.echo(f"{accounts:,} accounts are in {out}")
