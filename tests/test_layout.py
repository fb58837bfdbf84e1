"""Where files lie, and what no file may carry."""

import re
import subprocess
from pathlib import Path

import pytest

from insight.ui.menu import MENU

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TRACES = re.compile(
    rb"pypi\.org|pythonhosted|registry\.npmjs|debian\.org"
    rb"|(?<![\w.])/(?:work|root|home|opt/wheels)/\w+"
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [
        ROOT / file
        for file in listed.stdout.split("\0")
        if file and (ROOT / file).is_file()
    ]


def test_every_page_is_in_a_section_and_in_the_menu() -> None:
    files = {
        path.relative_to(ROOT / "pages").with_suffix("").as_posix() for path in PAGES
    }

    entries = {entry.file for section in MENU.values() for entry in section}

    assert files == entries
    assert all(file.count("/") == 1 for file in files)


def test_every_source_folder_is_a_package_and_no_test_folder_is() -> None:
    folders = {path.parent for path in SOURCES if "migrations" not in path.parts}
    tests = [name(path) for path in (ROOT / "tests").rglob("__init__.py")]

    assert [
        name(folder) for folder in folders if not (folder / "__init__.py").exists()
    ] == []
    assert tests == []


def test_nothing_lies_beside_the_entry_script() -> None:
    beside = {path.name for path in (ROOT / "src" / "insight" / "entry").glob("*.py")}

    assert beside == {"__init__.py", "main.py"}


def test_no_tracked_file_names_a_registry_or_a_machine() -> None:
    others = [path for path in tracked() if path != Path(__file__)]

    found = {name(path): TRACES.findall(path.read_bytes()) for path in others}

    assert {path: traces for path, traces in found.items() if traces} == {}
