"""Files that were made for one session, until its browser has fetched them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_bytes
from threading import Lock
from time import monotonic

from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from insight.errors import DownloadError

BYTES_A_SESSION = 300_000_000
SECONDS_AFTER_FETCHED = 60.0
"""A browser may ask twice, as after a broken connection."""


@dataclass(slots=True)
class HandedOut:
    """A file, whose it is, and whether they may still have it."""

    content: bytes
    name: str
    mime: str
    session: str
    is_still_allowed: Callable[[dict[str, object]], bool]
    fetched_at: float | None = field(default=None, init=False)


class Vault:
    """The files that wait to be fetched, by the address that Streamlit gives them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._files: dict[str, HandedOut] = {}

    def keep(self, file: HandedOut) -> bytes:
        """Keeps a file, and returns what Streamlit is to hold in its place.

        That is a random word. Streamlit makes the address from it, serves nothing, and may
        forget it whenever it likes.

        Raises:
            DownloadError: Too much of this session waits already.
        """
        word = token_bytes(32)
        with self._lock:
            waiting = [kept for kept in self._files.values() if _waits(kept, file)]
            size = sum(len(kept.content) for kept in waiting) + len(file.content)
            if size > BYTES_A_SESSION:
                raise DownloadError("Fetch the files that are made before making more.")
            self._files[_address(word, file)] = file
        return word

    def find(self, address: str) -> HandedOut | None:
        """The file that waits at this address."""
        return self._files.get(address)

    def is_fetched(self, address: str) -> None:
        """Notes that the whole file was sent."""
        if file := self._files.get(address):
            file.fetched_at = monotonic()

    def addresses(self) -> set[str]:
        """Where files wait."""
        return set(self._files)

    def clear_away(self, is_over: Callable[[str], bool]) -> None:
        """Lets go of what was fetched, and of files whose session is over."""
        before = monotonic() - SECONDS_AFTER_FETCHED
        with self._lock:
            self._files = {
                address: file
                for address, file in self._files.items()
                if not is_over(file.session)
                and (file.fetched_at is None or file.fetched_at > before)
            }

    def clear(self) -> None:
        """Lets go of every file, as after an erasure."""
        with self._lock:
            self._files = {}


VAULT = Vault()


def _waits(kept: HandedOut, file: HandedOut) -> bool:
    return kept.session == file.session and kept.fetched_at is None


def _address(word: bytes, file: HandedOut) -> str:
    storage = MemoryMediaFileStorage("/media")
    kind = MediaFileKind.DOWNLOADABLE
    return storage.load_and_get_id(word, file.mime, kind, file.name)
