"""What every response tells the browser it may do: nothing that this server did not send."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INDEX = Path(st.__file__).parent / "static" / "index.html"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class SecurityHeaders:
    """Adds the headers to every response, Streamlit's own files included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._headers = security_headers(INDEX.read_text(encoding="utf-8"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; the messages of a session go their way untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def security_headers(index: str) -> dict[str, str]:
    """The headers by name.

    Args:
        index: The page that Streamlit serves; its inline scripts are allowed by their
            hashes, so that no other inline script runs.
    """
    return {
        "content-security-policy": "; ".join(_policy(index)),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }


def _policy(index: str) -> list[str]:
    """Styles may be inline: Streamlit, Plotly and the tables write theirs that way."""
    hashes = " ".join(f"'sha256-{_hash(text)}'" for text in _INLINE.findall(index))
    return [
        "default-src 'none'",
        f"script-src 'self' {hashes}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]


def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()
