"""Where a command takes its tables from: the store, or a folder of CSV files."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    import polars as pl

    from insight.settings import Choices
    from insight.store.decisions import Decision


class Source(NamedTuple):
    """Tables, the day they speak of, and what goes with them.

    Attributes:
        tables: Typed rows by table.
        as_of: The last day they are complete for.
        choices: Those in force.
        decisions: Those in force, or as the reviews up to a week left them.
        is_sample: Is it the sample data?
        as_of_words: The day in a sentence, where nobody named it; else empty.
        prices_from: Since when prices are known; None for the whole time.
        engine: Of the store; None for a folder.
    """

    tables: "dict[str, pl.DataFrame]"
    as_of: date
    choices: "Choices"
    decisions: "Callable[[str | None], Sequence[Decision]]"
    is_sample: bool
    as_of_words: str = ""
    prices_from: date | None = None
    engine: Any = None


def source_of(folder: Path | None, as_of: datetime | None) -> Source:
    """The tables of a folder, or of the store where none is given.

    Args:
        folder: Of CSV files named after the tables.
        as_of: The day to take them up to; of the store its own where not given.

    Raises:
        InsightError: The folder or the store cannot be read.
    """
    if folder is not None:
        return _from_folder(folder, as_of)
    source = _from_store()
    return source._replace(as_of=as_of.date(), as_of_words="") if as_of else source


def tell_as_of(source: Source) -> None:
    """Says on the error stream as of which day is counted, where nobody named one."""
    if source.as_of_words:
        click.echo(f"{source.as_of_words} --as-of changes it.", err=True)


_LATE = (
    "Past due or paused for longer than that counts, in a list with one row per "
    "subscription: {late}. Since when, it does not say, so that begins on {day}. Where it "
    "began with the subscription, give the phases an id of their own (phase_id)."
)


_LAST_DAYS = (
    "In subscriptions.csv, {sign}. Here end_date is read as the first day without service. "
    "If it is the last day of service, import the file instead, which asks."
)


def _from_folder(folder: Path, as_of: datetime | None) -> Source:
    from insight.intake.asking.last_days import sign_of_last_days  # noqa: PLC0415
    from insight.intake.folder import read_folder  # noqa: PLC0415
    from insight.intake.old_states import late_from  # noqa: PLC0415
    from insight.settings import default_choices  # noqa: PLC0415

    tables = read_folder(folder, told=lambda note: click.echo(note, err=True))
    if as_of is None:
        raise click.UsageError(_asked_as_of(tables))
    phases, late = late_from(tables["subscriptions"], as_of=as_of.date())
    days = phases.select(
        subscription="subscription_id", start="start_date", end="end_date"
    )
    if sign := sign_of_last_days(days):
        click.echo(_LAST_DAYS.format(sign=sign), err=True)
    if late:
        click.echo(_LATE.format(late=late, day=as_of.date()), err=True)
    return Source(
        tables | {"subscriptions": phases},
        as_of.date(),
        default_choices(),
        lambda _: (),
        is_sample=False,
    )


def _asked_as_of(tables: "dict[str, pl.DataFrame]") -> str:
    """What is asked where a folder comes without its day: files do not tell it."""
    from insight.formats import day_words  # noqa: PLC0415
    from insight.intake.outcome import last_day  # noqa: PLC0415

    needs = "--from needs --as-of, the last day the files are complete for."
    today = datetime.now(UTC).date()
    last = last_day(tables.values(), today=today)
    if last is None:
        return needs
    return (
        f"{needs} The last day in these files is {day_words(last)}; today is "
        f"{day_words(today)}. If they are complete up to then, say --as-of {last}."
    )


def _from_store() -> Source:
    from insight.settings import chosen, runtime  # noqa: PLC0415
    from insight.store.choices import chosen_values  # noqa: PLC0415
    from insight.store.decisions import decisions_of  # noqa: PLC0415
    from insight.store.engines import open_engine  # noqa: PLC0415
    from insight.store.load import load_tables  # noqa: PLC0415
    from insight.store.migrate import migrate  # noqa: PLC0415
    from insight.store.own_reasons import own_reasons_in  # noqa: PLC0415
    from insight.store.uploads import state  # noqa: PLC0415
    from insight.taxonomy import use_own  # noqa: PLC0415
    from insight.words import as_of_in_words  # noqa: PLC0415

    engine = open_engine(runtime().database_url)
    migrate(engine)
    use_own(own_reasons_in(engine))
    held = state(engine)
    if held.as_of is None:
        raise click.ClickException(
            "There is no data yet. Start the app with `insight run` and bring a file, or "
            "give a folder with --from."
        )
    return Source(
        tables=load_tables(engine),
        as_of=held.as_of,
        choices=chosen(chosen_values(engine)),
        decisions=lambda week: decisions_of(engine, known_in=week),
        is_sample=held.is_sample,
        as_of_words=as_of_in_words(held.as_of, today=datetime.now(UTC).date()),
        prices_from=held.prices_from,
        engine=engine,
    )
