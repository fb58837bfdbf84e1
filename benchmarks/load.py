"""How many people one process serves: N sessions over real websockets, each with think time.

python benchmarks/load.py http://127.0.0.1:8501 --sessions 50 --think 5 --seconds 60 --pid PID

Each session opens the overview, then changes its period again and again, and waits for the
script behind the page to end. All start at once. With the server's process id it also says
how much memory each session took.
"""

import argparse
import asyncio
import random
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PERIODS = ("3m", "6m", "12m", "24m")
PATIENCE = 120


async def run(socket: ClientConnection, query: str) -> float:
    """Seconds from asking for a run until its end."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    started = perf_counter()
    await socket.send(asked.SerializeToString())
    async with asyncio.timeout(PATIENCE):
        async for data in socket:
            message = ForwardMsg()
            message.ParseFromString(data)
            if message.WhichOneof("type") == "script_finished":
                return perf_counter() - started
    raise ConnectionError


async def session(url: str, *, think: float, until: float) -> tuple[float, list[float]]:
    """The seconds of the first page, and of each run after it."""
    pauses = random.Random(url)  # noqa: S311
    async with connect(
        url,
        subprotocols=["streamlit"],
        max_size=None,
        open_timeout=PATIENCE,  # type: ignore[list-item]
    ) as socket:
        first, later = await run(socket, ""), []
        for period in cycle(PERIODS):
            await asyncio.sleep(pauses.uniform(0, 2 * think))
            if perf_counter() > until:
                return first, later
            later.append(await run(socket, f"period={period}"))
    raise ConnectionError


def memory(pid: int | None) -> float:
    """Megabytes that a process holds."""
    if pid is None:
        return float("nan")
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def p95(seconds: list[float]) -> float:
    """The 95th percentile; of one value, that value."""
    return quantiles(seconds, n=20)[-1] if len(seconds) > 1 else sum(seconds)


async def main() -> None:
    """Prints one line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--think", type=float, default=5)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pid", type=int)
    given = parser.parse_args()
    stream = f"ws://{urlsplit(given.url).netloc}/_stcore/stream"
    before, until = memory(given.pid), perf_counter() + given.seconds
    held = (
        session(stream, think=given.think, until=until) for _ in range(given.sessions)
    )
    found = await asyncio.gather(*held, return_exceptions=True)
    done = [one for one in found if not isinstance(one, BaseException)]
    first, later = [one[0] for one in done], [s for one in done for s in one[1]]
    each = (memory(given.pid) - before) / given.sessions
    print(
        f"sessions {given.sessions} · errors {len(found) - len(done)} · "
        f"first p95 {p95(first):.2f} s · rerun p50 {sorted(later)[len(later) // 2]:.3f} s, "
        f"p95 {p95(later):.3f} s of {len(later)} · {each:.2f} MB per session"
    )


if __name__ == "__main__":
    asyncio.run(main())
