from typing import Any

import pytest

from insight.ui.identity import verified_email

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
        ({"email_verified": True}, None),
        ({}, None),
    ],
)
def test_an_address_counts_only_where_the_provider_vouches_for_it(
    claims: dict[str, Any], email: str | None
) -> None:
    assert verified_email(claims, trusted=(ENTRA,)) == email
