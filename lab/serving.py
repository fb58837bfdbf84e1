"""The real app in a process of its own, on a world of any size, and what that costs."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import polars as pl
from world import world

from insight.cli.run import MEMORY
from insight.sample.planted import AS_OF
from insight.store.engines import open_engine
from insight.store.incoming import REFUSED
from insight.store.migrate import migrate
from insight.store.uploads import NewUpload, commit

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 600
IDLE = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running app."""

    address: str
    pid: int

    def processor_seconds(self) -> float:
        """What it used of the processor so far, in steps of a hundredth."""
        words = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / TICKS

    async def settle(self) -> None:
        """Waits until it has nothing to do, as when the last imports are done."""
        used, before = self.processor_seconds(), -1.0
        while used - before > IDLE:
            before = used
            await asyncio.sleep(0.5)
            used = self.processor_seconds()

    def megabytes(self) -> float:
        """The memory it holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1000


def fill(home: Path, accounts: int) -> None:
    """Makes a home whose store holds the sample world of that many accounts."""
    keep(home, world(accounts))


def keep(home: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    """Makes a home whose store holds these tables."""
    home.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{home / 'insight.db'}")
    migrate(engine)
    uploads = [
        NewUpload(
            file_name=f"{table}.csv",
            sha256=table,
            table=table,
            rows_in=rows.height,
            accepted=rows,
            refused=pl.DataFrame(schema=REFUSED),
        )
        for table, rows in tables.items()
        if rows.height
    ]
    commit(engine, uploads, by="benchmark", at=datetime.now(UTC), as_of=AS_OF)
    engine.dispose()


@contextmanager
def serving(
    script: Path, home: Path, *, sample: bool = True, **more: str
) -> Iterator[Server]:
    """Serves a script as `insight run` serves app.py, until the end of the block.

    Args:
        script: What Streamlit runs.
        home: The INSIGHT_HOME.
        sample: Whether a store that was never used starts with the sample.
        more: Further variables of its environment.
    """
    port = free_port()
    settings = {
        "INSIGHT_HOME": str(home),
        "INSIGHT_SAMPLE": "on" if sample else "off",
        "_RJEM_MALLOC_CONF": MEMORY,
    }
    others = {k: v for k, v in os.environ.items() if not k.startswith("INSIGHT_")}
    process = subprocess.Popen(  # noqa: S603 - our own app
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(script),
            f"--server.port={port}",
        ],
        cwd=ROOT,
        env=others | settings | more,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(process, address)
        yield Server(address, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_until_healthy(process: subprocess.Popen[bytes], address: str) -> None:
    """Waits until a server answers.

    Raises:
        RuntimeError: It ended, or did not answer in time.
    """
    deadline = monotonic() + PATIENCE
    while not _is_healthy(address):
        if process.poll() is not None or monotonic() > deadline:
            raise RuntimeError("The server did not start.")
        sleep(0.05)


def _is_healthy(address: str) -> bool:
    try:
        with urlopen(f"{address}/_stcore/health", timeout=5) as answer:  # noqa: S310
            return bool(answer.read() == b"ok")
    except (URLError, TimeoutError, ConnectionError):
        return False


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
