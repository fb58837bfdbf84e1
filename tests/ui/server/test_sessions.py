"""Descriptors of a real server that strangers hold connections to."""

import asyncio
import json
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
from starlette.requests import Request
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.people import Person, keep_person
from insight.ui.server.descriptors import is_crowded
from insight.ui.server.warmup import health

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = "a secret of the test " * 3
USUAL = 256
STRANGERS = 80
PATIENCE = 60
ANN: dict[str, object] = {"email": "ann@x.test", "email_verified": True}
OF_ANN = 12
"""Her session may be taken up again, and what served her stays open."""
SIGN_IN = f"""
[auth]
redirect_uri = "http://127.0.0.1/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "insight"
client_secret = "any"
server_metadata_url = "http://127.0.0.1:1/none"
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that may hold as many descriptors as a Mac grants a shell."""

    address: str
    process: int

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process}/fd").iterdir()))


def few() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (USUAL, USUAL))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Behind sign-in; Ann is a viewer."""
    engine = open_engine(f"sqlite:///{tmp_path / 'insight.db'}")
    migrate(engine)
    keep_person(engine, Person("ann@x.test"), by="a test", at=AT)
    engine.dispose()
    (tmp_path / "secrets.toml").write_text(SIGN_IN)
    port = free_port()
    home = {"INSIGHT_HOME": str(tmp_path), "INSIGHT_SAMPLE": "off"}
    started = "from insight.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", started, "run", "--port", str(port)],
        cwd=ROOT,
        env={**home, "PYTHONPATH": ":".join(sys.path)},
        preexec_fn=few,  # noqa: PLW1509 - this process has one thread
    ) as process:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield Server(f"http://127.0.0.1:{port}", process.pid)
        process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        try:
            httpx.get(address).raise_for_status()
        except httpx.HTTPError:
            sleep(0.1)
        else:
            return
    raise TimeoutError(address)


async def opened(
    server: Server, kept: AsyncExitStack, said: dict[str, object] | None = None
) -> ClientConnection:
    """A connection with a first run asked for, as a page in a browser has it."""
    async with httpx.AsyncClient() as http:
        health = await http.get(f"{server.address}/_stcore/health")
    token = health.cookies["_streamlit_xsrf"]
    cookies = f"_streamlit_xsrf={token}"
    if said:
        claims = json.dumps({**said, "origin": server.address, "is_logged_in": True})
        signed = create_signed_value(SECRET, "_streamlit_user", claims).decode()
        cookies += f"; _streamlit_user={signed}"
    socket = await kept.enter_async_context(
        connect(
            server.address.replace("http", "ws") + "/_stcore/stream",
            origin=Origin(server.address),
            subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
            additional_headers={"Cookie": cookies},
            max_size=None,
        )
    )
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    await socket.send(asked.SerializeToString())
    return socket


async def pages(socket: ClientConnection) -> list[str]:
    """The pages of the menu, empty where the door is all there is to see."""
    found: list[str] = []
    async with asyncio.timeout(PATIENCE):
        async for data in socket:
            assert isinstance(data, bytes)
            heard = ForwardMsg.FromString(data)
            found += [page.url_pathname for page in heard.navigation.app_pages]
            if heard.WhichOneof("type") == "script_finished":
                return found
    raise AssertionError


async def crowd(server: Server) -> tuple[list[str], list[str], int]:
    """What a stranger and Ann see after many strangers came, and what all of it holds."""
    async with AsyncExitStack() as kept:
        for _ in range(STRANGERS):
            await opened(server, kept)
        last = await pages(await opened(server, kept))
        known = await pages(await opened(server, kept, ANN))
        return last, known, server.descriptors()


@pytest.mark.long
def test_strangers_who_hold_connections_shut_nobody_out_and_leave_nothing(
    server: Server,
) -> None:
    before = server.descriptors()

    last, known, held = asyncio.run(crowd(server))
    health = httpx.get(f"{server.address}/healthz").status_code
    deadline = monotonic() + PATIENCE
    while server.descriptors() > before + OF_ANN and monotonic() < deadline:
        sleep(0.2)

    assert last == []
    assert "exits" in known
    assert held < USUAL
    assert health == 200
    assert server.descriptors() <= before + OF_ANN


def test_health_notices_that_hardly_any_descriptor_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few_used = is_crowded()
    monkeypatch.setattr("insight.ui.server.descriptors.limit", lambda: 3)
    answer = health(Request({"type": "http", "method": "GET", "headers": []}))

    assert few_used is False
    assert (answer.status_code, answer.body) == (503, b'{"status":"crowded"}')


def test_as_many_descriptors_are_asked_for_as_the_machine_grants() -> None:
    ask = "from insight.ui.server.descriptors import *; raise_limit(); print(limit())"
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

    told = subprocess.run(
        [sys.executable, "-c", ask],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, hard)),
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(told.stdout) == min(hard, 65_536)
