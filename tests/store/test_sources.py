from pathlib import Path

import pytest

from insight.errors import SourceError
from insight.store.sources import source_called, sources

CRM = '[sources.crm]\nurl = "sqlite:///crm.db"\n'
QUERIES = '[sources.crm.queries]\naccounts = "select 1"\n'


def written(folder: Path, text: str) -> list[Path]:
    file = folder / "secrets.toml"
    file.write_text(text, encoding="utf-8")
    return [folder / "missing.toml", file]


def test_a_source_has_a_url_and_a_query_for_each_table(tmp_path: Path) -> None:
    files = written(tmp_path, f'[auth]\nx = "y"\n{CRM}{QUERIES}')

    found = source_called("crm", files)

    assert found.url == "sqlite:///crm.db"
    assert found.queries == {"accounts": "select 1"}
    assert "sqlite" not in repr(found)


def test_without_a_file_there_are_no_sources(tmp_path: Path) -> None:
    assert sources([tmp_path / "secrets.toml"]) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sources", "cannot be read"),
        ("sources = 3", "section"),
        (CRM, "a query for each table"),
        ("[sources]\ncrm = 3", "needs a url"),
        (f'{CRM}[sources.crm.queries]\npeople = "select 1"', "“people”"),
        (f"{CRM}[sources.crm.queries]\naccounts = 1", "in quotes"),
    ],
)
def test_a_source_that_is_not_whole_is_told(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        sources(written(tmp_path, text))


def test_a_source_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="“crm”"):
        source_called("other", written(tmp_path, CRM + QUERIES))
