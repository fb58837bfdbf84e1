"""Work of more than a second: how far it is, and a way to end it."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from threading import Event
from typing import TypeVar

import streamlit as st

from insight.intake.progress import Report

T = TypeVar("T")
_SILENT_SECONDS = 1.0
_LOOK_AGAIN_SECONDS = 0.2


class _EndedError(Exception):
    """Nobody waits for the work any more."""


@dataclass(slots=True)
class _Progress:
    """Where a piece of work is; the work tells, the page reads."""

    share: float = 0.0
    next_step: str = ""
    ended: Event = field(default_factory=Event)

    def report(self, share: float, next_step: str) -> None:
        """Keeps where the work is.

        Raises:
            _EndedError: Nobody waits for it any more.
        """
        if self.ended.is_set():
            raise _EndedError
        self.share, self.next_step = share, next_step


def waited_for(
    work: Callable[[Report], T], *, key: str, on_cancel: Callable[[], None]
) -> T:
    """What a piece of work gives; after a second with its progress and a way to cancel.

    The work runs beside the page and must not draw. Any other click ends it as well.

    Args:
        work: Called with the report it is to make from time to time.
        key: Of the cancel button.
        on_cancel: What a click on it does.
    """
    progress = _Progress()
    pool = ThreadPoolExecutor(1, "waited for")
    try:
        future = pool.submit(work, progress.report)
        wait_for([future], _SILENT_SECONDS)
        if not future.done():
            _show(future, progress, key=key, on_cancel=on_cancel)
        return future.result()
    finally:
        progress.ended.set()
        pool.shutdown(wait=False)


def _show(
    future: Future[T], progress: _Progress, *, key: str, on_cancel: Callable[[], None]
) -> None:
    place = st.empty()
    with place.container(border=True):
        bar = st.progress(0.0)
        st.button("Cancel", key=key, on_click=on_cancel)
    while not future.done():
        bar.progress(progress.share, f"{progress.next_step} …")
        wait_for([future], _LOOK_AGAIN_SECONDS)
    place.empty()
