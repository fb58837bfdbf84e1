from datetime import date
from typing import Any

import polars as pl
import pytest

from insight.metrics.files import everything
from insight.metrics.offboarding import (
    contact_counts,
    days_to_close,
    good_shares,
    good_trend,
    offboarded,
    promise_counts,
)
from insight.metrics.selection import Selection


def test_seven_of_eleven_exits_of_the_mini_world_are_good(mini_facts: Any) -> None:
    shares = good_shares(mini_facts, everything(mini_facts))

    row = shares.row(0, named=True)

    assert (row["records"], row["good"], row["n"], row["hard_fails"]) == (11, 7, 11, 2)
    assert row["share"] == pytest.approx(7 / 11)
    assert row["mean_score"] == pytest.approx((7 + 0.4 + 2 / 3) / 11)


def test_good_exits_differ_by_reason(mini_facts: Any) -> None:
    shares = good_shares(mini_facts, everything(mini_facts), by="reason_group")

    assert shares.select("group", "good", "n").rows() == [
        ("festering", 0, 2),
        ("poor_fit", 1, 1),
        ("resolvable", 2, 4),
        ("uncontrollable", 4, 4),
    ]


def test_a_promise_counts_where_it_applies(mini_facts: Any) -> None:
    counts = promise_counts(mini_facts, everything(mini_facts))

    assert counts.select("promise", "kept", "n", "others").rows() == [
        ("closed_in_7_days", 8, 11, 0),
        ("one_contact", 7, 11, 0),
        ("export_delivered", 6, 7, 4),
        ("export_instructions", 5, 7, 4),
        ("no_surprise_fee", 9, 11, 0),
    ]


def test_months_are_those_of_the_exit(mini_facts: Any) -> None:
    shares = good_shares(mini_facts, Selection(669, 670), by="month")

    assert shares.select("group", "good", "n").rows() == [
        ("2025-10", 1, 2),
        ("2025-11", 1, 2),
    ]


def test_the_median_days_to_close_are_three(mini_facts: Any) -> None:
    # 1 2 2 3 3 3 4 4 21 24 47: the sixth of eleven
    found = days_to_close(mini_facts, everything(mini_facts))

    assert found.select("n", "closed", "still_open", "days").row(0) == (11, 11, 0, 3)


def test_contacts_are_counted_up_to_five(mini_facts: Any) -> None:
    counts = contact_counts(mini_facts, everything(mini_facts))

    assert counts.select("contacts", "exits").rows() == [
        (1, 7), (2, 1), (3, 1), (4, 1), (5, 1),
    ]  # fmt: skip


@pytest.fixture
def handled(world: Any, facts_of: Any) -> Any:
    def build(*records: dict[str, Any], as_of: str = "2026-01-31") -> Any:
        exits = [
            {
                "exit_id": f"X{number:02}",
                "account_id": "A",
                "exit_date": record.pop("left", "2025-06-01"),
            }
            for number, record in enumerate(records)
        ]
        offboarding = [
            {"exit_id": f"X{number:02}"} | record
            for number, record in enumerate(records)
        ]
        tables = world(
            accounts=[{"account_id": "A"}], exits=exits, offboarding=offboarding
        )
        return facts_of(tables, as_of=as_of)

    return build


def test_an_account_still_open_is_watched_and_not_left_out(handled: Any) -> None:
    asked = {"cancel_requested_date": "2025-06-01"}
    facts = handled(
        asked | {"closed_date": "2025-06-03"},
        asked | {"closed_date": "2025-06-05"},
        dict(asked),
        dict(asked),
        as_of="2025-06-30",
    )

    found = days_to_close(facts, everything(facts))

    assert found.select("n", "closed", "still_open", "days").row(0) == (4, 2, 2, 4)


def test_nothing_known_is_neither_good_nor_bad(handled: Any) -> None:
    facts = handled({})

    shares = good_shares(facts, everything(facts), by="good_exit")

    assert shares.select("group", "records", "n", "share").rows() == [
        ("not known", 1, 0, None)
    ]


def test_a_changed_process_is_seen_against_the_months_before_it(handled: Any) -> None:
    months = [
        f"{year}-{month:02}-10" for year in (2023, 2024) for month in range(1, 13)
    ]
    facts = handled(
        *[
            {"left": month, "surprise_fee": customer < (8 if number < 18 else 2)}
            for number, month in enumerate(months)
            for customer in range(16)
        ]
    )

    trend = good_trend(facts, Selection(636, 659))

    assert trend.select("good", "n").unique(maintain_order=True).rows() == [
        (8, 16),
        (14, 16),
    ]
    assert trend.head(12)["verdict"].unique().to_list() == ["no limits"]
    assert set(trend[12:18]["verdict"]) == {"noise"}
    assert trend["verdict"][-1] == "signal"


def test_limits_stay_when_fewer_months_are_looked_at(mini_facts: Any) -> None:
    whole = good_trend(mini_facts, everything(mini_facts))

    last = good_trend(mini_facts, Selection(673, 673))

    assert last.rows() == whole.tail(1).rows()
    assert last.select("month", "good", "n").rows() == [("2026-02", 1, 1)]


def test_no_records_give_empty_frames(world: Any, facts_of: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")
    everyone = everything(facts)

    empty = [
        good_shares(facts, everyone),
        promise_counts(facts, everyone),
        good_trend(facts, everyone),
        days_to_close(facts, everyone),
        contact_counts(facts, everyone),
    ]

    assert [frame.is_empty() for frame in empty] == [True] * 5
    assert empty[2].schema["month"] == pl.String


def test_no_month_before_the_planted_change_of_process_is_a_signal(
    sample_facts: Any,
) -> None:
    trend = good_trend(sample_facts, everything(sample_facts))

    signals = trend.filter(verdict="signal")["month"].to_list()

    assert not [month for month in signals if month < "2024-09"]


def test_an_export_sent_after_the_day_was_not_delivered_by_it(
    world: Any, facts_of: Any
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        exits=[{"exit_id": "X", "account_id": "A", "exit_date": date(2025, 3, 3)}],
        offboarding=[
            {
                "exit_id": "X",
                "export_requested": True,
                "export_delivered": True,
                "export_instructions": True,
                "export_delivered_date": date(2025, 3, 10),
            }
        ],
    )

    then, later = (facts_of(tables, as_of=day) for day in ("2025-03-09", "2025-03-10"))

    flags = ["export_delivered", "export_instructions"]
    assert offboarded(then, everything(then)).select(flags).row(0) == (0, None)
    assert offboarded(later, everything(later)).select(flags).row(0) == (1, 1)
