import gzip
import io
import zipfile
from collections.abc import Callable

import pytest

from insight.errors import UnreadableFileError
from insight.intake import archives
from insight.intake.read import read

TEXT = b"id,name\n1,Acme\n"


def zipped(**members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [gzip.compress(TEXT), zipped(a=TEXT), zipped(a=TEXT, **{"__MACOSX/._a": b"x"})],
    ids=["gzip", "zip", "zip by a Mac"],
)
def test_the_one_file_in_an_archive_is_read(content: bytes) -> None:
    assert read("a.csv", content).rows.rows() == [("1", "Acme")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped(a=TEXT, b=TEXT), "The zip archive holds 2 files."),
        (zipped(), "The file is an empty zip archive."),
        (zipped(a=gzip.compress(TEXT)), "The file is an archive inside an archive."),
        (gzip.compress(TEXT)[:-9], "The archive is damaged."),
        (b"PK\x03\x04rest", "The archive is damaged."),
        (
            zipped(**{"[Content_Types].xml": b"", "word": b""}),
            "The file is a document, not a table.",
        ),
        (
            zipped(a=TEXT).replace(
                b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
            ),
            "The zip archive asks for a password.",
        ),
    ],
    ids=["two", "none", "nested", "cut off", "broken", "document", "locked"],
)
def test_what_no_table_can_be_taken_from_gets_one_sentence(
    content: bytes, sentence: str
) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        read("a.zip", content)

    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(a=content)])
def test_a_file_that_packs_as_no_table_does_is_not_unpacked_whole(
    pack: Callable[[bytes], bytes],
) -> None:
    bomb = pack(b"id,name\n" + b"1,Acme\n" * 3_000_000)

    with pytest.raises(UnreadableFileError, match="more than 100 times as large"):
        read("a.csv", bomb)

    assert len(bomb) < 100_000


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(a=content)])
def test_the_limit_is_on_the_unpacked_size(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 1024**2)
    bomb = pack(bytes(2 * 1024**2))

    with pytest.raises(UnreadableFileError) as refusal:
        read("a.csv", bomb)

    assert len(bomb) < 3_000
    assert str(refusal.value) == "Unpacked, the file is larger than 1 MB. Split it."
