"""Keeps those who have no access, and hold a page open, few."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from insight.errors import InsightError
from insight.ui.access import person_of
from insight.ui.server.browser import claims_with
from insight.ui.server.descriptors import limit
from insight.ui.server.sessions import CLOSED

FEWEST, MOST = 8, 256
SHARE = 16
"""One in so many descriptors may hold a page open for a stranger, who needs four."""
_TRY_AGAIN = 1013


def most_strangers() -> int:
    """How many may hold a page open before one of them has to go."""
    return max(FEWEST, min(MOST, limit() // SHARE))


class FewStrangers:
    """Ends the oldest connection of a stranger where one too many comes.

    So there is always room for somebody who is about to sign in.
    """

    def __init__(self, app: ASGIApp, most: Callable[[], int] = most_strangers) -> None:
        self.app = app
        self._most = most
        self._here: list[asyncio.Event] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a connection on, for as long as there is room where it is a stranger's."""
        if scope["type"] != "websocket" or not await run_in_threadpool(
            _is_strange, scope
        ):
            await self.app(scope, receive, send)
            return
        gone = asyncio.Event()
        self._here.append(gone)
        for oldest in self._here[: -self._most()]:
            oldest.set()
        try:
            await self.app(scope, _until(gone, receive, send), send)
        finally:
            self._here.remove(gone)
            CLOSED.end_old()


def _is_strange(scope: Scope) -> bool:
    try:
        return person_of(claims_with(scope)) is None
    except InsightError:
        return True


def _until(gone: asyncio.Event, receive: Receive, send: Send) -> Receive:
    """Receives until the connection has to go."""

    async def received() -> Message:
        asked = asyncio.ensure_future(receive())
        told = asyncio.ensure_future(gone.wait())
        both: set[asyncio.Future[Any]] = {asked, told}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if asked.done():
            return asked.result()
        asked.cancel()
        with suppress(Exception):
            await send({"type": "websocket.close", "code": _TRY_AGAIN})
        return {"type": "websocket.disconnect", "code": _TRY_AGAIN}

    return received
