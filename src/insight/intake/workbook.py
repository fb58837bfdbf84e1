"""One sheet of a workbook as text, parsed in a process of its own.

A small workbook can ask for more memory than there is and end the process that reads
it, so that is never the server: the other process has limits on memory and time.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from threading import Lock
from typing import Any

from insight.errors import UnreadableFileError
from insight.intake.archives import (
    is_zipped_workbook,
    refuse_too_large,
    unpacked_size,
)

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
SECONDS = 60
_CHILD = "insight.intake.workbook_child"
_BASE, _PER_BYTE = 500 * 1024**2, 5
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as comma separated text, each row on the line of its number.

    Attributes:
        name: Its name.
        text: Its cells; errors such as #DIV/0! stand in them as text, and numbers
            that were cut to 15 digits as 1.23456789012346E+16.
        sheets: All sheets that are visible and have more than one row.
    """

    name: str
    text: str
    sheets: tuple[str, ...]


def is_workbook(content: bytes) -> bool:
    """Are these the bytes of a workbook, whatever the file is called?"""
    return content.startswith(OLD_EXCEL) or is_zipped_workbook(content)


def sheet_of(content: bytes, *, name: str | None = None) -> Sheet:
    """A visible sheet: the named one, else the first with more than one row.

    Raises:
        UnreadableFileError: Damaged, locked, too large, or without such a sheet.
    """
    unpacked = len(content)
    if is_zipped_workbook(content):
        unpacked = unpacked_size(content)
        refuse_too_large(unpacked, packed=len(content))
    answer = _ask_child(content, name, most_memory=_BASE + _PER_BYTE * unpacked)
    if sentence := answer.get("problem"):
        raise UnreadableFileError(sentence)
    return Sheet(answer["name"], answer["text"], tuple(answer["sheets"]))


def _ask_child(content: bytes, name: str | None, *, most_memory: int) -> dict[str, Any]:
    command = [sys.executable, "-P", "-m", _CHILD, json.dumps(name), str(most_memory)]
    try:
        with _ONE_AT_A_TIME:
            child = subprocess.run(  # noqa: S603
                command,
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if child.returncode:
        raise _too_much()
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _too_much() -> UnreadableFileError:
    return UnreadableFileError(
        "The workbook cannot be read: it is damaged, or a cell far outside its table "
        "makes it too large. Save the sheet as CSV and drop that file."
    )
