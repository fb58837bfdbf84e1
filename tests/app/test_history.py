from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.metrics.data_quality import data_quality
from insight.metrics.facts import Facts
from insight.schema import TABLES
from insight.store.engines import open_engine
from insight.store.incoming import REFUSED
from insight.store.migrate import migrate
from insight.store.uploads import NewUpload, commit
from insight.ui.data.store_history import MEASURES

PAGE = "data/history"
UNDO = "Undo an upload"
Card = Callable[[AppTest, str], pl.DataFrame]
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


@pytest.fixture
def card(cards: Callable[[AppTest], dict[str, Any]]) -> Card:
    return lambda app, title: pl.from_pandas(cards(app)[title].dataframe[0].value)


@pytest.fixture
def store_with_refusals(tmp_path: Path) -> str:
    """The URL of a store whose one file had a row that was refused."""
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    engine = open_engine(url)
    migrate(engine)
    accounts = pl.DataFrame(
        {"account_id": ["A1"]}, schema_overrides={"account_id": pl.String}
    )
    upload = NewUpload(
        file_name="![x](https://example.test/x.png).csv",
        sha256="one",
        table="accounts",
        rows_in=2,
        accepted=accounts.match_to_schema(
            TABLES["accounts"].create_empty().schema, missing_columns="insert"
        ),
        refused=pl.DataFrame(
            [(3, "start_date", "=1+1", "Not a date")], REFUSED, orient="row"
        ),
    )
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    commit(engine, [upload], by="ann", at=at, as_of=date(2026, 2, 28))
    engine.dispose()
    return url


@pytest.fixture
def store_with_a_returner(tmp_path: Path) -> str:
    """The URL of a store in which B seems to be A, who left."""
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    engine = open_engine(url)
    migrate(engine)
    rows: dict[str, dict[str, list[Any]]] = {
        "accounts": {"account_id": ["A", "B"], "account_name": ["Acme GmbH", "ACME"]},
        "subscriptions": {
            "phase_id": ["1", "2"], "subscription_id": ["s1", "s2"],
            "account_id": ["A", "B"], "status": ["active"] * 2, "amount": [100, 120],
            "billing_interval": ["month"] * 2, "currency": ["EUR"] * 2,
            "start_date": [date(2025, 1, 1), date(2025, 8, 1)],
            "end_date": [date(2025, 3, 15), None],
        },
    }  # fmt: skip
    uploads = []
    for table, columns in rows.items():
        schema = TABLES[table].create_empty().schema
        frame = pl.DataFrame(columns).cast({name: schema[name] for name in columns})
        uploads.append(
            NewUpload(
                file_name=f"{table}.csv",
                sha256=table,
                table=table,
                rows_in=2,
                accepted=frame.match_to_schema(schema, missing_columns="insert"),
                refused=REFUSED.to_frame(),
            )
        )
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    commit(engine, uploads, by="ann", at=at, as_of=date(2026, 2, 28))
    engine.dispose()
    return url


def test_a_returner_under_a_new_id_is_joined_on_the_page_and_apart_by_an_undo(
    store_with_a_returner: str, open_page: OpenPage, card: Card
) -> None:
    app = open_page(PAGE, url=store_with_a_returner)
    told = card(app, "Possible returns under a new id").row(0, named=True)
    app.selectbox(key="returner").set_value(("B", "A")).run()
    app.button(key="join returner").click().run()
    said = [text.value for text in app.text]
    boxes = [box.key for box in app.selectbox]
    options = app.selectbox(key="undo file").options
    app.selectbox(key="undo file").set_value((3,)).run()
    app.button(key="undo").click().run()

    assert not app.exception
    assert (told["later_name"], told["later_id"], told["why"]) == (
        "ACME",
        "B",
        "same name",
    )
    assert said[0].startswith("B and A are one customer now.")
    assert "returner" not in boxes
    assert options[0].startswith("B is A")
    assert "returner" in [box.key for box in app.selectbox]


def test_the_sample_is_listed_file_by_file(sample_page: SamplePage, card: Card) -> None:
    shown = card(sample_page(PAGE), "Uploads")

    assert set(shown["table"]) == set(TABLES)
    assert set(shown["state"]) == {"sample"}
    assert set(shown["by"]) == {"Insight"}
    assert (shown["rows_accepted"] > 0).all()


@pytest.mark.parametrize("store", ["sample_store", "small_store"])
def test_quality_figures_are_those_of_the_metric(
    store: str,
    open_page: OpenPage,
    request: pytest.FixtureRequest,
    card: Card,
) -> None:
    app = open_page(PAGE, url=request.getfixturevalue(store))

    facts: Facts = request.getfixturevalue(store.replace("store", "facts"))
    quality = data_quality(facts)
    shown = card(app, "Data quality")
    assert not app.exception
    assert shown.select("k", "n").rows() == quality.select("k", "n").rows()
    assert shown["measure"].to_list() == [MEASURES[m][0] for m in quality["measure"]]


def test_a_quality_figure_links_to_exactly_its_exits(
    sample_page: SamplePage,
    sample_store: str,
    open_page: OpenPage,
    card: Card,
) -> None:
    quality = card(sample_page(PAGE), "Data quality")
    row = quality.filter(measure=MEASURES["back within grace"][0]).row(0, named=True)

    exits = open_page(
        "leaving/exits",
        url=sample_store,
        period="All",
        basis="Exit records",
        status="back within grace",
    )

    assert row["list"] == "exits?period=All&basis=Exit+records&status=back+within+grace"
    assert row["k"] == len(exits.dataframe[0].value) > 0


def test_refused_rows_are_shown_with_their_reason(
    store_with_refusals: str,
    open_page: OpenPage,
    card: Card,
) -> None:
    app = open_page(PAGE, url=store_with_refusals)

    shown = card(app, "Refused rows")
    assert shown.rows() == [(3, "start_date", "=1+1", "Not a date")]
    assert any(
        text.value
        == "**1 file** with 1 row for 1 table, up to 28 Feb 2026. **1 row** was refused."
        for text in app.markdown
    )
    rendered = [element.value for element in (*app.markdown, *app.caption)]
    assert not any("example.test" in value for value in rendered)


def test_a_file_is_undone_after_a_look_at_what_would_go(
    store_with_refusals: str,
    open_page: OpenPage,
    card: Card,
) -> None:
    app = open_page(PAGE, url=store_with_refusals)
    assert [button.key for button in app.button if button.key == "undo"] == []

    app.selectbox(key="undo file").set_value((1,)).run()
    told = [text.value for text in app.markdown]
    app.button(key="undo").click().run()

    assert "In accounts, **1 row** would go." in told
    assert not app.exception
    assert app.success[0].value == "Undone: 1 table is as without that import."
    listed = card(app, "Uploads").row(0, named=True)
    assert listed["state"].startswith("undone by not signed in on ")
    assert [box.key for box in app.selectbox if box.key == "undo file"] == []


def test_a_file_in_whose_place_another_came_is_not_offered(
    tmp_path: Path,
    open_page: OpenPage,
    card: Card,
) -> None:
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    engine = open_engine(url)
    migrate(engine)
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    rows = pl.DataFrame({"account_id": ["A1"]}).match_to_schema(
        TABLES["accounts"].create_empty().schema, missing_columns="insert"
    )
    for segment in ("smb", "mid"):
        changed = rows.with_columns(segment=pl.lit(segment))
        nothing = pl.DataFrame(schema=REFUSED)
        one = NewUpload("a.csv", "0a1b2c3d4e", "accounts", 1, changed, nothing)
        commit(engine, [one], by="ann", at=at, as_of=date(2026, 2, 28))
    engine.dispose()

    app = open_page(PAGE, url=url)

    assert app.selectbox(key="undo file").options == [
        "a.csv · accounts · 1 row · ann, 01 Mar 2026 at 09:30 UTC"
    ]
    shown = card(app, "Uploads")["state"]
    assert shown.to_list() == ["in use", "replaced or removed"]


def test_an_empty_page_names_the_file_that_fills_it(
    empty_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=empty_store)

    assert not app.exception
    assert any("accounts.csv" in text.value for text in app.markdown)
