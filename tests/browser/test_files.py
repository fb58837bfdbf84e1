"""Files that leave a page and files that come in, over real websockets."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import Engine
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from insight.store.audit import entries
from insight.store.engines import open_engine
from insight.store.people import Person, keep_person

pytestmark = pytest.mark.browser
AT = datetime(2026, 3, 1, tzinfo=UTC)
PERSONAL = "CSV with personal data"
DOWNLOADS, OTHERS = 20, 12
PATIENCE = 60
REFUSED = "Only people who may import can send files here."


@dataclass(slots=True)
class Visitor:
    """A session of its own, with the cookie that this browser was given."""

    http: httpx.AsyncClient
    socket: ClientConnection
    session: str = ""

    async def run(self, query: str = "", *, page: str = "") -> dict[str, str]:
        """Draws a page; the downloads it offers, by label."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        await self.socket.send(asked.SerializeToString())
        offered = {}
        async for message in self._heard():
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            button = message.delta.new_element.download_button
            if button.deferred_file_id:
                offered[button.label] = button.deferred_file_id
            if message.WhichOneof("type") == "script_finished":
                return offered
        raise AssertionError

    async def ask(self, file: str) -> str:
        """The address of a file that a page offered, empty where it is refused."""
        asked = BackMsg()
        asked.backend_operation_request.request_id = file
        asked.backend_operation_request.session_id = self.session
        asked.backend_operation_request.deferred_file.file_id = file
        await self.socket.send(asked.SerializeToString())
        async for message in self._heard():
            answer = message.backend_operation_response
            if answer.request_id == file:
                return answer.deferred_file.url
        raise AssertionError

    async def send(self, content: bytes) -> int:
        """The status of the answer to a file for this session."""
        token = self.http.cookies["_streamlit_xsrf"]
        answer = await self.http.put(
            f"/_stcore/upload_file/{self.session}/one",
            files={"file": ("a.csv", content)},
            headers={"x-xsrftoken": token},
        )
        return answer.status_code

    async def fetch(self, place: str) -> str:
        """What kind of file lies at an address, or why there is none."""
        answer = await self.http.get(place)
        is_there = answer.status_code == httpx.codes.OK
        return answer.headers["content-type"] if is_there else answer.text

    async def _heard(self) -> AsyncIterator[ForwardMsg]:
        async with asyncio.timeout(PATIENCE):
            async for data in self.socket:
                yield ForwardMsg.FromString(data)


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as http:
        await http.get("/_stcore/health")
        token = http.cookies["_streamlit_xsrf"]
        async with connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            origin=address,  # type: ignore[arg-type]
            subprotocols=["streamlit", token],  # type: ignore[list-item]
            additional_headers={"Cookie": f"_streamlit_xsrf={token}"},
            max_size=None,
        ) as socket:
            yield Visitor(http, socket)


@pytest.fixture(scope="module")
def team(team_home: Callable[[str], Path], sample_home: Path) -> Path:
    """The home of a team with the sample data; Ann is an analyst, Eve a viewer."""
    home = team_home("http://127.0.0.1:{port}/oauth2callback")
    for file in (*home.glob("insight.db*"), *sample_home.glob("insight.db*")):
        file.unlink() if file.parent == home else shutil.copy(file, home)
    return home


@pytest.fixture
def engine(team: Path) -> Iterator[Engine]:
    """The engine of the store that the app reads, with their rights as they were."""
    opened = open_engine(f"sqlite:///{team / 'insight.db'}")
    for name, role in (("ann", "analyst"), ("eve", "viewer")):
        keep_person(opened, Person(f"{name}@x.test", role), by="a test", at=AT)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def address(team: Path, app_server: Callable[..., Any]) -> Iterator[str]:
    with app_server(team, sample="off") as found:
        yield found


def open_exits(page: Page, address: str) -> None:
    page.goto(f"{address}/exits?period=All")
    expect(page.get_by_role("button", name=PERSONAL)).to_be_visible()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def test_a_right_that_was_taken_hands_out_nothing_and_one_that_holds_is_audited(
    engine: Engine, address: str, sign_in: Callable[[str, str], Page]
) -> None:
    page = sign_in(address, "ann")
    open_exits(page, address)
    fetched: list[str] = []
    page.on("request", lambda sent: fetched.append(sent.url))

    with page.expect_download() as download:
        page.get_by_role("button", name=PERSONAL).click()
    told = entries(engine).row(0, named=True)
    size = download.value.path().stat().st_size
    keep_person(engine, Person("ann@x.test", "viewer"), by="a test", at=AT)
    before = entries(engine).height
    del fetched[:]
    page.get_by_role("button", name=PERSONAL).click()
    page.wait_for_timeout(3_000)

    assert size > 1_000
    assert (told["by"], told["action"]) == ("ann@x.test", "exported personal data")
    assert [url for url in fetched if "/media/" in url] == []
    assert entries(engine).height == before


def test_a_file_is_for_the_browser_it_was_made_for_and_goes_with_its_session(
    engine: Engine, address: str, sign_in: Callable[[str, str], Page]
) -> None:
    page, other = sign_in(address, "ann"), sign_in(address, "eve")
    open_exits(page, address)
    with (
        page.expect_request(lambda sent: "/media/" in sent.url) as request,
        page.expect_download(),
    ):
        page.get_by_role("button", name=PERSONAL).click()
    file = request.value.url

    mine = page.context.request.get(file)
    theirs = other.context.request.get(file)
    nobody = httpx.get(file)
    keep_person(engine, Person("ann@x.test", "viewer"), by="a test", at=AT)
    too_late = page.context.request.get(file)
    keep_person(engine, Person("ann@x.test", "analyst"), by="a test", at=AT)
    page.goto("about:blank")
    page.wait_for_timeout(1_000)
    closed = page.context.request.get(file)

    answers = (mine, theirs, nobody, too_late, closed)
    found = [
        getattr(each, "status", getattr(each, "status_code", 0)) for each in answers
    ]
    assert found == [200, 404, 404, 404, 404]


def test_no_download_is_lost_while_others_click(
    sample_home: Path, tmp_path: Path, app_server: Callable[..., Any]
) -> None:
    home = shutil.copytree(sample_home, tmp_path / "home")

    async def fetched(address: str) -> list[str]:
        async with visiting(address) as visitor:
            offered = await visitor.run()
            found = []
            for _ in range(DOWNLOADS):
                place = await visitor.ask(offered["CSV"])
                await asyncio.sleep(0.2)
                found.append(await visitor.fetch(place))
            return found

    async def clicks(address: str) -> None:
        async with visiting(address) as other:
            while True:
                await other.run()

    async def tried(address: str) -> list[str]:
        others = [asyncio.create_task(clicks(address)) for _ in range(OTHERS)]
        try:
            return await fetched(address)
        finally:
            for other in others:
                other.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    with app_server(home, sample="off") as address, ThreadPoolExecutor(1) as beside:
        # Playwright has a loop in this thread
        found = beside.submit(asyncio.run, tried(address)).result()

    with closing(sqlite3.connect(home / "insight.db")) as store:
        told = store.execute("SELECT COUNT(*) FROM audit WHERE action = 'downloaded'")
        written = told.fetchone()[0]
    assert found == ["text/csv; charset=utf-8"] * DOWNLOADS
    assert written == DOWNLOADS


def test_nobody_who_has_not_signed_in_leaves_a_byte(
    engine: Engine, address: str
) -> None:
    async def sent() -> int:
        async with visiting(address) as visitor:
            await visitor.run()
            return await visitor.send(b"x" * 1_000)

    with ThreadPoolExecutor(1) as beside:
        status = beside.submit(asyncio.run, sent()).result()

    assert status == 403


@pytest.mark.parametrize(
    ("user", "status", "said"), [("ann", 204, ""), ("eve", 403, REFUSED)]
)
def test_a_file_is_taken_from_whoever_may_import_for_their_own_session(
    user: str,
    status: int,
    said: str,
    engine: Engine,
    address: str,
    sign_in: Callable[[str, str], Page],
) -> None:
    sockets: list[str | bytes] = []

    def heard(frame: str | bytes) -> None:
        sockets.append(frame)

    page = sign_in(address, user)
    page.on("websocket", lambda one: one.on("framereceived", heard))
    page.goto(f"{address}/exits")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    heard_so_far = [ForwardMsg.FromString(frame) for frame in sockets]
    *_, session = (  # the page that sign-in led to may have opened one before
        found.new_session.initialize.session_id
        for found in heard_so_far
        if found.WhichOneof("type") == "new_session"
    )
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    token = cookies["_streamlit_xsrf"]
    place = f"{address}/_stcore/upload_file/{session}/one"
    file: FilePayload = {
        "name": "a.csv",
        "mimeType": "text/csv",
        "buffer": b"account_id",
    }

    signed_in = page.context.request.put(
        place, multipart={"file": file}, headers={"x-xsrftoken": token}
    )
    without = httpx.put(
        place,
        files={"file": ("a.csv", b"account_id")},
        headers={"x-xsrftoken": token},
        cookies={"_streamlit_xsrf": token},
    )

    assert (signed_in.status, signed_in.text()) == (status, said)
    assert (without.status_code, without.text) == (403, REFUSED)
