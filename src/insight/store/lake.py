"""The tables of a snapshot on a Spark cluster, read there and never brought here."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import narwhals as nw

from insight.errors import INSTALL, StoreUnavailableError
from insight.schema import TABLES

SCHEMES = ("sc://", "spark://")
_SESSIONS: dict[str, Any] = {}


def tables_on(address: str, folder: str) -> dict[str, nw.LazyFrame[Any]]:
    """Every table of `schema.TABLES` in `folder`, as frames of Spark.

    Args:
        address: A Spark Connect server, sc://host:port or spark://host:port.
        folder: Where `<table>.parquet` lie, laid out as a snapshot, as a URI by which
            every executor finds them: a folder they share, s3a://… and the like.

    Raises:
        StoreUnavailableError: The address is none, the client is not installed, nothing
            answers, or a table is missing.
    """
    if not address.startswith(SCHEMES):
        raise StoreUnavailableError(
            "INSIGHT_ENGINE is no address of a Spark Connect server. Set it to "
            "sc://host:15002 with your host and port, or unset it to count here."
        )
    with _plain_errors(address):
        return {name: _table(address, f"{folder}/{name}.parquet") for name in TABLES}


def leave() -> None:
    """Ends the sessions of this process, and with them what the cluster keeps for it.

    Asks once only, so that a cluster that is gone keeps nobody from ending.
    """
    while _SESSIONS:
        _, session = _SESSIONS.popitem()
        session.client.set_retry_policies([])
        session.stop()


def _table(address: str, path: str) -> nw.LazyFrame[Any]:
    table: nw.LazyFrame[Any] = nw.from_native(_session(address).read.parquet(path))
    table.collect_schema()  # Spark looks only now, and a missing one is to be told now
    return table


def _session(address: str) -> Any:
    if address not in _SESSIONS:
        host = address.split("://", 1)[1]
        builder = import_module("pyspark.sql").SparkSession.builder
        _SESSIONS[address] = builder.remote(f"sc://{host}").getOrCreate()
    return _SESSIONS[address]


@contextmanager
def _plain_errors(address: str) -> Iterator[None]:
    try:
        refusal = import_module("pyspark.errors").PySparkException
    except ImportError as error:
        raise StoreUnavailableError(
            "INSIGHT_ENGINE names a Spark cluster, but its client is not installed. "
            f"Unset INSIGHT_ENGINE to count here. {INSTALL.format('spark')}"
        ) from error
    try:
        yield
    except refusal as error:
        host = address.split(";", maxsplit=1)[0]
        said = str(error).splitlines()[0]
        raise StoreUnavailableError(
            f"Spark at {host} does not give the tables: {said} "
            "Look at INSIGHT_ENGINE, at INSIGHT_LAKE, and at the log of Spark."
        ) from error
