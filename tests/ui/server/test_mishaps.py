"""Errors of ours: a number for people, and no data in the log."""

import logging
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from insight.errors import StoreUnavailableError
from insight.ui.server.mishaps import number, scrub_logs, show_mishap

MARKER = "ann@example.test"


@pytest.fixture(autouse=True)
def same_records() -> Iterator[None]:
    """Log records are afterwards made as before."""
    former = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(former)


def stumble(words: str) -> None:
    try:
        int(words)
    except ValueError as error:
        raise KeyError(words) from error


def failed(words: str) -> Exception:
    with pytest.raises(KeyError) as caught:
        stumble(words)
    return caught.value


def test_no_message_of_an_error_gets_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scrub_logs()

    logging.getLogger("streamlit.error_util").error(
        "It failed", exc_info=failed(MARKER)
    )

    assert MARKER not in caplog.text
    assert "builtins.KeyError" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "test_mishaps.py, line" in caplog.text


def test_what_is_wrong_with_the_database_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scrub_logs()
    error = StoreUnavailableError("The database x cannot be used")

    logging.getLogger("insight.start").error("It did not start", exc_info=error)

    assert "The database x cannot be used" in caplog.text


def test_the_same_thing_at_the_same_place_has_the_same_number() -> None:
    assert number(failed("a")) == number(failed("b"))
    assert number(failed("a")) != number(KeyError("a"))


def test_the_number_on_the_page_is_the_one_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scrub_logs()
    error = failed(MARKER)
    logging.getLogger("streamlit").error("It failed", exc_info=error)

    def page() -> None:
        import streamlit as st  # noqa: PLC0415

        from insight.ui.server.mishaps import show_mishap  # noqa: PLC0415

        show_mishap(st.session_state["error"])

    app = AppTest.from_function(page)
    app.session_state["error"] = error
    said = app.run().error[0].value

    assert number(error) in said
    assert number(error) in caplog.text
    assert MARKER not in said


def test_streamlit_says_nothing_of_its_own_beside_it() -> None:
    assert show_mishap(KeyError("x")) is True
