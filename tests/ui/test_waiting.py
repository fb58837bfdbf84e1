import time

import pytest
from streamlit.testing.v1 import AppTest

from insight.errors import UnreadableFileError
from insight.intake.progress import Report
from insight.ui import waiting
from insight.ui.waiting import waited_for


def nothing() -> None:
    """What a click on “Cancel” does here."""


def test_work_gives_what_it_gives_and_raises_what_it_raises() -> None:
    def broken(_report: Report) -> int:
        raise UnreadableFileError("No.")

    assert waited_for(lambda _report: 7, key="a", on_cancel=nothing) == 7
    with pytest.raises(UnreadableFileError, match="No"):
        waited_for(broken, key="b", on_cancel=nothing)


def test_work_ends_at_its_next_step_once_the_page_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[int] = []

    def work(report: Report) -> None:
        for step in range(200):
            report(step / 200, "Counting")
            steps.append(step)
            time.sleep(0.02)

    def left(*_: object, **__: object) -> None:
        raise InterruptedError

    monkeypatch.setattr(waiting, "_SILENT_SECONDS", 0.1)
    monkeypatch.setattr(waiting, "_show", left)
    with pytest.raises(InterruptedError):
        waited_for(work, key="a", on_cancel=nothing)
    time.sleep(0.1)
    reached = len(steps)
    time.sleep(0.1)

    assert 0 < reached == len(steps) < 200


def page() -> None:
    import time  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415

    from insight.intake.progress import Report  # noqa: PLC0415
    from insight.ui import waiting  # noqa: PLC0415

    def work(report: Report) -> str:
        report(0.5, "Counting")
        time.sleep(0.4)
        return "whole"

    st.text(waiting.waited_for(work, key="stop", on_cancel=lambda: None))


def test_the_progress_goes_when_the_work_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(waiting, "_SILENT_SECONDS", 0.1)

    app = AppTest.from_function(page, default_timeout=30).run()

    assert not app.exception
    assert [text.value for text in app.text] == ["whole"]
    assert [*app.button] == []
