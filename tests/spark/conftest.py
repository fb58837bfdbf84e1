"""A real Spark on loopback: a master, two workers and a Connect server, and worlds on it."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

import polars as pl
import pytest

from insight.intake.folder import read_folder
from insight.metrics.build import build_facts, facts_of
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame
from insight.sample import sample_world
from insight.sample.planted import AS_OF
from insight.settings import Choices
from insight.store import snapshot_files
from insight.store.lake import leave, tables_on

ROOT = Path(__file__).parents[2]
MINI_WORLD = ROOT / "tests" / "truth" / "cases" / "mini_world"
MANY = int(os.environ.get("INSIGHT_TEST_ACCOUNTS", "100000"))
PATIENCE = 600
LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
FEW = 1_000
"""Accounts below which a query costs less than to compile it."""
DEPLOY = "org.apache.spark.deploy"
BOUND_TO_US = 'exec 3<&0; (read -r _ <&3; kill $$) & exec "$0" "$@" 3<&- </dev/null'
"""Ends a command when its input closes, which it does however we end."""
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"

Process = subprocess.Popen[bytes]
Tables = dict[str, pl.DataFrame]
WORLDS: dict[str, Callable[[], Tables]] = {
    "the mini world": lambda: read_folder(MINI_WORLD),
    f"{MANY:,} accounts": lambda: sample_world(seed=1, accounts=MANY),
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the Connect server."""
    home = _spark_home()
    folder = tmp_path_factory.mktemp("spark")
    master, connect = _free_port(), _free_port()
    at = f"spark://127.0.0.1:{master}"
    worker = [f"{DEPLOY}.worker.Worker", at, "--cores", "1", "--memory", "2g"]
    settings = {
        "spark.connect.grpc.binding.port": connect,
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": LIGHT,
        "spark.executor.extraJavaOptions": LIGHT,
        "spark.executor.memory": "1500m",
        "spark.locality.wait": "0s",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": 2,
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": folder / "warehouse",
    }
    options = [f"--conf={name}={value}" for name, value in settings.items()]
    around = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_JAVA_OPTS": LIGHT,
        "SPARK_WORKER_DIR": str(folder / "work"),
    }
    with ExitStack() as running:

        def start(name: str, program: str, *arguments: str) -> Process:
            command = (str(home / "bin" / program), *arguments)
            return running.enter_context(_running(name, folder, command, around))

        one = start("master", "spark-class", f"{DEPLOY}.master.Master", *_on(master))
        _wait_for(one, port=master)
        for number in (1, 2):
            start(f"worker-{number}", "spark-class", *worker, *_on(0))
        server = start(
            "connect", "spark-submit", f"--class={CONNECT}", f"--master={at}",
            *options, "spark-internal",
        )  # fmt: skip
        _wait_for(server, port=connect)
        yield f"sc://127.0.0.1:{connect}"
        leave()


@pytest.fixture(scope="session", params=WORLDS)
def both(
    request: pytest.FixtureRequest,
    spark: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Facts, Facts]:
    """The facts of a world, built on Polars and on Spark."""
    tables = WORLDS[request.param]()
    folder = tmp_path_factory.mktemp("lake")
    snapshot_files.write(folder, tables, seal="")
    choices = Choices()
    here = build_facts(tables, as_of=AS_OF, choices=choices)
    lake = tables_on(spark, str(folder))
    _compile(lake["accounts"], when=tables["accounts"].height >= FEW)
    there = facts_of(lake, as_of=AS_OF, choices=choices)
    return here, there


def _compile(table: Frame, *, when: bool) -> None:
    """Has Spark compile the queries of this session to Java, or interpret them."""
    settings = table.to_native().sparkSession.conf
    settings.set("spark.sql.codegen.wholeStage", when)
    settings.set("spark.sql.codegen.factoryMode", "FALLBACK" if when else "NO_CODEGEN")


def _spark_home() -> Path:
    """Where Spark is; the tests that need it are skipped where it, or Java, is not."""
    pytest.importorskip(
        "pyspark", reason="no Spark client: make test-spark installs it"
    )
    home = Path(os.environ.get("SPARK_HOME") or ROOT / ".cache" / "spark" / "pyspark")
    if not (home / "bin" / "spark-class").exists():
        pytest.skip("no Spark: make test-spark fetches it")
    if subprocess.run(
        ["java", "-version"], capture_output=True, check=False
    ).returncode:
        pytest.skip("no Java: Spark needs 17, apt-get install openjdk-17-jre-headless")
    return home


@contextmanager
def _running(
    name: str, folder: Path, command: tuple[str, ...], settings: dict[str, str]
) -> Iterator[Process]:
    """Runs a command to the end of the block, or of this process if that is first."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("INSIGHT_")}
    with (
        (folder / f"{name}.log").open("wb") as log,
        subprocess.Popen(
            ["sh", "-c", BOUND_TO_US, *command], env=inherited | settings, cwd=folder,
            stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):  # fmt: skip
        yield process


def _on(port: int) -> tuple[str, ...]:
    return ("--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: Process, *, port: int) -> None:
    end = monotonic() + PATIENCE
    while monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        sleep(0.2)
    pytest.fail(f"nothing answers on port {port}: {process.args!r}")
