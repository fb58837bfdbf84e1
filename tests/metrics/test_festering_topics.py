from collections.abc import Callable
from datetime import date

import polars as pl

from insight.cards.leaving.festering_topics import TOPICS
from insight.charts.style import LIGHT
from insight.metrics.facts import Facts
from insight.metrics.festering_topics import festering_topics
from insight.metrics.files import everything
from insight.settings import Choices

Tables = dict[str, pl.DataFrame]


def test_topics_open_now_come_first_with_who_left_beside(
    world: Callable[..., Tables],
    phase: Callable[..., dict[str, object]],
    facts_of: Callable[..., Facts],
) -> None:
    opened = date(2025, 1, 1)
    issues = [
        ("I1", "A", "sync", "high", None),
        ("I2", "A", "sync", "high", None),
        ("I3", "B", "sync", "medium", None),
        ("I4", "B", "login", "low", None),
        ("I5", "C", "login", "high", None),
        ("I6", "D", None, "high", date(2025, 1, 5)),
    ]
    tables = world(
        accounts=[{"account_id": one} for one in "ABCD"],
        subscriptions=[
            phase("A", "2024-01-01", None, 100),
            phase("B", "2024-01-01", None, 50),
            phase("C", "2024-01-01", "2025-03-01", 70),
            phase("D", "2024-01-01", None, 10),
        ],
        issues=[
            {
                "issue_id": issue, "account_id": account, "topic": topic,
                "severity": severity, "opened_date": opened, "resolved_date": resolved,
            }
            for issue, account, topic, severity, resolved in issues
        ],
    )  # fmt: skip
    facts = facts_of(tables, as_of="2025-06-30")

    found = festering_topics(facts, everything(facts))

    assert found.rows() == [("sync", 2, 150.0, 0), ("login", 0, None, 1)]
    card = TOPICS.finished(found, choices=Choices(currency="USD"), palette=LIGHT)
    assert card.finding == "sync: 2 customers have one open now, paying $150 a month."
    nobody = TOPICS.finished(
        found.tail(1), choices=Choices(currency="USD"), palette=LIGHT
    )
    assert nobody.finding == "No customer has a festering issue now."
