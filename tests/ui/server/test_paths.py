"""Which addresses are answered, over real ASGI requests."""

import asyncio
from pathlib import PurePosixPath

import httpx
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from insight.ui.menu import MENU
from insight.ui.server.paths import STATIC, KnownPaths

PAGES = [f"/{PurePosixPath(e.file).name}" for each in MENU.values() for e in each][1:]
SCRIPT = next(STATIC.glob("static/js/*.js")).relative_to(STATIC).as_posix()
FREE = [
    "/",
    "/healthz",
    f"/{SCRIPT}",
    "/_stcore/health",
    "/_stcore/host-config",
    *PAGES,
]
UNKNOWN = [
    "/readyz",
    "/health",
    "/api/v1/people",
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "/_stcore/nothing",
    "/_stcore/agent/interact",
    "/static/js/nothing.js",
    "/exits/more",
    "/exits.php",
    "/EXITS",
    "/.env",
    "/secrets.toml",
]


def answer(_request: object) -> PlainTextResponse:
    return PlainTextResponse("the app")


def get(path: str) -> httpx.Response:
    app = Starlette(
        routes=[Route("/{path:path}", answer)], middleware=[Middleware(KnownPaths)]
    )

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://x"
        ) as client:
            return await client.get(path)

    return asyncio.run(asked())


@pytest.mark.parametrize("path", FREE)
def test_what_there_is_is_answered(path: str) -> None:
    assert get(path).text == "the app"


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_there_is_not_is_not_found(path: str) -> None:
    assert get(path).status_code == 404


def test_the_first_page_has_one_address() -> None:
    sent_on = get("/overview?period=3m")

    assert (sent_on.status_code, sent_on.headers["location"]) == (307, "/?period=3m")


def test_an_old_address_leads_to_the_page_with_all_it_asked_for() -> None:
    sent_on = get("/beliefs?period=3m")

    assert sent_on.status_code == 307
    assert sent_on.headers["location"] == "/hypotheses?period=3m"


@pytest.fixture
def below(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app is served below /insight."""
    options = {"server.baseUrlPath": "/insight/"}
    monkeypatch.setattr(st, "get_option", options.get)


@pytest.mark.usefixtures("below")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/insight", 200),
        ("/insight/exits", 200),
        ("/insight/_stcore/stream", 200),
        ("/healthz", 200),
        ("/exits", 404),
        ("/insights/exits", 404),
        ("/insight/readyz", 404),
        ("/insight/_stcore/metrics", 404),
    ],
)
def test_below_a_base_path_only_what_is_below_it_is_there(
    path: str, status: int
) -> None:
    assert get(path).status_code == status
