"""What is said of a setting that cannot be, before anything rests on it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from insight.cli import main
from insight.settings import NAMES, SettingError, require_settings, runtime

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but an empty home."""
    for name in os.environ:
        if name.startswith("INSIGHT_"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INSIGHT_KEEP_WORDS_DAYS", "abc", "is a number of days, not “abc”"),
        ("INSIGHT_KEEP_WORDS_DAYS", "-3", "is a number of days, not “-3”"),
        ("INSIGHT_KEEP_WORDS_DAYS", "0", "is a number of days, not “0”"),
        ("INSIGHT_KEEP_WORDS_DAYS", "9" * 5_000, "is a number of days"),
        ("INSIGHT_KEEP_WORDS_DAYS", "٣", "is a number of days"),
        ("INSIGHT_SAMPLE", "of", "is on or off, not “of”"),
        ("INSIGHT_WITHOUT_SIGN_IN", "yes", "is “allow” or not set, not “yes”"),
        ("INSIGHT_DATABSE_URL", "x", "Did you mean INSIGHT_DATABASE_URL?"),
        ("INSIGHT_ADMIN", "ann@x.test", "Did you mean INSIGHT_ADMINS?"),
        ("INSIGHT_COLOUR", "red", "The README lists them all"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_one_sentence(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingError, match=name) as refused:
        require_settings()
    commanded = CliRunner().invoke(main, ["people", "list"])

    assert said in str(refused.value)
    assert commanded.exit_code == 2
    assert commanded.output.splitlines()[-1] == f"Error: {refused.value}"
    assert "Traceback" not in commanded.output


def test_every_setting_there_is_may_be_set_and_be_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    for name in ("INSIGHT_SERVICE_HOST", "INSIGHT_PORT_8501_TCP", "INSIGHT_CHROMIUM"):
        monkeypatch.setenv(name, "set by something else")

    require_settings()

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert runtime().sample is True
    assert [name for name in NAMES if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("port", ["abc", "0", "-1", "99999", "8501.5", ""])
def test_a_port_that_is_none_is_named(port: str) -> None:
    answered = CliRunner().invoke(main, ["run", "--port", port])

    assert answered.exit_code == 2
    assert "--port" in answered.output.splitlines()[-1]


def test_a_port_that_is_taken_is_named_with_what_to_do(taken_port: int) -> None:
    answered = CliRunner().invoke(main, ["run", "--port", str(taken_port)])

    assert (answered.exit_code, answered.output) == (
        1,
        f"Error: Something else listens on port {taken_port} of 127.0.0.1 already. "
        "End it, or set PORT to another number.\n",
    )


def test_an_address_that_this_machine_has_not_is_named() -> None:
    answered = CliRunner().invoke(main, ["run", "--address", "192.0.2.1"])

    assert answered.exit_code == 1
    assert "no address “192.0.2.1”" in answered.output


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INSIGHT_DATABASE_URL", "insight.db", "it is not a URL"),
        ("INSIGHT_HOME", "/dev/null/x", "cannot be made"),
        ("INSIGHT_ADMINS", "ann", "INSIGHT_ADMINS cannot be used: “ann” is no e-mail"),
        ("INSIGHT_SAMPEL", "off", "Did you mean INSIGHT_SAMPLE?"),
    ],
)
def test_a_wrong_setting_stops_the_start_in_a_sentence_without_a_traceback(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    words = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0"]

    ended = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    heard = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert said in heard
    assert "Traceback" not in heard
    assert 'File "' not in heard
