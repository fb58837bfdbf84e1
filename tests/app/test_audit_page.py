from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from insight.schema import TABLES
from insight.store.choices import choose
from insight.store.engines import open_engine
from insight.store.incoming import REFUSED
from insight.store.migrate import migrate
from insight.store.uploads import NewUpload, commit

PAGE = "data/audit"
OpenPage = Callable[..., AppTest]


@pytest.fixture
def audited(tmp_path: Path) -> str:
    """The URL of a store with an upload of a hostile name and a choice."""
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    engine = open_engine(url)
    migrate(engine)
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    empty = TABLES["accounts"].create_empty()
    file = NewUpload("![x](x.png).csv", "one", "accounts", 0, empty, REFUSED.to_frame())
    commit(engine, [file], by="ann", at=at, as_of=date(2026, 2, 28))
    choose(engine, "grace_days", 45, by="bo", at=at)
    engine.dispose()
    return url


def test_the_audit_lists_who_did_what_the_latest_first(
    audited: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=audited)

    shown = app.dataframe[0].value
    assert not app.exception
    assert list(shown["by"]) == ["bo", "ann"]
    assert list(shown["to_what"]) == ["grace_days: 45", "accounts from ![x](x.png).csv"]
    assert list(shown["how_many"]) == ["", "upload 1, 0 accepted, 0 in, 0 refused"]
    assert not any("![x]" in words.value for words in app.markdown)


def test_a_check_says_that_the_chain_holds_or_where_it_does_not(
    audited: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=audited)
    sound = app.button(key="check audit").click().run()
    engine = open_engine(audited)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_no_DELETE"))
        connection.execute(text("DELETE FROM audit WHERE id = 1"))
    engine.dispose()

    said = [box.value for box in sound.success]
    broken = app.button(key="check audit").click().run()

    assert said[0].startswith("All 2 entries hold.")
    assert [box.value for box in broken.error] == [
        "The audit does not hold: entry 1 is missing."
    ]
