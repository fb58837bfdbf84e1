from datetime import date
from pathlib import Path

import pytest

from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.settings import Choices

SAMPLE_DATA = Path(__file__).resolve().parents[2] / "sample_data"


@pytest.fixture(scope="session")
def sample_facts() -> Facts:
    tables = read_folder(SAMPLE_DATA)
    return build_facts(tables, as_of=date(2026, 2, 28), choices=Choices(currency="USD"))
