"""How much may be uploaded, over real ASGI requests."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from insight.ui.server import quota
from insight.ui.server.quota import UploadQuota

Put = Callable[..., list[int]]


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Put:
    """Sends files of so many bytes each to the store that Streamlit keeps them in."""
    manager = MemoryUploadedFileManager("/upload")
    running = type("Running", (), {"uploaded_file_mgr": manager})()
    monkeypatch.setattr(Runtime, "exists", lambda: True)
    monkeypatch.setattr(Runtime, "instance", lambda: running)

    async def keep(request: Request) -> PlainTextResponse:
        data = await request.body()
        await asyncio.sleep(0)
        file = UploadedFileRec(request.path_params["file"], "a.csv", "text/csv", data)
        manager.add_file(request.path_params["session"], file)
        return PlainTextResponse("kept")

    def sent(*files: tuple[str, str, int], at_once: bool = False, **limits: int) -> Any:
        path = "/_stcore/upload_file/{session}/{file}"
        app = Starlette(
            routes=[Route(path, keep, methods=["PUT"])],
            middleware=[Middleware(UploadQuota, **limits)],
        )
        return asyncio.run(_sent(app, files, at_once=at_once))

    return sent


async def _sent(
    app: Starlette, files: tuple[tuple[str, str, int], ...], *, at_once: bool
) -> list[int]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        asked = [
            client.put(f"/_stcore/upload_file/{session}/{file}", content=b"x" * size)
            for session, file, size in files
        ]
        if at_once:
            answers = await asyncio.gather(*asked)
        else:
            answers = [await one for one in asked]
    return [answer.status_code for answer in answers]


def test_a_session_may_keep_so_much_and_no_more(put: Put) -> None:
    files = [("a", "1", 40), ("a", "2", 50), ("a", "3", 20), ("b", "4", 40)]

    assert put(*files, bytes_a_session=100) == [200, 200, 413, 200]


def test_all_sessions_together_may_keep_so_much_and_no_more(put: Put) -> None:
    files = [("a", "1", 60), ("b", "2", 60), ("b", "3", 40)]

    assert put(*files, bytes_of_all=100) == [200, 413, 200]


def test_files_on_the_way_at_once_count_too(put: Put) -> None:
    files = [("a", str(number), 40) for number in range(5)]

    answers = put(*files, bytes_a_session=100, at_once=True)

    assert sorted(answers) == [200, 200, 413, 413, 413]


def test_a_session_may_send_so_many_files_a_minute(put: Put) -> None:
    files = [("a", "1", 1), ("a", "2", 1), ("a", "3", 1), ("b", "4", 1)]

    assert put(*files, files_a_minute=2) == [200, 200, 429, 200]


def test_where_nobody_can_tell_what_waits_nothing_more_is_taken(
    put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "MemoryUploadedFileManager", int)

    assert put(("a", "1", 40)) == [503]
