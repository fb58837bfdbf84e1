"""Which browser a request comes from, and what an identity provider said of who uses it."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.runtime import Runtime
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import (
    decode_signed_value,
    validate_xsrf_token,
)
from streamlit.web.server.starlette.starlette_server_config import (
    USER_COOKIE_NAME,
    XSRF_COOKIE_NAME,
)


def claims_with(scope: Scope) -> dict[str, Any]:
    """What the signed cookie of a request says; empty where nobody signed in with it."""
    cookies = HTTPConnection(scope).cookies

    def signed(name: str) -> bytes | None:
        value = cookies.get(name, "").encode("latin-1", "replace")
        return decode_signed_value(get_cookie_secret(), name, value) if value else None

    found = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    try:
        said = json.loads(found or b"{}")
    except ValueError:
        return {}
    is_in = isinstance(said, dict) and said.get("is_logged_in") is True
    return said if is_in else {}


def is_browser_of(scope: Scope, session: str) -> bool:
    """Whether a request comes from the browser that this session is open in now."""
    client = Runtime.instance().get_client(session) if Runtime.exists() else None
    context = client.client_context if client else None
    if context is None:
        return False
    mine: Mapping[str, str] = HTTPConnection(scope).cookies
    opened = context.cookies
    return validate_xsrf_token(mine.get(XSRF_COOKIE_NAME), opened.get(XSRF_COOKIE_NAME))
