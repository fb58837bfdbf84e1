from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets

from insight.errors import SignInError
from insight.ui.identity import providers, sign_in_is_on, verified_email

ENTRA = "https://login.microsoftonline.com/our-tenant/v2.0"


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        ({"email": "Ann@X.test", "email_verified": True}, "ann@x.test"),
        ({"email": "ann@x.test", "email_verified": False}, None),
        ({"email": "ann@x.test", "email_verified": "true"}, None),
        ({"email": "ann@x.test", "email_verified": 1}, None),
        ({"email": "ann@x.test"}, None),
        ({"email": "ann@x.test", "iss": ENTRA}, "ann@x.test"),
        ({"email": "ann@x.test", "iss": ENTRA, "email_verified": False}, None),
        ({"email": "ann@x.test", "iss": "https://elsewhere.test"}, None),
        ({"email": ["ann@x.test"], "email_verified": True}, None),
        (
            {"email": "mar\N{KELVIN SIGN}@x.test", "email_verified": True},
            "mar\N{KELVIN SIGN}@x.test",
        ),
        (
            {"email": "ann@x.test\N{NO-BREAK SPACE}", "email_verified": True},
            "ann@x.test\N{NO-BREAK SPACE}",
        ),
        ({"email_verified": True}, None),
        ({}, None),
    ],
)
def test_an_address_counts_only_where_the_provider_vouches_for_it(
    claims: dict[str, Any], email: str | None
) -> None:
    assert verified_email(claims, trusted=(ENTRA,)) == email


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"client_id": "insight", "client_kwargs": {"prompt": "login"}}, ["default"]),
        ({"cookie_secret": "s", "okta": {}, "google": {}}, ["okta", "google"]),
    ],
)
def test_each_provider_of_the_settings_is_offered(
    settings: dict[str, Any], names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "secrets", {"auth": settings})

    assert providers() == names


def test_a_file_of_secrets_that_cannot_be_read_lets_nobody_in_as_an_admin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "secrets.toml"
    broken.write_text("[auth\n", encoding="utf-8")
    monkeypatch.setattr(st, "secrets", Secrets())
    monkeypatch.setattr(config, "get_option", {"secrets.files": [str(broken)]}.get)
    monkeypatch.setattr(st, "get_option", {"secrets.files": [str(broken)]}.get)

    with pytest.raises(SignInError, match=r"secrets\.toml cannot be read"):
        sign_in_is_on()
