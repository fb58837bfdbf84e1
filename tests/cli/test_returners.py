"""Customers who came back under a new id are told, joined once, and apart by an undo."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from insight.cli import main
from insight.settings import runtime
from insight.store.engines import open_engine
from insight.store.history import history
from insight.store.undo import undo

FILES = {
    "accounts.csv": "account_id,account_name\nA,Acme GmbH\nB,Blue\nC,Cedar\nD,Dune\nE,Elm\n",
    "subscriptions.csv": "account_id,subscription_id,start_date,end_date,amount,"
    "billing_interval,currency\n"
    "A,s1,2025-01-01,2025-03-15,100,month,EUR\nB,s2,2025-08-01,,120,month,EUR\n"
    "C,s3,2025-01-01,,50,month,EUR\nD,s4,2024-01-01,2025-02-01,10,month,EUR\n"
    "E,s5,2025-06-01,,10,month,EUR\n",
    "contacts.csv": "contact_id,account_id,email\n1,A,jo@acme.test\n2,B,mo@acme.test\n"
    "3,D,a@gmail.com\n4,E,b@gmail.com\n",
}


def insight(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content)
    paths = [str(tmp_path / name) for name in FILES]
    stored = insight("import", *paths, "--as-of", "2025-12-31")
    assert stored.exit_code == 0, stored.output
    return tmp_path


def reactivated(home: Path) -> float:
    assert insight("metrics", "--out", str(home / "out")).exit_code == 0
    return float(pl.read_csv(home / "out" / "monthly.csv")["reactivation"].sum())


def test_a_returner_under_a_new_id_is_told_joined_once_and_apart_again(
    home: Path,
) -> None:
    told = insight("returners", "list")
    before = reactivated(home)
    joined = insight("returners", "join", "B", "A")
    after = reactivated(home)
    again = insight("returners", "join", "B", "A")
    silent = insight("returners", "list")
    engine = open_engine(runtime().database_url)
    last = history(engine)["upload_id"].sort()[-1]
    undo(engine, [last], by="me", at=datetime.now(UTC))

    assert told.stdout == (
        "B (Blue), since 2025-08-01: A (Acme GmbH), left 2025-03-15? "
        "They have: same e-mail domain.\n"
    )
    assert (before, after, reactivated(home)) == (0, 120, 0)
    assert joined.stdout == "B and A are one customer now.\n"
    assert (again.exit_code, silent.stdout) == (1, "")


@pytest.mark.parametrize(("later", "former"), [("B", "Z"), ("Z", "A"), ("A", "A")])
@pytest.mark.usefixtures("home")
def test_ids_that_cannot_be_joined_are_refused(later: str, former: str) -> None:
    refused = insight("returners", "join", later, former)

    assert refused.exit_code == 1
    assert "account" in refused.output or "already" in refused.output


def test_a_recorded_return_that_no_subscription_shows_offers_who_came_that_day(
    home: Path,
) -> None:
    (home / "win_backs.csv").write_text("account_id,return_date\nD,2025-06-01\n")
    stored = insight("import", str(home / "win_backs.csv"), "--as-of", "2025-12-31")

    told = insight("returners", "list")

    assert stored.exit_code == 0, stored.output
    assert (
        "E (Elm), since 2025-06-01: D (Dune), left 2025-02-01? They have: recorded return "
        "on that day.\n"
    ) in told.stdout
