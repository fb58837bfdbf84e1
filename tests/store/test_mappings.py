"""Remembered mappings."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from insight.errors import ProfileNameError
from insight.store.audit import entries
from insight.store.mappings import (
    KeptMapping,
    all_remembered,
    mark_used,
    remember,
    remembered,
    remembered_as,
)
from insight.store.profile_changes import forget, put_back, rename
from insight.store.uploads import state

AT = datetime(2026, 3, 2, tzinfo=UTC)
LATER = datetime(2026, 3, 9, tzinfo=UTC)
BY: dict[str, Any] = {"by": "ann", "at": AT}
MAPPING = {
    "table": "exits",
    "columns": {"exit_id": "Id", "reason_code": "Grund"},
    "values": {"reason_code": {"zu teuer — “wirklich”": "price_for_value"}},
}


def test_a_header_nobody_saw_has_no_mapping(engine: Engine) -> None:
    assert remembered(engine, "id|grund") is None


def test_the_mapping_of_a_header_comes_back_as_it_was(engine: Engine) -> None:
    remember(engine, "id|grund", MAPPING, header=("Id", "Grund"), **BY)

    kept = KeptMapping(
        "id|grund", MAPPING, None, AT, "ann", header=("Id", "Grund"), used_at=AT
    )
    assert remembered(engine, "id|grund") == kept
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


def test_a_name_that_another_profile_has_gets_a_number(engine: Engine) -> None:
    first = remember(engine, "id", MAPPING, name="Exits", **BY)
    second = remember(engine, "id|grund", MAPPING, name="Exits", **BY)
    again = remember(engine, "id", MAPPING, name="Exits", **BY)

    assert (first, second, again) == ("Exits", "Exits 2", "Exits")


@pytest.mark.parametrize("name", ["Kunden", " "])
def test_a_profile_is_not_renamed_to_nothing_or_to_what_another_has(
    engine: Engine, name: str
) -> None:
    remember(engine, "id|grund", MAPPING, name="Exits", **BY)
    remember(engine, "id", MAPPING, name="Kunden", **BY)

    with pytest.raises(ProfileNameError):
        rename(engine, "id|grund", name, **BY)

    assert [kept.name for kept in all_remembered(engine)] == ["Exits", "Kunden"]


def test_the_last_use_of_a_profile_is_known(engine: Engine) -> None:
    remember(engine, "id", MAPPING, name="Exits", **BY)
    remember(engine, "id|grund", MAPPING, name="Kunden", **BY)

    mark_used(engine, {"id"}, at=LATER)
    mark_used(engine, set(), at=LATER)

    assert [kept.used_at for kept in all_remembered(engine)] == [LATER, AT]


def test_a_deleted_profile_comes_back_as_it_was(engine: Engine) -> None:
    remember(engine, "id", MAPPING, name="Exits", header=("Id",), **BY)
    kept = remembered(engine, "id")
    assert kept is not None
    forget(engine, "id", **BY)

    is_back = put_back(engine, kept, by="bob", at=LATER)

    assert is_back
    assert remembered(engine, "id") == kept
    assert not put_back(engine, kept, by="bob", at=LATER)


def test_an_older_profile_without_a_header_is_read(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO saved_mappings (header_shape, mapping) "
            """VALUES ('id', '{"table": "exits"}')"""
        )

    kept = remembered(engine, "id")

    assert kept == KeptMapping("id", {"table": "exits"})
    assert kept.tables == ("exits",)
