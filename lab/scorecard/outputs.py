"""Rows 26, 27 and 32: what the app shows and gives away is text, and nobody's secret."""

import csv
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import markers
import polars as pl
from browsing import browsing
from outcomes import module, outcome
from row import Measured, Row, judged
from serving import ROOT, keep, serving

from insight.intake.folder import read_folder
from insight.ui.downloads import safe_csv
from insight.ui.menu import MENU
from insight.ui.sample import FOLDER

ALIVE = """() => [...document.querySelectorAll(
  'script, a, img, iframe, form, object, embed, video, base, link, style, meta[http-equiv=refresh]'
)].filter(e => /zq|example\\.test|alert\\(/.test(e.outerHTML)).map(e => e.outerHTML.slice(0, 200))"""
FORMULA = re.compile(r"""^[\t\r\n\0\s"']*[=+\-@＝＋－＠]""")
WEEK = "2026-W03"


class Tags(HTMLParser):
    """The tags of a page that do something, and where its links go."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps what loads, links or handles."""
        said = " ".join(f"{name}={value}" for name, value in attrs)
        handles = any(name.startswith("on") for name, _ in attrs)
        if handles or tag in {"img", "iframe", "object", "embed", "video", "base", "form"} or "example.test" in said:  # fmt: skip
            self.alive.append(f"{tag} {said}")


def hostile_home(home: Path) -> None:
    """A home whose customers have hostile text in every free field."""
    tests = module("tests/app/test_hostile_text.py")
    tables = read_folder(FOLDER)
    left = tables["exits"]["account_id"].unique().sort().head(400)
    keep(home, {
        name: tests.hostile(_of(rows, left), tests.FREE_TEXT.get(name, ()))
        for name, rows in tables.items()
    })  # fmt: skip


def payloads(**_: bool) -> Measured:
    """Hostile text on every page in a real browser, and in the files of a review."""
    tests = module("tests/app/test_hostile_text.py")
    pages = [entry.file.split("/")[1] for entries in MENU.values() for entry in entries]
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        hostile_home(home)
        alive = _files_alive(_review(home))
        with serving(ROOT / "app.py", home) as server, browsing(server.address) as seen:
            for page in pages:
                seen.open(f"/{'' if page == 'overview' else page}?period=All")
                alive += [f"{page}: {found}" for found in seen.page.evaluate(ALIVE)]
            outside, dialogs = seen.hosts - {"127.0.0.1"}, seen.dialogs
    found = outcome("tests/app/test_hostile_text.py", "tests/review", words="hostile or text or plain or payload")  # fmt: skip
    value = (
        f"{len(tests.HOSTILE)} payloads x {len(pages)} pages and 3 files: {len(alive)} live "
        f"elements or links, {len(dialogs)} scripts run, {len(outside)} other hosts; {found.told}"
    )
    if alive:
        print(*alive[:5], sep="\n")
    return judged(value, good=not (alive or dialogs or outside) and found.is_whole)


def formulas(**_: bool) -> Measured:
    """Formulas in the CSV of a table, and in deck, page and mail of a review."""
    cells = module("tests/app/test_hostile_text.py").PAYLOADS["formulas"]
    rows = pl.DataFrame({"account_name": cells, **dict.fromkeys(cells, cells)})
    written = csv.reader(io.StringIO(safe_csv(rows).decode("utf-8-sig")))
    live = [cell for row in written for cell in row if FORMULA.match(cell) and not cell.startswith("'")]  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        hostile_home(Path(place))
        files = _review(Path(place))
        live += [str(path.name) for path in files if _runs(path)]
    found = outcome("tests/ui/test_downloads.py")
    value = f"{len(live)} live of {len(cells)} formulas x CSV cells and headings, PowerPoint with its workbooks, HTML, e-mail; no other export; {found.told}"  # fmt: skip
    return judged(value, good=not live and found.is_whole and len(cells) >= 15)


def leaks(**_: bool) -> Measured:
    """Planted names, addresses, words and secrets in what a real server writes and says."""
    found = markers.found()
    value = (
        f"{sum(found.values())} of {len(markers.MARKERS)} markers in {', '.join(found)}"
    )
    tests = outcome("tests/ui/server/test_mishaps.py")
    return judged(
        f"{value}; {tests.told}", good=not any(found.values()) and tests.is_whole
    )


def _of(rows: pl.DataFrame, accounts: pl.Series) -> pl.DataFrame:
    if "account_id" not in rows.columns:
        return rows
    return rows.filter(pl.col("account_id").is_in(accounts.implode()))


def _review(home: Path) -> list[Path]:
    out = home / "review"
    subprocess.run(  # noqa: S603 - our own command
        [Path(sys.executable).with_name("insight"), "review", "--week", WEEK, "--comments", "--out", str(out)],
        env={"INSIGHT_HOME": str(home), "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
    )  # fmt: skip
    return sorted(out.iterdir())


def _files_alive(files: list[Path]) -> list[str]:
    alive = []
    for path in files:
        if path.suffix == ".html":
            reader = Tags()
            reader.feed(path.read_text(encoding="utf-8"))
            alive += [f"{path.name}: {tag}" for tag in reader.alive]
        if path.suffix == ".pptx":
            with zipfile.ZipFile(path) as deck:
                alive += [
                    f"{path.name}: {name}"
                    for name in deck.namelist()
                    if name.endswith(".rels") and b'TargetMode="External"' in deck.read(name)
                ]  # fmt: skip
    return alive


def _runs(path: Path) -> bool:
    """Whether a file holds a formula that a program would run."""
    if path.suffix != ".pptx":
        return b"urn:schemas-microsoft-com:office:excel" in path.read_bytes()
    with zipfile.ZipFile(path) as deck:
        books = [deck.read(name) for name in deck.namelist() if name.endswith(".xlsx")]
    return any(_has_formula(book) for book in books)


def _has_formula(book: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = [parts.read(n) for n in parts.namelist() if "worksheets/" in n]
    return any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


ROWS = (
    Row(26, "hostile text on every page and in every file", ">= 30 payloads x all, 0 scripts, 0 other hosts, 0 links", payloads),
    Row(27, "formulas in exported files", ">= 15 payloads, 0 live", formulas),
    Row(32, "planted data and secrets in logs, errors, metrics", "0 markers", leaks),
)  # fmt: skip
