"""Remembered mappings."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from insight.store.audit import entries
from insight.store.mappings import (
    KeptMapping,
    all_remembered,
    forget,
    remember,
    remembered,
    remembered_as,
    rename,
)
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

    assert remembered(engine, "id|grund") == KeptMapping("id|grund", MAPPING, **BY)
    assert remembered(engine, "id") is None


def test_the_last_mapping_of_a_header_counts(engine: Engine) -> None:
    remember(engine, "id|grund", MAPPING, **BY)
    remember(engine, "id|grund", {"table": "accounts"}, **BY)

    kept = remembered(engine, "id|grund")
    assert kept is not None
    assert kept.mapping == {"table": "accounts"}


def test_remembering_a_mapping_is_no_change_of_the_data(engine: Engine) -> None:
    before = state(engine)

    remember(engine, "id|grund", MAPPING, **BY)

    assert state(engine) == before


def test_a_profile_is_found_renamed_and_forgotten_by_its_name(engine: Engine) -> None:
    remember(engine, "id|grund", MAPPING, name="Austritte", **BY)
    remember(engine, "id", {"table": "accounts"}, name="Kunden", **BY)
    rename(engine, "id|grund", "Exits", **BY)

    found = remembered_as(engine, "Exits")
    listed = [kept.name for kept in all_remembered(engine)]
    forget(engine, "id|grund", **BY)

    assert found is not None
    assert found.mapping == MAPPING
    assert listed == ["Exits", "Kunden"]
    assert remembered(engine, "id|grund") is None
    assert remembered_as(engine, "Austritte") is None


def test_what_is_done_to_profiles_is_in_the_audit(engine: Engine) -> None:
    remember(engine, "id", MAPPING, name="Austritte", **BY)
    rename(engine, "id", "Exits", **BY)
    forget(engine, "id", **BY)

    assert entries(engine)["action"].to_list() == ["deleted", "renamed", "remembered"]
