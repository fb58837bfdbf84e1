"""Ends the sessions whose browser is gone, by a timer.

Streamlit keeps them to be taken up again and lets go of them when others come; until then
each holds three descriptors and what was uploaded.
"""

import asyncio
import logging
from time import monotonic

from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from insight.errors import InsightError
from insight.ui.erasures import erasures_seen
from insight.ui.identity import sign_in_is_on
from insight.ui.vault import VAULT

SECONDS_KEPT = 100.0
"""For a browser that comes back; Streamlit forgets them after 120."""
SECONDS_BETWEEN_LOOKS = 5.0
log = logging.getLogger("insight.sessions")


class ClosedSessions:
    """Those whose browser is gone, with when that was first seen."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[AppSession, float]] = {}

    def end_old(self, *, seconds: float = SECONDS_KEPT) -> None:
        """Ends those that wait for longer, and all that belong to nobody.

        Where sign-in is on, a session before it has nothing to come back to.
        """
        kept, now = _kept(), monotonic()
        for name, session in kept.items():
            self._seen.setdefault(name, (session, now))
        for name, (session, since) in list(self._seen.items()):
            if name not in kept or _is_over(session, waited=now - since, most=seconds):
                del self._seen[name]
                _end(name, session)

    def keeps(self, name: str) -> bool:
        """Whether a session may still be taken up again."""
        return name in self._seen


CLOSED = ClosedSessions()


async def keep_ending_closed() -> None:
    """Ends closed sessions, and lets go of their files, until it is cancelled.

    After an erasure every open page is drawn again: what it held of before goes.
    """
    seen = erasures_seen()
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        try:
            if seen != (now := erasures_seen()):
                _draw_again()
                seen = now
            CLOSED.end_old()
            VAULT.clear_away(_is_gone)
        except (InsightError, RuntimeError) as error:
            log.error("Closed sessions could not be ended yet. %s", error)


def require_known_sessions() -> None:
    """Does not let a server start whose Streamlit keeps sessions in another way.

    Raises:
        RuntimeError: It does.
    """
    _kept()


def _kept() -> dict[str, AppSession]:
    manager = Runtime.instance()._session_mgr
    storage = getattr(manager, "_session_storage", None)
    if not isinstance(manager, WebsocketSessionManager) or not isinstance(
        storage, MemorySessionStorage
    ):
        raise RuntimeError(
            "This Streamlit keeps its sessions where nobody can end them."
        )
    return {info.session.id: info.session for info in storage.list()}


def _draw_again() -> None:
    CLOSED.end_old(seconds=0)
    for info in Runtime.instance()._session_mgr.list_active_sessions():
        info.session.request_rerun(None)


def _is_over(session: AppSession, *, waited: float, most: float) -> bool:
    is_nobodys = sign_in_is_on() and session.matches_user_info({})
    return is_nobodys or waited > most


def _end(name: str, session: AppSession) -> None:
    runtime = Runtime.instance()
    if runtime.is_active_session(name):
        return
    runtime.close_session(name)
    session.shutdown()


def _is_gone(name: str) -> bool:
    return not (Runtime.instance().is_active_session(name) or CLOSED.keeps(name))
