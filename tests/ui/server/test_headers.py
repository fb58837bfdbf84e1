"""Security headers, over real ASGI responses."""

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from insight.ui.server.headers import INDEX, SecurityHeaders, security_headers


def answer(_request: object) -> PlainTextResponse:
    return PlainTextResponse("the numbers")


APP = Starlette(routes=[Route("/", answer)], middleware=[Middleware(SecurityHeaders)])


def get(path: str) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(APP)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as one:
            return await one.get(path)

    return asyncio.run(asked())


def policy(index: str) -> dict[str, list[str]]:
    parts = security_headers(index)["content-security-policy"].split("; ")
    return {name: values for name, *values in (part.split() for part in parts)}


def test_every_response_carries_the_headers_errors_too() -> None:
    for path in ("/", "/nowhere"):
        found = get(path).headers

        assert found["x-content-type-options"] == "nosniff"
        assert found["x-frame-options"] == "DENY"
        assert found["referrer-policy"] == "same-origin"
        assert found["content-security-policy"].startswith("default-src 'none'")


def test_scripts_are_ours_or_known_by_their_hash() -> None:
    allowed = policy("<script>\nwindow.a = 1\n</script><script src='x.js'></script>")

    assert allowed["script-src"] == [
        "'self'",
        "'sha256-PL9JRs6mUGj8xm6cJu/KmvpaRrB3jrGqM+oLJye/Q+k='",
    ]
    assert "'unsafe-inline'" not in policy(INDEX.read_text())["script-src"]
    assert "'unsafe-eval'" not in policy(INDEX.read_text())["script-src"]


def test_nothing_is_loaded_from_or_sent_to_elsewhere() -> None:
    sources = {
        source for name, values in policy("").items() for source in values if name
    }

    assert sources <= {"'none'", "'self'", "data:", "blob:", "'unsafe-inline'"}
