"""No package is older than the version that closed its last known hole.

What is pinned and what is installed is checked against lab/advisories.toml, a list with
the day it was made. Where an advisory service can be asked, an audit says more.
"""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIST = tomllib.loads((ROOT / "lab" / "advisories.toml").read_text(encoding="utf-8"))
FIXED_IN: dict[str, dict[str, str]] = LIST["fixed_in"]
LOCKS = ("runtime", "development", "spark", "cluster")
_PIN = re.compile(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def pinned(lock: str) -> dict[str, str]:
    text = (ROOT / ".lock" / f"{lock}.txt").read_text(encoding="utf-8")
    return {name.lower(): version for name, version in _PIN.findall(text)}


def installed() -> dict[str, str]:
    return {one.name.lower(): one.version for one in distributions()}


def holes(versions: dict[str, str]) -> list[str]:
    return [
        f"{name} {versions[name]} has {hole}"
        for name, fixed in FIXED_IN.items()
        for hole, version in fixed.items()
        if name in versions and parts(versions[name]) < parts(version)
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_pinned_package_has_a_known_hole(lock: str) -> None:
    assert holes(pinned(lock)) == []


def test_no_installed_package_has_a_known_hole() -> None:
    assert holes(installed()) == []


def test_an_older_version_of_a_listed_package_is_noticed() -> None:
    assert holes({"authlib": "1.6.4", "idna": "3.10"}) == [
        "authlib 1.6.4 has CVE-2025-61920"
    ]


def test_a_declared_floor_admits_no_known_hole() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = re.findall(
        r"([\w-]+)(?:\[[^\]]*\])?>=([\d.]+)",
        " ".join(project["project"]["dependencies"]),
    )

    assert holes(dict(declared)) == []
