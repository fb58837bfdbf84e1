"""The review of a week of the sample, and one whose texts are hostile."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.restated import restated
from insight.metrics.selection import Selection
from insight.metrics.week import Week, up_to
from insight.metrics.week_review import WeekReview, week_review
from insight.review.contents import pack
from insight.review.pack import Pack
from insight.settings import Choices
from insight.store.decisions import About, Content, Decision

SAMPLE = Path(__file__).parents[2] / "sample_data"
WEEK = Week(2026, 3)
AT = datetime(2026, 1, 19, 9, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a\x00b\ud800c\u202egnp.exe",
    "</script><img src=x onerror=alert(2)>\r\nBcc: x@example.test",
    "{{ 7 * 7 }}",
)


@pytest.fixture(scope="session")
def facts() -> Facts:
    tables = read_folder(SAMPLE)
    return build_facts(tables, as_of=date(2026, 2, 28), choices=Choices())


@pytest.fixture(scope="session")
def chosen(facts: Facts) -> Selection:
    year = Selection(facts.last_month - 11, facts.last_month)
    return up_to(year, WEEK, facts=facts)


@pytest.fixture(scope="session")
def found(facts: Facts, chosen: Selection) -> WeekReview:
    return week_review(facts, chosen, week=WEEK)


@pytest.fixture(scope="session")
def sample_pack(facts: Facts, chosen: Selection, found: WeekReview) -> Pack:
    wanted = Content(
        "Call them", "Ann", date(2026, 1, 17), about=About.EXIT, subject="A1598"
    )
    return pack(
        found,
        facts,
        week=WEEK,
        filters="Segment: ent",
        decisions=[Decision(1, 1, "2026-W02", "2026-W02", "ann", AT, True, wanted)],
        restated=restated(facts, facts, chosen, week=WEEK),
        is_sample=True,
    )


@pytest.fixture(scope="session")
def hostile_pack(sample_pack: Pack) -> Pack:
    card = replace(
        sample_pack.cards[0],
        name=HOSTILE[0],
        lines=tuple((f"Line {n}", text) for n, text in enumerate(HOSTILE)),
    )
    tables = tuple(
        replace(table, rows=(HOSTILE[: len(table.columns)],), columns=table.columns[:5])
        for table in sample_pack.tables
    )
    return replace(
        sample_pack, cards=(card,), tables=tables, basis=(*sample_pack.basis, *HOSTILE)
    )
