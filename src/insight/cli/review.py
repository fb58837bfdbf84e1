"""`insight review`: the weekly review as files, for a scheduled run."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import click

from insight.cli.operator import operator
from insight.errors import InsightError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

    from insight.metrics.facts import Facts
    from insight.metrics.week import Week
    from insight.review.pack import Pack
    from insight.settings import Choices
    from insight.store.decisions import Decision

MONTHS = 12


class Source(NamedTuple):
    """Tables, the day they speak of, and what goes with them.

    `decisions` are those in force, or as the reviews up to a week left them.
    """

    tables: "dict[str, pl.DataFrame]"
    as_of: date
    choices: "Choices"
    decisions: "Callable[[str | None], Sequence[Decision]]"
    is_sample: bool


@click.command()
@click.option("--week", "label", help="For example 2026-W07; else the last whole week.")
@click.option(
    "--known", type=click.Choice(["now", "then"]), default="now", show_default=True
)
@click.option("--comments", is_flag=True, help="With the customers' own words.")
@click.option(
    "--from", "source", type=click.Path(path_type=Path, exists=True),
    help="A folder of CSV files instead of the store; needs --as-of.",
)  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--out", type=click.Path(path_type=Path), required=True)
def review(
    *,
    label: str | None,
    known: Literal["now", "then"],
    comments: bool,
    source: Path | None,
    as_of: datetime | None,
    out: Path,
) -> None:
    """Write the weekly review as a PowerPoint deck, an HTML page and an e-mail.

    It reads the store of INSIGHT_HOME or INSIGHT_DATABASE_URL, with the decisions kept
    there.
    """
    try:
        found = (
            _from_folder(source, as_of) if source else _from_store(comments=comments)
        )
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    for path in _written(_pack(found, label, known, comments=comments), out):
        click.echo(path)


def _from_folder(folder: Path, as_of: datetime | None) -> Source:
    from insight.intake.folder import read_folder  # noqa: PLC0415
    from insight.settings import default_choices  # noqa: PLC0415

    if as_of is None:
        raise click.UsageError("--from needs --as-of, the last day the files speak of.")
    return Source(
        read_folder(folder),
        as_of.date(),
        default_choices(),
        lambda _: (),
        is_sample=False,
    )


def _from_store(*, comments: bool) -> Source:
    from insight.settings import chosen, runtime  # noqa: PLC0415
    from insight.store.audit import record_alone  # noqa: PLC0415
    from insight.store.choices import chosen_values  # noqa: PLC0415
    from insight.store.decisions import decisions_of  # noqa: PLC0415
    from insight.store.engines import open_engine  # noqa: PLC0415
    from insight.store.load import load_tables  # noqa: PLC0415
    from insight.store.migrate import migrate  # noqa: PLC0415
    from insight.store.uploads import state  # noqa: PLC0415

    engine = open_engine(runtime().database_url)
    migrate(engine)
    held = state(engine)
    if held.as_of is None:
        raise click.ClickException(
            "There is no data yet. Start the app with `insight run` and bring a file, or "
            "give a folder with --from."
        )
    if comments:
        about = {"action": "exported personal data", "subject": "weekly review"}
        now, who = datetime.now(UTC), operator()
        record_alone(engine, at=now, by=who, counts={}, **about)
    return Source(
        tables=load_tables(engine),
        as_of=held.as_of,
        choices=chosen(chosen_values(engine)),
        decisions=lambda week: decisions_of(engine, known_in=week),
        is_sample=held.is_sample,
    )


def _pack(found: Source, label: str | None, known: str, *, comments: bool) -> "Pack":
    from insight.metrics.build import build_facts  # noqa: PLC0415
    from insight.metrics.restated import restated  # noqa: PLC0415
    from insight.metrics.selection import Selection  # noqa: PLC0415
    from insight.metrics.week import up_to  # noqa: PLC0415
    from insight.metrics.week_review import week_review  # noqa: PLC0415
    from insight.review.contents import pack  # noqa: PLC0415

    now = build_facts(found.tables, as_of=found.as_of, choices=found.choices)
    week = _week(now, label)
    then = build_facts(found.tables, as_of=week.as_of(now), choices=now.choices)
    facts = then if known == "then" else now
    year = Selection(now.last_month - MONTHS + 1, now.last_month)
    chosen = up_to(year, week, facts=now)
    numbers = week_review(facts, chosen, week=week)
    return pack(
        numbers if comments else numbers.without_comments(),
        facts,
        week=week,
        filters="",
        decisions=found.decisions(week.label if known == "then" else None),
        restated=restated(then, now, chosen, week=week),
        is_sample=found.is_sample,
    )


def _week(facts: "Facts", label: str | None) -> "Week":
    from insight.metrics.week import whole_weeks  # noqa: PLC0415

    weeks = {week.label: week for week in whole_weeks(facts)}
    if not weeks:
        raise click.ClickException("No week of this data is over yet.")
    latest, *_, earliest = [*weeks, *weeks]
    if label is not None and label not in weeks:
        raise click.ClickException(
            f"“{label}” is no week of the data. Take one from {earliest} to {latest}."
        )
    return weeks[label or latest]


def _written(pack: "Pack", out: Path) -> list[Path]:
    from insight.review.deck import deck  # noqa: PLC0415
    from insight.review.message import message  # noqa: PLC0415
    from insight.review.page import page  # noqa: PLC0415

    slides = deck(pack)
    files = {
        "pptx": slides,
        "html": page(pack).encode(),
        "eml": message(pack, deck=slides, at=datetime.now(UTC)),
    }
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for ending, content in files.items():
        paths.append(out / f"weekly-review-{pack.label}.{ending}")
        paths[-1].write_bytes(content)
    return paths
