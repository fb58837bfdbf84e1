from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.intake.mapping import propose
from insight.intake.read import read
from insight.intake.validate import validate

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "ravenstack"
FILES = ("accounts", "subscriptions", "churn_events")
Tables = Mapping[str, pl.DataFrame]


@pytest.fixture
def ravenstack(store_of: Callable[[Tables], str]) -> str:
    """The URL of a store with RavenStack's files, mapped as Insight proposes."""
    if not FOLDER.exists():
        pytest.skip(f"RavenStack is not at {FOLDER}")
    tables = {}
    for name in FILES:
        path = FOLDER / f"ravenstack_{name}.csv"
        text = read(path.name, path.read_bytes())
        checked = validate(text, propose(text))
        tables[checked.table] = checked.accepted
    return store_of(tables)


def test_the_reasons_page_says_600_recorded_exits_and_which_meaning_it_shows(
    ravenstack: str, open_page: Callable[..., AppTest]
) -> None:
    app = open_page("leaving/exit_reasons", url=ravenstack, period="All")

    shown = "\n".join(element.value for element in (*app.markdown, *app.caption))
    found = [header.value for header in app.header]
    assert "Missing feature leads with 114 of 600 exits; 4 others are" in found[0]
    assert "Counted here: **600 exit records of 352 accounts**" in shown
    assert "312 accounts with a subscription" in shown


def test_the_counts_of_every_reason_stand_beside_its_name(
    ravenstack: str, open_page: Callable[..., AppTest]
) -> None:
    app = open_page(
        "leaving/exit_reasons", url=ravenstack, period="All", with_tables=True
    )

    counts = app.dataframe[0].value.set_index("label")["exits"].to_dict()
    assert counts == {
        "Missing feature": 114,
        "Unresolved issue": 104,
        "Budget cut": 104,
        "No answer": 95,
        "Competitor: features": 92,
        "Price for the value": 91,
    }
