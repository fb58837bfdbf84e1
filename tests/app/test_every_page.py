import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from insight.ui.menu import MENU

PAGES = [entry.file for section in MENU.values() for entry in section]
DATA = [entry.file for entry in MENU["Data"]]
ON_DATA = [page for page in PAGES if page not in DATA]
FILTERED = [e.file for part in MENU.values() for e in part if e.is_filtered]
STORES = ["sample_store", "small_store", "empty_store"]
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("store", STORES)
def test_a_page_runs_inside_its_frame(
    page: str, store: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    app = open_page(page, url=request.getfixturevalue(store))

    assert not app.exception
    assert len(app.title) == 1
    assert app.sidebar.caption[-1].value


@pytest.mark.parametrize("page", ON_DATA)
def test_an_empty_page_names_the_file_that_fills_it(
    page: str, empty_store: str, open_page: OpenPage
) -> None:
    app = open_page(page, url=empty_store)

    assert any("exits.csv" in text.value for text in app.markdown)
    assert app.get("plotly_chart") == []


@pytest.mark.parametrize("page", ON_DATA)
def test_every_figure_says_its_finding_and_hides_the_tool_bar(
    page: str, sample_page: SamplePage
) -> None:
    charts = sample_page(page).get("plotly_chart")

    assert all(len(chart.proto.alt) > 20 for chart in charts)
    configs = [json.loads(chart.proto.config) for chart in charts]
    assert {config["displayModeBar"] for config in configs} <= {False}


@pytest.mark.parametrize("page", ON_DATA)
def test_every_figure_has_its_table_its_file_and_its_limits(
    page: str, sample_page: SamplePage
) -> None:
    app = sample_page(page)
    charts = app.get("plotly_chart")

    labels = [block.proto.popover.label for block in app.get("popover")]
    downloads = [button.label for button in app.download_button]
    assert labels.count("Table") >= len(charts)
    assert labels.count("How to read this") >= len(charts)
    assert downloads.count("CSV") >= len(charts)
    others = {"CSV with personal data", "PowerPoint deck", "HTML page", "E-mail"}
    assert set(downloads) <= {"CSV"} | others


def test_the_table_behind_a_figure_is_drawn_for_whoever_looks(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page("home/overview", url=sample_store)
    closed = len(app.dataframe)

    app.session_state["table MRR over the period"] = True
    app.run()

    assert len(app.dataframe) == closed + 1
    assert app.get("popover")[0].proto.popover.open is False


@pytest.mark.parametrize("page", FILTERED)
def test_period_day_and_grace_are_said_once_a_page(
    page: str, sample_page: SamplePage
) -> None:
    app = sample_page(page)

    lines = [caption.value for caption in app.main.caption]
    end = "data to 28 Feb 2026 · an exit counts after 30 days without service"
    assert [line.endswith(end) for line in lines].count(True) == 1


@pytest.mark.parametrize("page", ON_DATA)
def test_headings_go_down_one_step_at_a_time(
    page: str, sample_page: SamplePage
) -> None:
    app = sample_page(page)

    assert len(app.title) == 1
    assert len(app.subheader) == 0


def test_sample_data_is_announced_and_real_data_is_not(
    sample_page: SamplePage, small_store: str, open_page: OpenPage
) -> None:
    sample = sample_page("home/overview")
    real = open_page("home/overview", url=small_store)

    assert any("Sample data" in text.value for text in sample.markdown)
    assert not any("Sample data" in text.value for text in real.markdown)
