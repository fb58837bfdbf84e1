import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from starlette.requests import Request
from streamlit.config import get_config_options
from streamlit.testing.v1 import AppTest

from insight.store.engines import open_engine
from insight.store.load import load_tables
from insight.store.people import add_admins, find_person
from insight.store.uploads import history, state
from insight.ui import loads
from insight.ui.server.warmup import health, warm_up

ROOT = Path(__file__).parents[2]
REQUEST = Request({"type": "http", "method": "GET", "path": "/healthz", "headers": []})


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a store that was never used, named in the environment."""
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    return url


def test_a_store_that_was_never_used_starts_with_the_sample(fresh: str) -> None:
    warm_up()

    engine = open_engine(fresh)
    held, tables = state(engine), load_tables(engine)
    engine.dispose()
    assert (held.is_sample, held.as_of is not None) == (True, True)
    assert tables["accounts"].height == 2_000


def test_starting_again_adds_nothing(fresh: str) -> None:
    warm_up()
    warm_up()

    engine = open_engine(fresh)
    files = history(engine)
    engine.dispose()
    assert files["table"].is_unique().all()


def test_the_sample_can_be_left_out(
    fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSIGHT_SAMPLE", "off")

    warm_up()

    engine = open_engine(fresh)
    held = state(engine)
    engine.dispose()
    assert held.ever_used is False


def test_health_tells_the_data_version(fresh: str) -> None:
    warm_up()

    response = health(REQUEST)

    assert response.status_code == 200
    assert json.loads(bytes(response.body)) == {"status": "ok", "data_version": 1}


def test_health_of_a_store_that_cannot_be_opened_is_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "insight.db"
    broken.write_bytes(b"this is not a database" * 100)
    monkeypatch.setenv("INSIGHT_DATABASE_URL", f"sqlite:///{broken}")

    response = health(REQUEST)

    assert response.status_code == 503
    assert b"not a database" not in bytes(response.body)


def test_a_store_that_cannot_be_opened_is_said_on_the_page_not_raised(
    tmp_path: Path, open_page: Callable[..., AppTest]
) -> None:
    broken = tmp_path / "insight.db"
    broken.write_bytes(b"this is not a database" * 100)

    app = open_page("home/overview", url=f"sqlite:///{broken}")

    assert not app.exception
    assert [e.value for e in app.error] == ["This did not work."]
    assert app.main.text[0].value


def test_the_launcher_serves_the_entry_script_and_a_health_route() -> None:
    namespace: dict[str, object] = {"__file__": str(ROOT / "app.py")}

    exec(compile((ROOT / "app.py").read_text("utf-8"), "app.py", "exec"), namespace)  # noqa: S102

    app = namespace["app"]
    assert isinstance(app, st.App)
    assert not (ROOT / "src" / "insight" / "pages").exists()


def test_every_setting_is_one_that_streamlit_knows() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())

    known = set(get_config_options())

    ours = {
        f"{section}.{name}"
        for section, values in settings.items()
        for name in values
        if section != "theme"
    }
    assert ours - known == set()
    assert "runner.postScriptGC" in ours


def test_health_notices_that_the_data_folder_is_gone_and_that_it_is_back(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("INSIGHT_HOME", str(home))
    monkeypatch.setenv("INSIGHT_SAMPLE", "off")
    warm_up()

    away = home.rename(tmp_path / "away")
    gone = health(REQUEST)
    away.rename(home)
    back = health(REQUEST)

    assert (gone.status_code, back.status_code) == (503, 200)
    assert fresh


def test_a_database_that_took_the_place_of_the_open_one_is_shown(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    monkeypatch.setenv("INSIGHT_SAMPLE", "off")
    for folder in (other, home):
        monkeypatch.setenv("INSIGHT_HOME", str(folder))
        warm_up()
    engine = open_engine(f"sqlite:///{other / 'insight.db'}")
    add_admins(
        engine, ("ann@x.test",), by="a test", at=datetime(2026, 3, 1, tzinfo=UTC)
    )
    engine.dispose()

    home.rename(tmp_path / "away")
    other.rename(home)

    assert health(REQUEST).status_code == 200
    assert find_person(loads.engine(), "ann@x.test") is not None
    assert fresh
