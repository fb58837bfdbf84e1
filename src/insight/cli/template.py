"""`insight template`: an example file to fill."""

from pathlib import Path

import click


@click.command()
@click.argument("table")
@click.option("--out", type=click.Path(path_type=Path), help="A file to write it to.")
def template(table: str, out: Path | None) -> None:
    """Write an example CSV of a table: its header and two rows.

    TABLE is accounts, exits, win_backs, subscriptions, cancellation_requests,
    offboarding, save_offers, issues, contacts or fx_rates. Put your rows in the place of
    the two, and delete the columns that you do not fill.
    """
    from insight.intake import templates  # noqa: PLC0415
    from insight.schema import TABLES  # noqa: PLC0415

    if table not in TABLES:
        raise click.UsageError(f"TABLE is one of {', '.join(TABLES)}.")
    example = templates.template(table)
    if out is None:
        click.echo(example, nl=False)
        return
    path = out / f"{table}.csv" if out.is_dir() else out
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(example, encoding="utf-8")
    click.echo(path)
