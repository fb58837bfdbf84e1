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
        return _read_whole(cast("IO[bytes]", packed))
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


def _only_member(content: bytes) -> bytes:
    with _damage_told(), zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = _the_file(archive.infolist())
        with archive.open(member) as packed:
            return _read_whole(packed)


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


def _read_whole(packed: IO[bytes]) -> bytes:
    """Unpacked twice, so that nothing too large is ever held."""
    with _damage_told():
        while packed.read(_AT_ONCE):
            _refuse_too_large(packed.tell())
        packed.seek(0)
        return packed.read()


def _refuse_too_large(size: int) -> None:
    if size > LARGEST_UNPACKED:
        limit = LARGEST_UNPACKED // 1024**2
        message = f"Unpacked, the file is larger than {limit} MB. Split it."
        raise UnreadableFileError(message)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Whatever a damaged archive makes its reader raise, as one sentence."""
    try:
        yield
    except _DAMAGE:
        message = "The archive is damaged. Pack the file again."
        raise UnreadableFileError(message) from None
