"""Who signed in, as far as an identity provider vouches for it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from insight.errors import SignInError
from insight.settings import runtime
from insight.store.people import in_lower_case

ALONE = "default"
_SHARED = {"redirect_uri", "cookie_secret", "expose_tokens", "client_kwargs"}


def sign_in_is_on() -> bool:
    """Whether people have to sign in: secrets.toml has a section [auth].

    Raises:
        SignInError: There is a secrets.toml, and it cannot be read.
    """
    return bool(_settings())


def providers() -> list[str]:
    """The names of the identity providers; one without a name is `ALONE`."""
    named = [name for name, value in _settings().items() if isinstance(value, Mapping)]
    return [name for name in named if name not in _SHARED] or [ALONE]


def own_host() -> str | None:
    """The name that people reach this server by, as the sign-in settings have it."""
    return urlsplit(str(_settings().get("redirect_uri", ""))).hostname


def claims() -> dict[str, Any]:
    """What the provider says of the person who signed in; empty where nobody did."""
    said = dict(st.user.to_dict())
    return said if said.get("is_logged_in") is True else {}


def verified_email(said: Mapping[str, Any], *, trusted: Collection[str]) -> str | None:
    """The address that is proved to be theirs, in lower case; None where it is not.

    Nothing else of it is changed: what is left out or turned into another letter may
    make it the address of somebody else.

    Args:
        said: The claims of the identity provider.
        trusted: Issuers that say nothing of verifying, and give no address to people
            that is not theirs.
    """
    email, verified = said.get("email"), said.get("email_verified")
    proved = verified is True or (verified is None and said.get("iss") in trusted)
    return in_lower_case(email) if proved and isinstance(email, str) else None


def proved_email(said: Mapping[str, Any]) -> str | None:
    """`verified_email` by the settings of this server."""
    return verified_email(said, trusted=runtime().trusted_issuers)


def _settings() -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = st.secrets.get("auth") or {}
    except StreamlitSecretNotFoundError:
        broken = [
            path for path in st.get_option("secrets.files") if Path(path).exists()
        ]
        if broken:
            raise SignInError(
                f"{' or '.join(broken)} cannot be read, so nobody can sign in. "
                "Mend the file and start again."
            ) from None
        return {}
    return found
