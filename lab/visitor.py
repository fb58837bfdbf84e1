"""One browser's side of the app: its websocket, the runs it asks for, what it kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 600


Shown = dict[tuple[int, ...], Delta]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a page as the browser met it; `shown` is what stands where at its end."""

    seconds: float
    kilobytes: float
    shown: Shown

    @property
    def elements(self) -> list[Element]:
        """What is shown, without the boxes around it."""
        drawn = self.shown.values()
        return [one.new_element for one in drawn if one.HasField("new_element")]


@dataclass(slots=True)
class Visitor:
    """A session of the app.

    `pages` are the pages of the menu by their path, known after the first run. As a
    browser does, it keeps large messages and says so; the server then only names them.
    """

    socket: ClientConnection
    pages: dict[str, str] = field(default_factory=dict)
    kept: dict[str, Delta] = field(default_factory=dict)

    async def run(self, *, page: str = "", query: str = "") -> Run:
        """Asks for a run and waits for its end.

        Raises:
            RuntimeError: The page showed an exception, or an error box.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_script_hash = self.pages.get(page, "")
        asked.rerun_script.cached_message_hashes.extend(self.kept)
        started = perf_counter()
        await self.socket.send(asked.SerializeToString())
        size, shown = 0, Shown()
        async with asyncio.timeout(PATIENCE):
            async for data in self.socket:
                size += len(data)
                message = ForwardMsg.FromString(data)  # type: ignore[arg-type]
                if message.WhichOneof("type") == "script_finished":
                    break
                shown |= self._heard(message)
        return Run(perf_counter() - started, size / 1000, _sound(shown))

    def _heard(self, message: ForwardMsg) -> Shown:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            pages = message.navigation.app_pages
            self.pages |= {page.url_pathname: page.page_script_hash for page in pages}
        if kind == "ref_hash":
            return {_place(message): self.kept[message.ref_hash]}
        if kind != "delta":
            return {}
        if message.metadata.cacheable:
            self.kept[message.hash] = message.delta
        return {_place(message): message.delta}


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """A session at the address of an app, until the end of the block."""
    stream = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    async with connect(
        stream,
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        open_timeout=PATIENCE,
        ping_timeout=PATIENCE,
    ) as socket:
        yield Visitor(socket)


def _place(message: ForwardMsg) -> tuple[int, ...]:
    return tuple(message.metadata.delta_path)


def _sound(shown: Shown) -> Shown:
    for delta in shown.values():
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.message)
        if element.alert.body.startswith("This did not work"):
            raise RuntimeError(element.alert.body)
    return shown
