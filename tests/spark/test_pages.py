"""Every page of the running app shows on Spark what it shows on Polars."""

import asyncio
import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element

from insight.intake.folder import read_folder
from insight.ui.menu import MENU
from insight.ui.sample import FOLDER

ROOT = Path(__file__).parents[2]
WORLDS = {
    "the mini world": (ROOT / "tests" / "truth" / "cases" / "mini_world", ""),
    "the sample, narrowed": (FOLDER, "period=24m&segment=mid&min_mrr=100"),
}
PAGES = [entry.file for section in MENU.values() for entry in section]
FIRST_PAGE = "home/overview"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")

Shown = Mapping[tuple[int, ...], Delta]
Visit = Callable[[str], dict[str, Shown]]

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module", params=WORLDS)
def visit(
    request: pytest.FixtureRequest,
    script: Callable[[str], ModuleType],
    tmp_path_factory: pytest.TempPathFactory,
) -> Visit:
    """Visits every page of one home, where an engine counts it."""
    world, narrowed = WORLDS[request.param]
    home = tmp_path_factory.mktemp("home")
    serving, visitor = script("serving"), script("visitor")
    serving.keep(home, read_folder(world))

    def visited(engine: str) -> dict[str, Shown]:
        app = serving.serving(
            ROOT / "app.py", home, sample=False, INSIGHT_ENGINE=engine
        )
        with app as server:
            return asyncio.run(every_page(visitor.visiting(server.address), narrowed))

    return visited


async def every_page(session: Any, query: str) -> dict[str, Shown]:
    async with session as visitor:
        await visitor.run()
        return {
            page: (await visitor.run(page=path_of(page), query=query)).shown
            for page in PAGES
        }


def path_of(page: str) -> str:
    return "" if page == FIRST_PAGE else Path(page).name


@pytest.fixture(scope="module")
def here(visit: Visit) -> dict[str, Shown]:
    return visit("")


@pytest.fixture(scope="module")
def there(visit: Visit, spark: str) -> dict[str, Shown]:
    return visit(spark)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_the_same_on_spark(
    page: str, here: dict[str, Shown], there: dict[str, Shown]
) -> None:
    assert there[page].keys() == here[page].keys()
    for place, drawn in here[page].items():
        assert_same(there[page][place], drawn)


def assert_same(there: Delta, here: Delta) -> None:
    """The same to the eye: bytes behind a null and a last digit may differ."""
    one, other = there.new_element, here.new_element
    assert_frame_equal(rows(one), rows(other), rel_tol=1e-9)
    np.testing.assert_allclose(numbers(one), numbers(other), rtol=1e-9)
    assert without_those(there) == without_those(here)


def rows(element: Element) -> pl.DataFrame:
    sent = element.dataframe.arrow_data.data
    return pl.read_ipc_stream(BytesIO(sent)) if sent else pl.DataFrame()


def numbers(element: Element) -> list[float]:
    return [float(found) for found in NUMBER.findall(element.plotly_chart.spec)]


def without_those(delta: Delta) -> Delta:
    """All but rows and numbers, and names that are drawn by lot or from what is shown."""
    rest = Delta()
    rest.CopyFrom(delta)
    element = rest.new_element
    match element.WhichOneof("type"):
        case "download_button":
            element.download_button.ClearField("deferred_file_id")
        case "dataframe":
            element.dataframe.arrow_data.ClearField("data")
        case "plotly_chart":
            element.plotly_chart.ClearField("id")
            element.plotly_chart.spec = NUMBER.sub("0", element.plotly_chart.spec)
    return rest
