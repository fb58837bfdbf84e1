"""Takes uploads from the browsers of people who may import, and from nobody else."""

import re

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from insight.errors import InsightError
from insight.ui.access import person_of
from insight.ui.actions import is_allowed
from insight.ui.server.browser import claims_with, is_browser_of
from insight.ui.server.paths import own_path

REFUSAL = "Only people who may import can send files here."
_UPLOAD = re.compile(r"_stcore/upload_file/([^/]+)/[^/]+")
_METHODS = {"PUT", "DELETE"}


class OnlyImporters:
    """Refuses a file before a byte of it is kept.

    Streamlit takes files for every open session, of people who have not signed in too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        is_asked = scope["type"] == "http" and scope["method"] in _METHODS
        found = _UPLOAD.fullmatch(own_path(scope) or "") if is_asked else None
        if found is None or await run_in_threadpool(_may_send, scope, found[1]):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse(REFUSAL, 403)(scope, receive, send)


def _may_send(scope: Scope, session: str) -> bool:
    if not is_browser_of(scope, session):
        return False
    try:
        person = person_of(claims_with(scope))
    except InsightError:
        return False
    return person is not None and is_allowed(person, "import")
