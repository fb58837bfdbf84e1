from collections.abc import Callable
from datetime import UTC, date, datetime

import polars as pl
import pytest
from sqlalchemy import Engine

from insight.store.history import history, state
from insight.store.incoming import NewUpload
from insight.store.load import load_tables
from insight.store.undo import undo
from insight.store.uploads import Committed
from insight.store.word_meanings import give_meaning, words_without_meaning

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_stored_word_gets_a_meaning_and_its_undo_is_exact(
    engine: Engine,
    typed: Callable[..., pl.DataFrame],
    upload: Callable[..., NewUpload],
    stored: Callable[..., Committed],
) -> None:
    said = {"E1": "Zu teuer", "E2": "Zu teuer", "E3": "merger", "E4": "Umzug"}
    rows = [
        {"exit_id": key, "account_id": key, "exit_date": date(2025, 1, 2)}
        | {"reason_code": word, "stated_reason_code": "Zu teuer", "comment": key}
        for key, word in said.items()
    ]
    stored(upload("exits", typed("exits", *rows)))
    before = load_tables(engine)["exits"].sort("exit_id")

    words = words_without_meaning(before)
    seen = state(engine).data_version
    give_meaning(engine, "Zu teuer", "price_for_value", by="ann", at=AT, seen=seen)
    after = load_tables(engine)["exits"].sort("exit_id")
    ours = history(engine).filter(pl.col("file_name") == "Meaning of “Zu teuer”")
    undo(engine, ours["upload_id"].to_list(), by="ann", at=AT)

    meant = "price_for_value"
    assert words.rows() == [("Zu teuer", 6), ("Umzug", 1)]
    assert after["reason_code"].to_list() == [meant, meant, "merger", "Umzug"]
    assert after["stated_reason_code"].to_list() == [meant] * 4
    assert after.drop("reason_code", "stated_reason_code").equals(
        before.drop("reason_code", "stated_reason_code")
    )
    assert load_tables(engine)["exits"].sort("exit_id").equals(before)


def test_a_reason_that_has_a_meaning_keeps_it(engine: Engine) -> None:
    with pytest.raises(ValueError, match="merger"):
        give_meaning(engine, "merger", "closure", by="ann", at=AT, seen=0)
