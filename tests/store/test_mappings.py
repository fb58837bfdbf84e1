"""Remembered mappings."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from insight.store.mappings import remember, remembered
from insight.store.uploads import state

BY: dict[str, Any] = {"by": "ann", "at": datetime(2026, 3, 2, tzinfo=UTC)}
MAPPING = {
    "table": "exits",
    "columns": {"exit_id": "Id", "reason_code": "Grund"},
    "values": {"reason_code": {"zu teuer — “wirklich”": "price_for_value"}},
}


def test_a_header_nobody_saw_has_no_mapping(engine: Engine) -> None:
    assert remembered(engine, "id|grund") is None


def test_the_mapping_of_a_header_comes_back_as_it_was(engine: Engine) -> None:
    remember(engine, "id|grund", MAPPING, **BY)

    assert remembered(engine, "id|grund") == MAPPING
    assert remembered(engine, "id") is None


def test_the_last_mapping_of_a_header_counts(engine: Engine) -> None:
    remember(engine, "id|grund", MAPPING, **BY)
    remember(engine, "id|grund", {"table": "accounts"}, **BY)

    assert remembered(engine, "id|grund") == {"table": "accounts"}


def test_remembering_a_mapping_is_no_change_of_the_data(engine: Engine) -> None:
    before = state(engine)

    remember(engine, "id|grund", MAPPING, **BY)

    assert state(engine) == before
