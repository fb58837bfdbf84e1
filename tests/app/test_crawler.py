"""Every page and file, for people of one region: nothing of another is in any of them."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.schema import TABLES
from insight.store.decisions import About, Content, decide, decisions_of, revise
from insight.store.engines import open_engine
from insight.store.incoming import RECORDS, REFUSED
from insight.store.judgements import Judgement, judge
from insight.store.mappings import remember
from insight.store.people import Person, keep_person
from insight.store.uploads import NewUpload, commit
from insight.ui import components
from insight.ui.review import review_files

AT = datetime(2026, 3, 1, tzinfo=UTC)
AS_OF = date(2026, 2, 28)
PAGES = sorted(
    str(path.relative_to("pages").with_suffix(""))
    for path in Path("pages").rglob("*.py")
)
MARK = {"EMEA": "qemeaq", "APAC": "qapacq"}
"""A word in every text, id and name of one region, and nowhere else."""
ELSEWHERE = {"EMEA": "APAC", "APAC": "EMEA"}
OTHERS = ("viewer", "removed", "nobody")
"""Beside an analyst, of one region; the last two are to see nothing at all."""
ACCOUNTS = 12
Row = dict[str, Any]
Tables = dict[str, list[Row]]


def world(region: str) -> Tables:
    """Rows of one region: customers who stay, leave, complain and come back."""
    tables: Tables = {}
    for number in range(ACCOUNTS):
        for table, rows in account(MARK[region], number, region).items():
            tables.setdefault(table, []).extend(rows)
    return tables


def account(mark: str, number: int, region: str) -> Tables:
    me, start = f"{mark}-{number}", date(2024, 1, 1) + timedelta(days=20 * number)
    day = AS_OF - timedelta(days=3 + 9 * number)
    own = {"account_id": me}
    id_ = {name: f"{mark}-{name}-{number}" for name in ("x", "r", "o", "i", "c", "w")}
    phase = {**own, "subscription_id": f"{mark}-s-{number}", "amount": 100 + number}
    said = {"currency": "USD", "status": "active", "billing_interval": "month"}
    left = {**own, "exit_id": id_["x"], "exit_date": day, "comment": f"{mark} is cross"}
    asked = {**own, "request_id": id_["r"], "exit_id": id_["x"]}
    offer = {**own, "request_id": id_["r"], "offer_id": id_["o"]}
    issue = {**own, "issue_id": id_["i"], "topic": f"{mark} topic"}
    words = dict.fromkeys(("competitor", "recorded_by"), f"{mark} Inc")
    return {
        "accounts": [
            {**own, "account_name": f"{mark} Ltd {number}", "region": region}
            | {"segment": f"{mark} seg", "owner": f"{mark} owner", "industry": mark}
        ],
        "subscriptions": [
            {**phase, **said, "phase_id": f"{mark}-p-{number}", "start_date": start}
            | {"end_date": day if number % 3 else None, "plan_id": f"{mark} plan"}
        ],
        "exits": [{**left, **words, "reason_code": "too_expensive"}] * (number % 3 > 0),
        "cancellation_requests": [
            {**asked, "requested_date": day - timedelta(days=20), "scope": "account"}
            | {"outcome": "exited", "outcome_date": day}
        ],
        "save_offers": [
            {**offer, "offered_date": day - timedelta(days=19), "response": "declined"}
            | {"offer_type": f"{mark} discount", "times_presented": 3}
        ],
        "issues": [
            {**issue, "opened_date": day - timedelta(days=60), "severity": "high"}
        ],
        "contacts": [
            {**own, "contact_id": id_["c"], "name": f"{mark} Person"}
            | {"email": f"{mark}@x.test", "is_champion": True, "role": f"{mark} boss"}
        ],
        "offboarding": [
            {"exit_id": id_["x"], "ease_1_7": 3, "owner": f"{mark} csm"}
            | {"closed_date": day, "export_format": mark}
        ],
        "win_backs": [
            {**own, "win_back_id": id_["w"], "return_date": day + timedelta(days=1)}
            | {"returned_because": f"{mark} fix", "offer": f"{mark} offer"}
        ],
    }


@pytest.fixture(scope="module")
def store(store_of: Callable[..., str], types: dict[str, pl.Schema]) -> str:
    """The URL of a store of two regions, with people of either in every role."""
    url = store_of({})
    engine = open_engine(url)
    about: dict[str, Any] = {"by": "a test", "at": AT}
    for region, mark in MARK.items():
        uploads = [
            upload(f"{mark} {table}.csv", table, rows, types[table], mark)
            for table, rows in world(region).items()
        ]
        commit(engine, uploads, **about, as_of=AS_OF)
        words = {"reason_code": {f"{mark} dear": "too_expensive"}}
        mapping = {"table": "exits", "columns": {"exit_id": mark}, "values": words}
        remember(engine, mark, mapping, name=f"{mark} log", header=[mark], **about)
        judge(
            engine,
            Judgement(f"{mark}-0", AS_OF, f"{mark}@x.test", 4, f"{mark} note", 90, 0.5),
            at=AT,
        )
        for name, role in (
            ("viewer", "viewer"),
            ("analyst",) * 2,
            ("removed", "analyst"),
        ):
            email, is_active = f"{name}.{region.lower()}@x.test", name != "removed"
            person = Person(email, role, (region,), is_active=is_active)
            keep_person(engine, person, **about)
        for at in (0, 1):
            content = Content(f"call {mark}", mark, None, about=About.ACCOUNT)
            decide(engine, of(content, f"{mark}-{at}"), week="2026-W08", **about)
    for decision in decisions_of(engine):
        away = decision.content.subject.endswith("-1")
        if away:
            home = MARK["APAC" if MARK["EMEA"] in decision.content.text else "EMEA"]
            moved = of(Content(f"call {home}", home, about=About.ACCOUNT), f"{home}-0")
            revise(engine, decision.id, moved, seen=1, week="2026-W08", **about)
    engine.dispose()
    return url


def of(content: Content, subject: str) -> Content:
    return Content(content.text, content.owner, about=content.about, subject=subject)


@pytest.fixture(scope="module")
def types() -> dict[str, pl.Schema]:
    return {name: schema.create_empty().schema for name, schema in TABLES.items()}


def upload(
    name: str, table: str, rows: list[Row], schema: pl.Schema, mark: str
) -> NewUpload:
    refused = pl.DataFrame([(2, mark, mark, f"{mark} is odd")], REFUSED, orient="row")
    records = pl.DataFrame([(2, f'{{"a":"{mark}"}}')], RECORDS, orient="row")
    given = pl.DataFrame(rows, schema=schema)
    return NewUpload(name, name, table, len(rows), given, refused, records)


def shown(app: AppTest) -> str:
    """All that a run sent to the browser, tables too."""
    tables = [table.value.to_csv() for table in app.dataframe]
    return "\n".join([*(str(e.proto) for e in every(app._tree)), *tables]).lower()


def every(block: Any) -> list[Any]:
    found = []
    for child in block.children.values():
        inside = getattr(child, "children", None)
        found += every(child) if inside is not None else [child]
    return found


def words_in(content: bytes) -> str:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode(errors="replace").lower()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        inside = [words_in(parts.read(name)) for name in parts.namelist()]
    return " ".join(inside)


_SLOW = ("PowerPoint deck", "E-mail")
"""Files of seconds each, made where all roles are tried."""


@pytest.fixture
def files(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> list[bytes]:
    """What every download button of a page hands out."""
    found: list[bytes] = []

    def kept(label: str, make: Callable[[], bytes], **_more: object) -> None:
        if label not in _SLOW or "slow" in request.node.keywords:
            found.append(make())

    for module in (components, review_files):
        monkeypatch.setattr(module, "download_button", kept)
    return found


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("region", "role"),
    [
        ("EMEA", "analyst"),
        pytest.param("APAC", "analyst", marks=pytest.mark.long),
        *(pytest.param("EMEA", role, marks=pytest.mark.long) for role in OTHERS),
    ],
)
def test_nothing_of_another_region_is_on_a_page_or_in_its_files(
    store: str,
    open_page: Callable[..., AppTest],
    files: list[bytes],
    page: str,
    region: str,
    role: str,
) -> None:
    email = f"{role}.{region.lower()}@x.test"
    user = {"is_logged_in": True, "email": email, "email_verified": True}
    foreign, own = MARK[ELSEWHERE[region]], MARK[region]

    runs = [open_page(page, url=store, user=user, with_tables=True, period="All")]
    if page == "accounts/account_story":
        runs += [
            open_page(page, url=store, user=user, account=f"{mark}-1")
            for mark in (foreign, own)
        ]

    told = [shown(app) for app in runs] + [words_in(content) for content in files]
    typed = [f'"{foreign}-1"', f"account={foreign}-1"]
    for text in told:
        for words in typed:
            text = text.replace(words, "")  # noqa: PLW2901 - what was typed, less
        assert not re.findall(rf".{{0,60}}{foreign}.{{0,60}}", text)
    assert not any(app.exception for app in runs)
