"""Keeps what the data folder holds from every other account of the machine."""

import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISLNK, S_ISVTX
from tempfile import TemporaryDirectory

_OTHERS = 0o077
"""What a group and everybody else may do; here they may nothing."""


def make_private(home: Path) -> None:
    """Takes from others whatever they may do with this folder and all that is in it.

    What belongs to another account stays as it is, and so does a folder that others
    have to use: one with the sticky bit, such as /tmp, or one that holds the home folder
    of this account.
    """
    if not home.is_dir() or _is_shared(home):
        return
    for folder, _, files in os.walk(home):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            take_from_others(path)


def make_private_file(path: Path) -> None:
    """A file that others may nothing with, made empty where there is none.

    The file itself is never opened: closing it would give up every lock that this
    process holds on it, those of SQLite among them.
    """
    if path.exists():
        take_from_others(path)
        return
    with (
        suppress(OSError),
        TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as place,
    ):
        made = Path(place, path.name)
        made.touch(mode=0o600)
        os.link(made, path)


def _is_shared(home: Path) -> bool:
    return bool(home.stat().st_mode & S_ISVTX) or Path.home().is_relative_to(home)


def take_from_others(path: Path) -> None:
    """Takes from others what they may do with a file or folder, where it is ours."""
    with suppress(OSError):
        mode = path.lstat().st_mode
        if mode & _OTHERS and not S_ISLNK(mode):
            path.chmod(mode & 0o7777 & ~_OTHERS)
