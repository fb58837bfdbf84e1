"""No package is older than the version that closed its last known hole.

Advisories: Streamlit CVE-2026-33682 (1.54.0), Starlette CVE-2026-54283 (1.3.1), Authlib
CVE-2025-61920 (1.6.5). Where an advisory service can be asked, an audit says more.
"""

from importlib.metadata import PackageNotFoundError, version

import pytest

FLOORS = {
    "streamlit": (1, 54, 0),
    "starlette": (1, 3, 1),
    "authlib": (1, 6, 6),
    "plotly": (5, 15, 0),
}


@pytest.mark.parametrize("package", FLOORS)
def test_a_package_is_not_older_than_its_floor(package: str) -> None:
    try:
        found = version(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed")

    assert tuple(int(part) for part in found.split(".")[:3]) >= FLOORS[package]
