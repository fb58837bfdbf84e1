"""`insight run`: the app in front of a browser."""

import errno
import os
import socket
import sys
from pathlib import Path

import click

from insight.settings import secret_files

ROOT = Path(__file__).resolve().parents[3]
MEMORY = "background_thread:true,dirty_decay_ms:60000,muzzy_decay_ms:60000"
"""How Polars keeps memory for the next query: given back a minute after it was used.

Its default of half a second makes each query of a page fetch its memory anew. Read
when Polars is imported, so it has to be there before.
"""


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8501,
    envvar="PORT",
    show_default=True,
    show_envvar=True,
)
@click.option("--address", default="127.0.0.1", show_default=True)
def run(port: int, address: str) -> None:
    """Start the app; Ctrl-C stops it."""
    _require_free(address, port)
    click.echo(f"Insight is at http://{address}:{port}")
    sys.stdout.flush()
    os.chdir(ROOT)
    app = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    server = ["--server.port", str(port), "--server.address", address]
    sign_in = [
        word for path in secret_files() for word in ("--secrets.files", str(path))
    ]
    settings = {"_RJEM_MALLOC_CONF": MEMORY, **os.environ}
    os.execve(sys.executable, [*app, *server, *sign_in], settings)  # noqa: S606


def _require_free(address: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        family, *_, place = found[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise click.ClickException(_refused(address, port, error)) from None


def _refused(address: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Something else listens on port {port} of {address} already. End it, or "
            "set PORT to another number."
        )
    if error.errno == errno.EACCES:
        return (
            f"This account may not listen on port {port}. Set PORT to one above 1023."
        )
    return f"This machine has no address “{address}”: {error.strerror}."
