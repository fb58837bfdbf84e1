"""The README names only what is there, and all of it."""

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from insight.cli import main
from insight.ui.menu import MENU

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAID = "\n".join(
    [README, *(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))]
)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SETTING = re.compile(r"\b(?:INSIGHT_[A-Z_]+|PORT)\b")


def first_cells(heading: str) -> list[str]:
    table = README.split(f"\n| {heading} |", 1)[1].split("\n\n", 1)[0]
    return [row.split("|")[1].strip(" `") for row in table.splitlines()[2:]]


def test_every_linked_file_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)

    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_page_table_is_the_menu() -> None:
    titles = [entry.title for section in MENU.values() for entry in section]

    assert first_cells("page") == titles


def test_the_folder_table_names_what_is_there() -> None:
    folders = first_cells("folder")

    packages = {
        f"src/insight/{path.parent.name}/" for path in ROOT.glob("src/insight/*/*.py")
    }
    assert packages - set(folders) == set()
    assert [folder for folder in folders if not (ROOT / folder).exists()] == []


def test_the_settings_table_is_what_the_code_reads() -> None:
    read = {
        setting
        for path in (ROOT / "src").rglob("*.py")
        for setting in SETTING.findall(path.read_text(encoding="utf-8"))
    }

    assert set(first_cells("setting")) == read


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"(?m)(?:`|^ *)make ([a-z-]+)", SAID)))
)
def test_every_make_command_resolves(target: str) -> None:
    planned = subprocess.run(
        ["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert planned.returncode == 0, planned.stderr
    assert re.search(rf"^{target}:.*  ## ", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("line", sorted(set(re.findall(r"bin/insight (.+)", SAID))))
def test_every_insight_command_parses(line: str) -> None:
    name, *arguments = shlex.split(line.split("`", maxsplit=1)[0])

    command = main.commands[name]
    if isinstance(command, click.Group):
        name, *arguments = arguments
        command = command.commands[name]

    taken = command.make_context(name, arguments).params
    assert set(taken) == {option.name for option in command.params}


def test_every_insight_command_is_documented() -> None:
    shown = set(re.findall(r"(?:bin/|`)insight ([a-z]+)", README))

    assert shown == set(main.commands)
