"""`insight import`: files into the store, as the upload page does it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from insight.cli.operator import operator

if TYPE_CHECKING:
    from insight.cli.import_plan import Asked
    from insight.cli.import_report import Outcome


@click.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--sql", "source", metavar="NAME", help="Ask [sources.NAME] instead.")
@click.option("--table", help="The one table every file fills.")
@click.option("--profile", help="The export every file is, or a kept profile, or none.")
@click.option("--answer", "answers", multiple=True, metavar="COLUMN=ANSWER")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Last complete day.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, store nothing.")
@click.option("--json", "is_json", is_flag=True, help="Tell it as JSON.")
@click.pass_context
def import_files(
    context: click.Context,
    *,
    files: tuple[Path, ...],
    source: str | None,
    table: str | None,
    profile: str | None,
    answers: tuple[str, ...],
    as_of: datetime | None,
    dry_run: bool,
    is_json: bool,
) -> None:
    """Bring files or a database's rows in: all in one transaction, or none.

    Each file is told as it was understood: field ← column, words, what is assumed, and
    the columns not used. Rows that break a rule are refused with the reason; the others
    are stored. What the upload page asks is a question here, which names its --answer.

    \b
    Answers are, among others:
      COLUMN=dmy or mdy      the day or the month comes first
      COLUMN=point or comma  the decimal mark
      FIELD=COLUMN           which column holds a field
      WORD=CODE              the reason a word means: "Zu teuer=price_for_value"
      encoding=NAME          how the file is encoded
      sheet=NAME             the one sheet of a workbook to read, else each is a file

    With --sql NAME the rows come from the database that [sources.NAME] in secrets.toml
    names, by one query for each table. It is only read.

    \b
    Exit code 0: stored, or in already.
    Exit code 1: a file was refused as a whole; nothing was stored.
    Exit code 2: the command was written wrong.
    Exit code 3: a file needs an answer; nothing was stored.
    """  # noqa: D301
    from insight.cli.import_plan import Asked  # noqa: PLC0415
    from insight.cli.import_report import as_json, as_text, exit_code  # noqa: PLC0415
    from insight.errors import InsightError  # noqa: PLC0415

    _require_one_origin(files, source, table)
    asked = Asked(table, profile, _pairs(answers), as_of.date() if as_of else None)
    try:
        outcomes = _imported(files, source, asked, stores=not dry_run)
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    click.echo(as_json(outcomes) if is_json else as_text(outcomes))
    if not (is_json or as_of):
        _tell_as_of(outcomes)
    context.exit(exit_code(outcomes))


def _tell_as_of(outcomes: "list[Outcome]") -> None:
    """Says which day was taken for the last one, where nobody named it."""
    from insight.words import as_of_in_words  # noqa: PLC0415

    days = {one.as_of for one in outcomes if one.as_of}
    today = datetime.now(UTC).date()
    for day in sorted(days):
        said = as_of_in_words(date.fromisoformat(day), today=today)
        click.echo(f"{said} --as-of changes it.", err=True)


def _require_one_origin(
    files: tuple[Path, ...], source: str | None, table: str | None
) -> None:
    from insight.schema import TABLES  # noqa: PLC0415

    if bool(files) == bool(source) or (source and table):
        raise click.UsageError("Name files, or a database with --sql and no --table.")
    if table not in {None, *TABLES}:
        raise click.UsageError(f"--table is one of {', '.join(TABLES)}.")


def _imported(
    files: tuple[Path, ...], source: str | None, asked: "Asked", *, stores: bool
) -> "list[Outcome]":
    """What became of each file, or of each table of a database."""
    from insight.cli.import_plan import (  # noqa: PLC0415
        Store,
        planned_files,
        planned_rows,
    )
    from insight.cli.importing import import_all  # noqa: PLC0415
    from insight.settings import runtime  # noqa: PLC0415
    from insight.store.engines import open_engine  # noqa: PLC0415
    from insight.store.migrate import migrate  # noqa: PLC0415

    engine = open_engine(runtime().database_url)
    migrate(engine)
    store = Store.opened(engine)
    plans = (
        planned_rows(source, asked, store)
        if source
        else planned_files(files, asked, store)
    )
    now = datetime.now(UTC)
    return import_all(store, list(plans), asked, by=operator(), at=now, stores=stores)


def _pairs(answers: Iterable[str]) -> dict[str, str]:
    pairs = [answer.rpartition("=") for answer in answers]
    if any(not column for column, _, _ in pairs):
        raise click.UsageError("An answer looks like --answer “Close Date=dmy”.")
    return {column: answer for column, _, answer in pairs}
