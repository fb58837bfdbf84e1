"""Rows 28 to 31 and 33: who may what, what they see, and what is written down of it."""

import random
import tempfile
from datetime import date
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import polars as pl
from outcomes import module, outcome
from row import Measured, Row, judged
from serving import ROOT, fill, serving

from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.scope import Scope, scoped
from insight.settings import Choices
from insight.store.people import ROLES
from insight.ui.menu import MENU

SCOPES, SCOPES_OF_A_WORLD = 10_000, 200
REGIONS = ("APAC", "Americas", "EMEA", "LATAM", None)
WORLD = "../shared/cases/mini_world"


def cells(**_: bool) -> Measured:
    """Every page for every role and for nobody, every action for every person."""
    found = outcome("tests/app/test_access.py", "tests/ui/test_actions.py", "tests/app/test_people_page.py")  # fmt: skip
    actions = module("tests/ui/test_actions.py")
    pages = sum(len(entries) for entries in MENU.values())
    count = pages * (len(ROLES) + 1) + len(actions.ALLOWED) * len(actions.PEOPLE)
    value = f"{count} cells: {pages} pages x {len(ROLES) + 1}, {len(actions.ALLOWED)} actions x {len(actions.PEOPLE)}; {found.told}"  # fmt: skip
    return judged(value, good=found.is_whole)


def scopes(*, quick: bool) -> Measured:
    """Rows of other accounts that somebody would see, over random regions and scopes."""
    times = 200 if quick else SCOPES
    frames = module("tests/metrics/test_scope.py").frames
    outside = rows = 0
    for number in range(0, times, SCOPES_OF_A_WORLD):
        drawn = random.Random(number)  # noqa: S311
        facts, regions = _world(drawn)
        for _ in range(SCOPES_OF_A_WORLD):
            chosen = tuple(r for r in REGIONS if r and drawn.random() < 0.5) or (
                "nowhere",
            )
            own = {account for account, region in regions.items() if region in chosen}
            for frame in frames(scoped(facts, Scope(chosen))).values():
                for column in {"account_id", "from_account"} & set(frame.columns):
                    found = frame[column].drop_nulls()
                    rows += len(found)
                    outside += len(found) - int(found.is_in(list(own)).sum())
    value = f"{outside} of {rows:,} rows in {times:,} scopes"
    return judged(value, good=not outside and rows > times)


def _world(drawn: random.Random) -> tuple[object, dict[str, str | None]]:
    tables = read_folder(ROOT / WORLD)
    ids = tables["accounts"]["account_id"].to_list()
    regions = {account: drawn.choice(REGIONS) for account in ids}
    column = pl.Series("region", list(regions.values()), dtype=pl.String)
    tables |= {"accounts": tables["accounts"].with_columns(column)}
    return build_facts(tables, as_of=date(2026, 2, 28), choices=Choices()), regions


def revoked(**_: bool) -> Measured:
    """How soon somebody whose access was taken sees nothing more."""
    inside = outcome("tests/app/test_access.py", words="taken_ends or raised_counts")
    outside = outcome("tests/browser/test_sign_in.py", words="until_it_is_taken")
    value = f"with the next run: {inside.passed} tests, and {outside.passed} in a browser behind an OIDC provider"  # fmt: skip
    return judged(value, good=inside.is_whole and outside.is_whole)


def headers(**_: bool) -> Measured:
    """What a real server sends with pages, files, errors and answers to probes."""
    with tempfile.TemporaryDirectory() as home:
        fill(Path(home), 100)
        with serving(ROOT / "app.py", Path(home)) as server:
            paths = ("/", "/exits", "/nowhere/at/all.js", "/_stcore/health", "/healthz", "/media/none")  # fmt: skip
            found = [_strict(f"{server.address}{path}") for path in paths]
    value = (
        f"{min(found)} of 4 on each of {len(found)} addresses, scripts from 'self' only"
    )
    return judged(value, good=min(found) == 4)


def _strict(address: str) -> int:
    try:
        with urlopen(address, timeout=30) as answer:  # noqa: S310
            told = answer.headers
    except HTTPError as error:
        told = error.headers
    policy = dict(
        part.strip().split(" ", 1)
        for part in told.get("content-security-policy", "").split(";")
        if " " in part.strip()
    )
    scripts = policy.get("script-src", "'unsafe-inline'")
    return sum((
        policy.get("default-src") == "'none'" and "unsafe" not in scripts and "http" not in scripts,
        told.get("x-content-type-options") == "nosniff",
        told.get("x-frame-options") == "DENY" and policy.get("frame-ancestors") == "'none'",
        told.get("referrer-policy") == "same-origin",
    ))  # fmt: skip


def audit(**_: bool) -> Measured:
    """Entries for every kind of change and for every file with personal data."""
    store = outcome("tests/store/test_audit.py")
    pages = outcome("tests/app/test_scope_on_pages.py", "tests/app/test_access.py", "tests/test_review_command.py", words="audit or writes_to_the_store")  # fmt: skip
    kinds = store.total("changes") // 2
    value = f"{kinds} of {kinds} kinds of change, files with personal data, chain verified on both databases; {store.passed + pages.passed} tests passed"  # fmt: skip
    return judged(value, good=store.is_whole and pages.is_whole and kinds >= 10)


ROWS = (
    Row(28, "role x page x action", "100% of cells, default deny", cells),
    Row(29, "rows out of scope over random scopes", "0 in 10,000", scopes),
    Row(30, "access that is taken ends", "<= 1 run", revoked),
    Row(31, "security headers", "4 of 4, strict policy", headers),
    Row(33, "changes and exports with one audit entry", "100%, chain verifies", audit),
)
