"""The addresses there are; every other one is not found."""

from pathlib import Path, PurePosixPath
from urllib.parse import quote

import streamlit as st
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from insight.ui.menu import MENU

STATIC = Path(st.__file__).parent / "static"
HEALTH = "/healthz"
_NOT_FOUND = "There is no such page. All pages are in the menu of Insight."
_SERVED = {
    "_stcore/health",
    "_stcore/host-config",
    "_stcore/stream",
    "auth/login",
    "auth/logout",
    "oauth2callback",
}
MOVED = {"beliefs": "hypotheses"}
"""Old addresses of pages, and where they are now: links that people kept go on working."""
_BELOW = ("media/", "component/", "_stcore/upload_file/", "_stcore/bidi-components/")


class KnownPaths:
    """Answers 404 where Streamlit answers the app for whatever it is asked.

    What it says of itself, `_stcore/metrics`, is among that: it is for nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        files = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*")}
        entries = [
            PurePosixPath(entry.file) for each in MENU.values() for entry in each
        ]
        self._moved = {entries[0].name: "", **MOVED}
        self._known = {"", *files, *_SERVED, *(entry.name for entry in entries[1:])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or says that there is no such page."""
        path = own_path(scope) if scope["type"] == "http" else ""
        if path in self._moved:
            there = _address(scope, self._moved[path])
            await RedirectResponse(there)(scope, receive, send)
        elif scope.get("path") == HEALTH or self._is_known(path):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse(_NOT_FOUND, 404)(scope, receive, send)

    def _is_known(self, path: str | None) -> bool:
        if path is None:
            return False
        return path in self._known or path.startswith(_BELOW)


def own_path(scope: Scope) -> str | None:
    """What is asked for below our base path, without slashes around it; None outside."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    asked = str(scope["path"])
    if base and not f"{asked}/".startswith(f"/{base}/"):
        return None
    return asked.removeprefix(f"/{base}").strip("/")


def _address(scope: Scope, page: str) -> str:
    """The address of a page, with all that was asked of another one."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    query = scope.get("query_string", b"").decode("latin-1")
    below = f"/{base}/" if base else "/"
    return quote(f"{below}{page}") + (f"?{query}" if query else "")
