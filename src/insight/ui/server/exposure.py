"""Keeps strangers out: requests by another name, and all others while sign-in is off."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from insight.errors import SignInError
from insight.settings import runtime
from insight.ui.identity import own_host, sign_in_is_on

REFUSAL = (
    "Insight serves other machines only with sign-in: put [auth] into secrets.toml "
    "(docs/team.md), or set INSIGHT_WITHOUT_SIGN_IN=allow where a network that you "
    "trust keeps everybody else out."
)
WRONG_NAME = (
    "Insight does not go by this name. People reach it by the host of redirect_uri in "
    "secrets.toml (docs/team.md)."
)
_PROBES = {"/healthz", "/_stcore/health"}
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class OnlyFromHere:
    """Answers nobody on another machine while everybody is an admin, nor by another name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] not in {"http", "websocket"} or is_served(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(reason="not served")(scope, receive, send)
        else:
            said = WRONG_NAME if sign_in_is_on() else REFUSAL
            await PlainTextResponse(said, 403)(scope, receive, send)


def is_served(scope: Scope) -> bool:
    """Whether a request may be answered: it asks for this server by a name of its own.

    A page that somebody lures people to can give its own name our address; what it then
    asks for carries its name, not ours.

    Raises:
        SignInError: There is a secrets.toml, and it cannot be read.
    """
    if runtime().open_to_all or scope["path"] in _PROBES:
        return True
    headers = Headers(scope=scope)
    asked = urlsplit(f"//{headers.get('host', '')}").hostname
    if sign_in_is_on():
        return is_here(asked) or asked == own_host()
    reached, _ = scope.get("server") or ("", None)
    is_passed_on = any(name in headers for name in _PASSED_ON)
    return is_here(asked) and is_here(reached) and not is_passed_on


def require_sign_in_beyond_here() -> None:
    """Does not let a server start that would open to other machines without sign-in.

    Raises:
        SignInError: It would, or its secrets.toml cannot be read.
    """
    address = st.get_option("server.address")
    if not (runtime().open_to_all or sign_in_is_on() or is_here(address)):
        raise SignInError(REFUSAL)


def is_here(host: str | None) -> bool:
    """Whether a host is this machine and reached by nobody else.

    Examples:
        >>> [is_here(host) for host in ("localhost", "127.0.0.1", "::1")]
        [True, True, True]
        >>> [is_here(host) for host in ("0.0.0.0", "insight.example.com", "", None)]
        [False, False, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
