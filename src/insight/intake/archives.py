"""Packed files: what is inside a gzip or zip archive, never more than fits in memory."""

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from insight.errors import UnreadableFileError

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
LARGEST_UNPACKED = 200 * 1024 * 1024
_UNSUSPECTED, _MOST_TIMES = 10 * 1024 * 1024, 100
_AT_ONCE = 1 << 20
_ENCRYPTED = 0x1
_WORKBOOK_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


def unpacked(content: bytes) -> bytes:
    """The one file inside an archive; other bytes, workbooks too, as they are.

    Raises:
        UnreadableFileError: Damaged, locked, too large, or more than one file in it.
    """
    if content.startswith(GZIP):
        packed = gzip.GzipFile(fileobj=io.BytesIO(content))
        return _read_whole(cast("IO[bytes]", packed), len(content))
    if content.startswith(ZIP) and not is_zipped_workbook(content):
        return _only_member(content)
    return content


def is_zipped_workbook(content: bytes) -> bool:
    """Do these bytes hold a workbook of Excel or LibreOffice?"""
    if not content.startswith(ZIP):
        return False
    with _damage_told(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        return not _WORKBOOK_PARTS.isdisjoint(archive.namelist())


def unpacked_size(content: bytes) -> int:
    """The bytes that the members of a zip archive say they have."""
    with _damage_told(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(member.file_size for member in archive.infolist())


def refuse_too_large(unpacked_to: int, *, packed: int) -> None:
    """Stop at more bytes than are unpacked, or than tables of that size pack into.

    Args:
        unpacked_to: The bytes unpacked so far, or that an archive says it holds.
        packed: The bytes of the archive.

    Raises:
        UnreadableFileError: Too large.
    """
    if unpacked_to > LARGEST_UNPACKED:
        limit = LARGEST_UNPACKED // 1024**2
        message = f"Unpacked, the file is larger than {limit} MB. Split it."
        raise UnreadableFileError(message)
    if unpacked_to > _UNSUSPECTED + _MOST_TIMES * packed:
        raise UnreadableFileError(
            f"Unpacked, the file is more than {_MOST_TIMES} times as large: no table "
            "packs so well. Export it again, and drop it unpacked or as CSV."
        )


def _only_member(content: bytes) -> bytes:
    with _damage_told(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = _the_file(archive.infolist())
        with archive.open(member) as packed:
            return _read_whole(packed, len(content))


def _the_file(members: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    files = [m for m in members if not m.is_dir() and "__MACOSX" not in m.filename]
    if any(member.filename == "[Content_Types].xml" for member in files):
        raise UnreadableFileError("The file is a document, not a table. Export a CSV.")
    if len(files) != 1:
        message = f"The zip archive holds {len(files)} files. Unpack it, drop each."
        raise UnreadableFileError(message)
    if files[0].flag_bits & _ENCRYPTED:
        raise UnreadableFileError("The zip archive asks for a password. Unpack it.")
    return files[0]


def _read_whole(packed: IO[bytes], size: int) -> bytes:
    """Unpacked twice, so that nothing too large is ever held."""
    with _damage_told():
        while packed.read(_AT_ONCE):
            refuse_too_large(packed.tell(), packed=size)
        packed.seek(0)
        return packed.read()


@contextmanager
def _damage_told() -> Iterator[None]:
    """Whatever a damaged archive makes its reader raise, as one sentence."""
    try:
        yield
    except _DAMAGE:
        message = "The archive is damaged. Pack the file again."
        raise UnreadableFileError(message) from None
