from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pptx import Presentation

from insight.cli import main
from insight.store.audit import entries
from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.ui.sample import load_sample

SAMPLE = Path(__file__).parents[1] / "sample_data"
FILES = [
    "weekly-review-2026-W07.eml",
    "weekly-review-2026-W07.html",
    "weekly-review-2026-W07.pptx",
]


def review(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["review", *arguments])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    return tmp_path / "home"


def fill(home: Path) -> None:
    engine = open_engine(f"sqlite:///{home / 'insight.db'}")
    migrate(engine)
    load_sample(engine)
    engine.dispose()


def actions(home: Path) -> list[str]:
    engine = open_engine(f"sqlite:///{home / 'insight.db'}")
    told = entries(engine)["action"].to_list()
    engine.dispose()
    return told


def test_the_review_of_the_store_is_written_as_three_files(
    home: Path, tmp_path: Path
) -> None:
    fill(home)

    result = review("--week", "2026-W07", "--out", str(tmp_path / "out"))

    assert result.exit_code == 0, result.output
    assert names(tmp_path / "out") == FILES
    slides = Presentation(str(tmp_path / "out" / FILES[2])).slides
    assert slides[0].shapes.title.text == "Weekly review 2026-W07"
    html = (tmp_path / "out" / FILES[1]).read_text(encoding="utf-8")
    assert "Sample data, invented customers" in html
    assert "“" not in html.split("<script>")[0]
    assert "exported personal data" not in actions(home)


def test_their_own_words_leave_the_store_with_an_entry_in_the_audit(
    home: Path, tmp_path: Path
) -> None:
    fill(home)

    result = review("--week", "2026-W07", "--comments", "--out", str(tmp_path / "out"))

    assert result.exit_code == 0, result.output
    assert actions(home)[0] == "exported personal data"


def test_a_folder_is_reviewed_as_known_then_and_with_their_words(
    tmp_path: Path,
) -> None:
    asked = ["--from", str(SAMPLE), "--as-of", "2026-02-28", "--week", "2026-W07"]

    result = review(*asked, "--known", "then", "--comments", "--out", str(tmp_path))

    html = (tmp_path / FILES[1]).read_text(encoding="utf-8")
    assert result.exit_code == 0, result.output
    assert "As of 15 Feb 2026 · grace 30 days · as known then · all accounts" in html
    assert "“" in html.split("<script>")[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--from", str(SAMPLE), "--as-of", "2026-02-28", "--week", "2026-W09"], "2022-W10 to 2026-W08"),
        (["--from", str(SAMPLE)], "The last day in these files is"),
    ],
)  # fmt: skip
def test_what_cannot_be_reviewed_is_said(
    asked: list[str], said: str, tmp_path: Path
) -> None:
    result = review(*asked, "--out", str(tmp_path / "out"))

    assert result.exit_code != 0
    assert said in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("home")
def test_an_empty_store_says_how_to_fill_it(tmp_path: Path) -> None:
    result = review("--out", str(tmp_path / "out"))

    assert result.exit_code == 1
    assert "There is no data yet" in result.output
