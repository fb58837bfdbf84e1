"""Markers in the data and the secrets of a real server that then meets every mishap."""

import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from time import sleep
from urllib.request import urlopen

from browsing import IMPORT, Seen, browsing
from serving import ROOT, free_port, wait_until_healthy

NAME, EMAIL, WORDS, SECRET = "Zqmarker Person", "zqmarker@example.test", "zqmarker said so", "zqmarkersecret"  # fmt: skip
MARKERS = (NAME, EMAIL, WORDS, SECRET)
ACCOUNTS = "account_id,account_name,region\nA1,{name},EMEA\nA2,Bolt,EMEA\n"
CONTACTS = (
    "contact_id,account_id,name,email\nC1,A1,{name},{email}\nC2,A9,{name},{email}\n"
)
EXITS = "exit_id,account_id,exit_date,reason_code,comment\nX1,A1,2025-05-13,pricing,{words}\nX2,A1,{email},pricing,{words}\n"  # fmt: skip
SECRETS = '[sources.crm]\nurl = "postgresql://reader:{secret}@127.0.0.1:1/crm"\n[sources.crm.queries]\naccounts = "select 1"\n'  # fmt: skip
NEWER = "UPDATE meta SET data_version = data_version + 1"
BREAKING = (
    f"UPDATE exits SET exit_date = '{EMAIL}'; {NEWER}",  # noqa: S608 - a constant
    f'ALTER TABLE exits RENAME TO "{EMAIL}"; {NEWER}',
)


def found() -> dict[str, int]:
    """Markers in the log, in the counters, in answers to strangers and in error boxes."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        (home / "secrets.toml").write_text(SECRETS.format(secret=SECRET))
        port = free_port()
        log = home / "server.log"
        with log.open("wb") as out:
            server = subprocess.Popen(  # noqa: S603 - our own app
                [Path(sys.executable).with_name("insight"), "run", "--port", str(port)],
                cwd=ROOT,
                env={
                    **_environment(),
                    "INSIGHT_HOME": str(home),
                    "INSIGHT_SAMPLE": "off",
                },
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until_healthy(server, address)
            boxes = _mishaps(address, home)
            said = {
                "the log": log.read_text(errors="replace"),
                "/healthz": _get(f"{address}/healthz"),
                "error boxes": boxes,
            }
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
        said["the log"] = log.read_text(errors="replace")
        if "insight.run" not in said["the log"] or not boxes:
            raise RuntimeError("No run in the log, or no error box: nothing was tried.")
        return {where: sum(m in text for m in MARKERS) for where, text in said.items()}


def _mishaps(address: str, home: Path) -> str:
    """What the error boxes said of everything that can go wrong.

    Refused rows, links with addresses, a source that does not answer, and a database whose
    rows and tables are not as they were.
    """
    told: list[str] = []
    with browsing(address) as seen:
        _bring(seen, home)
        for path in (f"/account_story?account={EMAIL}", f"/exits?search={EMAIL}&period=All", f"/exit_reasons?segment={EMAIL}"):  # fmt: skip
            seen.open(path)
        seen.open("/upload")
        button = seen.page.get_by_role("button", name="crm")
        if button.count():
            button.first.click()
            sleep(2)
            seen.settle()
            told += _boxes(seen)
        told += _broken(seen, home)
    return "\n".join(told)


def _bring(seen: Seen, home: Path) -> None:
    fill = {"name": NAME, "email": EMAIL, "words": WORDS}
    files = []
    for table, text in (
        ("accounts", ACCOUNTS),
        ("contacts", CONTACTS),
        ("exits", EXITS),
    ):
        path = home / f"{table}.csv"
        path.write_text(text.format(**fill))
        files.append(path)
    seen.open("/upload")
    seen.page.locator("input[type=file]").set_input_files(files)
    button = seen.page.get_by_role("button", name=IMPORT)
    button.wait_for()
    seen.settle()
    button.click()
    seen.page.get_by_text("Imported:").wait_for()
    seen.settle()


def _broken(seen: Seen, home: Path) -> list[str]:
    """What is said when a stored row breaks a rule, and then when a table is gone."""
    told = []
    for statement in BREAKING:
        with sqlite3.connect(home / "insight.db") as plain:
            plain.executescript(statement)
        plain.close()
        for path in ("/", "/exits?period=All", "/history", "/upload"):
            seen.open(path)
            sleep(0.5)
            seen.settle()
            told += _boxes(seen)
    return told


def _boxes(seen: Seen) -> list[str]:
    boxes = seen.page.get_by_test_id("stAlert").or_(
        seen.page.get_by_test_id("stException")
    )
    return boxes.all_inner_texts()


def _environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("INSIGHT_")}


def _get(address: str) -> str:
    with urlopen(f"{address}?{secrets.token_hex(4)}", timeout=10) as answer:  # noqa: S310
        return str(answer.read(), "utf-8", "replace")
