"""`insight review`: the weekly review as files, for a scheduled run."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from insight.cli.operator import operator
from insight.cli.source import Source, source_of, tell_as_of
from insight.errors import InsightError

if TYPE_CHECKING:
    from insight.metrics.facts import Facts
    from insight.metrics.week import Week
    from insight.review.pack import Pack

MONTHS = 12


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
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]),
    help="The last day to count; by default the one the store is complete up to.",
)  # fmt: skip
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
        found = source_of(source, as_of)
    except InsightError as error:
        raise click.ClickException(str(error)) from error
    tell_as_of(found)
    if comments and found.engine is not None:
        _record_comments(found)
    for path in _written(_pack(found, label, known, comments=comments), out):
        click.echo(path)


def _record_comments(source: Source) -> None:
    """Notes in the audit that customers' own words leave the store."""
    from insight.store.audit import record_alone  # noqa: PLC0415

    about = {"action": "exported personal data", "subject": "weekly review"}
    now, who = datetime.now(UTC), operator()
    record_alone(source.engine, at=now, by=who, counts={}, **about)


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
