"""What tells of a person in a text: an address or a full name, however it is written."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from unicodedata import combining, normalize

_ADDRESS = re.compile(r"[^\s@<>()\[\]{},;:|\"=]+@[^\s@<>()\[\]{},;:|\"=]+")
_WRITTEN_TOGETHER = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Letters of languages that put no space between a surname and a name."""
_WORD = re.compile(rf"[{_WRITTEN_TOGETHER}]|[^\W_{_WRITTEN_TOGETHER}]+")
_MOST_WORDS = 8
Seal = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Traces:
    """Addresses, full names and contact ids, plain or behind a seal.

    Attributes:
        marks: What `marks_of` gives of them, each through `seal`.
        sizes: How many words the names among them have.
        seal: What a mark is put through before it is compared.
    """

    marks: frozenset[str]
    sizes: frozenset[int]
    seal: Seal = str

    def are_in(self, text: str | None) -> bool:
        """Whether a text holds one of the addresses or names."""
        return bool(text) and self._hold(_said(str(text), self.sizes))

    def name_a_file(self, name: str) -> bool:
        """Whether the name of a file holds one, whatever it ends in."""
        ends = [name[:at] for at, letter in enumerate(name) if letter == "."]
        return any(map(self.are_in, [name, *ends[-2:]]))

    def have(self, contact_id: str | None) -> bool:
        """Whether this is the id of one of the contacts."""
        return contact_id is not None and self._hold([of_contact(contact_id)])

    def _hold(self, marks: Iterable[str]) -> bool:
        return any(self.seal(mark) in self.marks for mark in marks)


def traces(marks: Iterable[str]) -> Traces:
    """Traces that are known as they are."""
    kept = frozenset(marks)
    return Traces(kept, frozenset(filter(None, map(words_of, kept))))


def of_contact(contact_id: str) -> str:
    """The mark of a contact id."""
    return f"contact {sha256(contact_id.encode()).hexdigest()}"


def of_addresses(text: str | None) -> Iterator[str]:
    """The marks of the addresses in a text, whatever the case of their letters.

    Examples:
        >>> list(of_addresses("Write to <ANN@x.test>."))
        ['address ann@x.test']
    """
    for found in _ADDRESS.findall(_plain(text or "")):
        address = found.strip(".'")
        yield f"address {address}"


def of_name(text: str | None) -> Iterator[str]:
    r"""The mark of a full name; none of one word alone, which names many people.

    Accents, spaces, punctuation and the order of the words make no difference.

    Examples:
        >>> list(of_name("Lovelace,  Ada")) == list(of_name("ada lovelace"))
        True
        >>> list(of_name("Ada"))
        []
    """
    words = _words(text or "")
    if 1 < len(words) <= _MOST_WORDS:
        yield _name(words)


def words_of(mark: str) -> int:
    """How many words a name has; 0 of a mark that is of no name."""
    kind, *words = mark.split(" ")
    return len(words) if kind == "name" else 0


def _said(text: str, sizes: Iterable[int]) -> Iterator[str]:
    words = _words(text) if sizes else []
    names = (
        _name(words[start : start + size])
        for size in sizes
        for start in range(len(words) - size + 1)
    )
    return chain(of_addresses(text) if "@" in _plain(text) else (), names)


def _name(words: list[str]) -> str:
    return " ".join(["name", *sorted(words)])


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text))


def _plain(text: str) -> str:
    """Small letters without accents; what looks the same is the same."""
    if text.isascii():
        return text.lower()
    parts = normalize("NFKD", text).casefold()
    return normalize("NFC", "".join(part for part in parts if not combining(part)))
