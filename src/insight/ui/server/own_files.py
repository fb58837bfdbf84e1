"""Hands files out at their addresses, to the browser that they were made for."""

from pathlib import PurePosixPath
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from insight.errors import InsightError
from insight.ui.server.browser import claims_with, is_browser_of
from insight.ui.server.paths import own_path
from insight.ui.vault import VAULT, HandedOut

_MEDIA = "media/"
_METHODS = {"GET", "HEAD"}


class OwnFiles:
    """Stands before Streamlit's own addresses of files, which anybody may open."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, sends a file, or says that there is none."""
        path = (own_path(scope) or "") if scope["type"] == "http" else ""
        if not path.startswith(_MEDIA):
            await self.app(scope, receive, send)
            return
        address = PurePosixPath(path.removeprefix(_MEDIA)).stem
        file = VAULT.find(address)
        is_theirs = file is not None and await run_in_threadpool(
            _is_theirs, scope, file
        )
        if file is None or not is_theirs or scope["method"] not in _METHODS:
            await PlainTextResponse("There is no such file.", 404)(scope, receive, send)
            return
        await _sent(file)(scope, receive, send)
        if scope["method"] == "GET":
            VAULT.is_fetched(address)


def _is_theirs(scope: Scope, file: HandedOut) -> bool:
    try:
        return is_browser_of(scope, file.session) and file.is_still_allowed(
            claims_with(scope)
        )
    except InsightError:
        return False


def _sent(file: HandedOut) -> Response:
    name = quote(file.name, safe="")
    headers = {
        "content-disposition": f"attachment; filename*=utf-8''{name}",
        "cache-control": "no-store",
    }
    return Response(file.content, media_type=file.mime, headers=headers)
