"""What somebody reads who asked for Spark where there is none."""

import pytest

from insight.errors import StoreUnavailableError
from insight.store import lake
from insight.store.lake import tables_on


def missing(name: str) -> None:
    raise ModuleNotFoundError(f"No module named {name!r}")


@pytest.mark.parametrize("address", ["polars", "http://host:15002", "local[2]"])
def test_an_engine_that_is_no_address_of_spark_is_refused(address: str) -> None:
    with pytest.raises(StoreUnavailableError, match="sc://host:15002"):
        tables_on(address, "file:///nowhere")


def test_a_client_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lake, "import_module", missing)

    with pytest.raises(StoreUnavailableError, match=r"pip install .* \"\.\[spark\]\""):
        tables_on("sc://127.0.0.1:15002", "file:///nowhere")
