"""How much one visitor may leave in this server's memory by uploading files."""

import re
from collections import Counter, deque
from time import monotonic

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

BYTES_A_SESSION = 300_000_000
BYTES_OF_ALL = 1_500_000_000
FILES_A_MINUTE = 120
_MINUTE = 60.0
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")


class UploadQuota:
    """Refuses uploads beyond what a session, or all of them together, may keep here.

    Streamlit limits each file and keeps as many as are sent until the session ends.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        bytes_a_session: int = BYTES_A_SESSION,
        bytes_of_all: int = BYTES_OF_ALL,
        files_a_minute: int = FILES_A_MINUTE,
    ) -> None:
        self.app = app
        self._limits = bytes_a_session, bytes_of_all
        self._rate = files_a_minute
        self._on_the_way: Counter[str] = Counter()
        self._arrivals: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        session = _uploading_session(scope)
        if session is None:
            await self.app(scope, receive, send)
            return
        size = _size(scope)
        if refusal := self._refusal(session, size):
            await refusal(scope, receive, send)
            return
        self._on_the_way[session] += size
        try:
            await self.app(scope, receive, send)
        finally:
            self._on_the_way[session] -= size
            self._on_the_way += Counter()

    def _refusal(self, session: str, size: int) -> PlainTextResponse | None:
        if size < 0:
            return PlainTextResponse("Say how long the file is.", 411)
        if self._is_too_fast(session):
            return PlainTextResponse("Too many files in a minute.", 429)
        of_session, of_all = self._limits
        kept = _kept()
        if kept is None:
            return PlainTextResponse("What waits here cannot be counted.", 503)
        mine = kept[session] + self._on_the_way[session] + size
        every = kept.total() + self._on_the_way.total() + size
        if mine > of_session or every > of_all:
            return PlainTextResponse("Too much is waiting to be imported.", 413)
        return None

    def _is_too_fast(self, session: str) -> bool:
        now = monotonic()
        self._arrivals = {
            name: times
            for name, times in self._arrivals.items()
            if now - times[-1] < _MINUTE
        }
        times = self._arrivals.setdefault(session, deque(maxlen=self._rate))
        is_full = len(times) == self._rate and now - times[0] < _MINUTE
        if not is_full:
            times.append(now)
        return is_full


def _uploading_session(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] != "PUT":
        return None
    found = _UPLOAD.search(scope["path"])
    return found[1] if found else None


def _size(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else -1


def _kept() -> Counter[str] | None:
    """Bytes of the files that Streamlit holds, by session; None where nobody can tell."""
    manager = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return None
    held = list(manager.file_storage.items())
    return Counter(
        {
            name: sum(len(file.data) for file in list(files.values()))
            for name, files in held
        }
    )
