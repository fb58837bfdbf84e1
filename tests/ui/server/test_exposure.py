"""Who is answered while nobody has to sign in, over real ASGI requests."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from insight.errors import SignInError
from insight.ui.server.exposure import (
    OnlyFromHere,
    is_served,
    require_sign_in_beyond_here,
)

HERE = "http://127.0.0.1:8501"


async def receive() -> Message:
    """Nothing is read in these tests."""
    raise AssertionError


async def send(_message: Message) -> None:
    """Nothing is answered here."""
    raise AssertionError


def answer(_request: object) -> PlainTextResponse:
    return PlainTextResponse("the numbers")


APP = Starlette(routes=[Route("/", answer)], middleware=[Middleware(OnlyFromHere)])


def get(base: str, **headers: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(APP)) as client:
            return await client.get(base, headers=headers)

    return asyncio.run(asked())


@pytest.fixture(autouse=True)
def no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No secrets.toml, and none of our settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INSIGHT_WITHOUT_SIGN_IN", raising=False)


@pytest.mark.parametrize("base", [HERE, "http://localhost:8501", "http://[::1]:8501"])
def test_this_machine_is_answered(base: str) -> None:
    assert get(base).text == "the numbers"


@pytest.mark.parametrize(
    ("base", "headers"),
    [
        ("http://10.1.2.3:8501", {}),
        ("http://10.1.2.3:8501", {"host": "localhost"}),
        (HERE, {"host": "insight.example.com"}),
        (HERE, {"host": "localhost.example.com"}),
        (HERE, {"x-forwarded-for": "203.0.113.9"}),
        (HERE, {"x-forwarded-host": "insight.example.com"}),
        (HERE, {"x-real-ip": "203.0.113.9"}),
        (HERE, {"forwarded": "for=203.0.113.9"}),
    ],
)
def test_other_machines_are_told_why_not(base: str, headers: dict[str, str]) -> None:
    refused = get(base, **headers)

    assert refused.status_code == 403
    assert "INSIGHT_WITHOUT_SIGN_IN=allow" in refused.text


def test_a_websocket_from_elsewhere_is_not_opened() -> None:
    sent: list[Message] = []
    scope = {"type": "websocket", "path": "/", "server": ("10.1.2.3", 8501)}

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    asyncio.run(OnlyFromHere(APP)({**scope, "headers": []}, receive, send))

    assert sent == [{"type": "websocket.close", "code": 1000, "reason": "not served"}]


@pytest.mark.parametrize(
    "scope",
    [
        {"type": "lifespan"},
        {"type": "http", "path": "/healthz", "headers": []},
        {
            "type": "websocket",
            "path": "/_stcore/stream",
            "server": ("127.0.0.1", 8501),
            "headers": [(b"host", b"localhost:8501")],
        },
    ],
)
def test_what_is_of_this_machine_is_passed_on_as_it_came(scope: dict[str, Any]) -> None:
    passed: list[object] = []

    async def app(*given: object) -> None:
        passed.extend(given)

    asyncio.run(OnlyFromHere(app)(scope, receive, send))

    assert passed == [scope, receive, send]


@pytest.mark.parametrize("server", [None, ("10.1.2.3", 8501)])
def test_a_socket_without_an_address_of_this_machine_is_not_served(
    server: tuple[str, int] | None,
) -> None:
    named = [(b"host", b"localhost:8501")]

    assert not is_served(
        {"type": "http", "path": "/", "server": server, "headers": named}
    )
    assert not is_served({"type": "http", "path": "/", "headers": named})


def test_a_trusted_network_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSIGHT_WITHOUT_SIGN_IN", "allow")

    answered = get("http://10.1.2.3:8501")

    assert answered.text == "the numbers"


SIGN_IN = {"auth": {"redirect_uri": "https://insight.example.com/oauth2callback"}}


def test_with_sign_in_everybody_reaches_the_door_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(st, "secrets", SIGN_IN)

    answered = get("http://10.1.2.3:8501", host="insight.example.com")

    assert answered.text == "the numbers"


@pytest.mark.parametrize("host", ["evil.example", "10.1.2.3", "x.insight.example.com"])
def test_with_sign_in_nobody_is_answered_by_another_name(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "secrets", SIGN_IN)

    refused = get("http://10.1.2.3:8501", host=host)

    assert refused.status_code == 403
    assert "does not go by this name" in refused.text


def test_a_probe_is_answered_whatever_name_it_uses() -> None:
    assert (
        get("http://10.1.2.3:8501/healthz").status_code == 404
    )  # the route is another's


@pytest.mark.parametrize("address", ["0.0.0.0", "10.1.2.3", None])  # noqa: S104
def test_a_server_open_to_others_does_not_start_without_sign_in(
    address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        st, "get_option", {"server.address": address, "secrets.files": []}.get
    )

    with pytest.raises(SignInError, match=r"only with sign-in"):
        require_sign_in_beyond_here()


def test_a_server_for_this_machine_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"server.address": "127.0.0.1", "secrets.files": []}
    monkeypatch.setattr(st, "get_option", options.get)

    require_sign_in_beyond_here()
