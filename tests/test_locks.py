"""What `make` installs from: pinned, hashed, and the same for running and testing."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("runtime", "development", "spark", "cluster")


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / ".lock" / f"{lock}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    return {block.splitlines()[0].rstrip(" \\"): block.rstrip() for block in blocks}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements}


def pinned_names(lock: str) -> set[str]:
    return {pin.split("==")[0] for pin in pins(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    without = [
        pin for pin, block in pins(lock).items() if "--hash=sha256:" not in block
    ]

    assert without == []


def test_tests_run_on_exactly_what_the_app_runs_on() -> None:
    runtime, development = pins("runtime"), pins("development")

    assert {pin: development.get(pin) for pin in runtime} == runtime


def test_spark_is_tested_on_what_everything_else_is_tested_on() -> None:
    runtime, spark = pins("runtime"), pins("spark")

    assert {pin: spark.get(pin) for pin in runtime} == runtime


def test_the_locks_hold_everything_the_project_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = declared["project"], declared["dependency-groups"]

    needed = names([*project["dependencies"], *groups["build"]])
    extras = project["optional-dependencies"]
    wanted = names([*groups["dev"], *extras["postgres"]])

    assert needed - pinned_names("runtime") == set()
    assert wanted - pinned_names("development") == set()
    assert names(extras["spark"]) - pinned_names("spark") == set()
    assert names(groups["cluster"]) - pinned_names("cluster") == set()


PYTHON = """#!/bin/sh
case "$*" in
    *"-m pip install"*) echo "$@" >>"{folder}/installed" ;;
    *"-m pip"*) ;;
    *) exec {python} "$@" ;;
esac
"""


@pytest.fixture
def bare_project(tmp_path: Path) -> Path:
    """The installer with a Python that only notes what it is to install."""
    (tmp_path / ".lock").mkdir()
    for name in ("install", "runtime.txt"):
        shutil.copy(ROOT / ".lock" / name, tmp_path / ".lock")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    noting = PYTHON.format(folder=tmp_path, python=sys.executable)
    for name, text in (("python", noting), ("pip", f"{commands}/python")):
        (commands / name).write_text(text)
        (commands / name).chmod(0o755)
    return tmp_path


def installs(project: Path) -> int:
    """How often something was installed, once the installer has run on a bare machine."""
    tools = project / "tools"
    tools.mkdir(exist_ok=True)
    for name in ("sh", "cat", "mkdir", "rm", "grep", "dirname"):
        if not (tools / name).exists():
            (tools / name).symlink_to(str(shutil.which(name)))
    install = [str(project / ".lock" / "install"), "runtime"]
    subprocess.run(install, check=True, env={"PATH": str(tools)}, capture_output=True)
    noted = project / "installed"
    return len(noted.read_text().splitlines()) if noted.exists() else 0


def test_a_changed_lock_is_installed_also_where_nothing_counts_checksums(
    bare_project: Path,
) -> None:
    first, again = installs(bare_project), installs(bare_project)
    lock = bare_project / ".lock" / "runtime.txt"
    lock.write_text(f"{lock.read_text()}# changed\n")
    changed = installs(bare_project)

    assert (first, again, changed) == (2, 2, 4)


def test_a_stamp_without_a_word_does_not_count_as_installed(bare_project: Path) -> None:
    (bare_project / ".venv" / "runtime.stamp").write_text("")

    assert installs(bare_project) == 2
