import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.metrics.calendar import day_of
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.risk import EarlyWarning, early_warning
from insight.metrics.risk_check import RiskCheck
from insight.metrics.selection import Selection
from insight.store.engines import open_engine
from insight.store.judgements import Judgement, judge, judgement_history
from insight.store.people import Person, keep_person
from insight.ui.staying.early_warning import MOST_SHOWN

PAGE = "staying/early_warning"
CHECK = {"show": "Track record"}
AT = datetime(2026, 3, 1, tzinfo=UTC)
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]
Tables = Mapping[str, pl.DataFrame]


@pytest.fixture(scope="module")
def warning(sample_facts: Facts) -> EarlyWarning:
    """What the metric says of all customers of the sample."""
    months = Selection(sample_facts.last_month - 11, sample_facts.last_month)
    found = early_warning(sample_facts, months)
    assert isinstance(found, EarlyWarning)
    return found


@pytest.fixture
def own_store(sample_store: str, tmp_path: Path) -> str:
    """The URL of a store with the sample data, to be written to."""
    shutil.copy(sample_store.removeprefix("sqlite:///"), tmp_path / "own.db")
    return f"sqlite:///{tmp_path / 'own.db'}"


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "**" in text.value)


def kept(url: str) -> pl.DataFrame:
    engine = open_engine(url)
    history = judgement_history(engine)
    engine.dispose()
    return history


def test_every_active_customer_is_listed_with_the_facts_behind(
    sample_page: SamplePage, warning: EarlyWarning
) -> None:
    app = sample_page(PAGE)

    listed = app.dataframe[0].value
    scores = warning.scores.head(MOST_SHOWN)
    assert f"of {warning.scores.height:,} active customers stand out" in answer(app)
    for column in ("account_id", "because"):
        assert listed[column].to_list() == scores[column].to_list()
    assert listed["renews_on"].notna().sum() == scores["renews_on"].count()
    assert listed["account_name"][0].endswith(f"&account={scores['account_id'][0]}")


def test_a_filter_lists_fewer_by_the_same_model(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, segment="ent")

    months = Selection(
        sample_facts.last_month - 11, sample_facts.last_month, segments=("ent",)
    )
    found = early_warning(sample_facts, months)
    assert isinstance(found, EarlyWarning)
    listed = app.dataframe[0].value
    assert listed["account_id"].to_list() == (
        found.scores["account_id"].head(MOST_SHOWN).to_list()
    )
    assert f"of {found.scores.height} active customers" in answer(app)


def test_how_it_did_on_later_data_is_one_click_away(
    sample_store: str, open_page: OpenPage, warning: EarlyWarning
) -> None:
    app = open_page(PAGE, url=sample_store, **CHECK)

    assert isinstance(warning.check, RiskCheck)
    called = warning.check.called
    assert any(
        f"{called.hits} asked to leave; at random" in header.value
        for header in app.main.header
    )
    assert len(app.get("plotly_chart")) == 2
    assert app.dataframe[0].value["measure"].to_list()[-1] == "Order (AUC)"


def test_a_judgement_is_kept_and_stands_beside_the_model(
    own_store: str, open_page: OpenPage, warning: EarlyWarning
) -> None:
    app = open_page(PAGE, url=own_store)
    account, chance = warning.scores.select("account_id", "chance").row(3)

    app.selectbox(key="judged account").set_value(account)
    app.radio(key="judged risk").set_value(4)
    app.text_input(key="judgement note").set_value("  <b>new boss</b> ")
    next(b for b in app.button if b.label == "Record").click().run()

    (row,) = kept(own_store).rows(named=True)
    assert (row["account_id"], row["risk"], row["within_days"]) == (account, 4, 90)
    assert (row["note"], row["chance"]) == ("<b>new boss</b>", pytest.approx(chance))
    assert app.dataframe[0].value["judged"][3] == "4 of 5"
    assert app.dataframe[1].value["what_came"].to_list() == ["not over yet"]
    assert not any("new boss" in text.value for text in app.markdown)

    story = open_page("accounts/account_story", url=own_store, account=account)

    thought = next(t.value for t in story.dataframe if "what_came" in t.value.columns)
    assert thought[["risk", "note"]].to_numpy().tolist() == [[4, "<b>new boss</b>"]]


def test_nothing_is_kept_without_a_customer(
    own_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=own_store)

    next(b for b in app.button if b.label == "Record").click().run()

    assert kept(own_store).is_empty()
    assert [toast.value for toast in app.toast] == ["Choose a customer first."]


def test_old_judgements_are_scored_beside_the_model(
    own_store: str, open_page: OpenPage, sample_facts: Facts
) -> None:
    day = date(2025, 6, 1)
    first = day_of(day)
    whole = polars(sample_facts.requests).filter(scope="account")
    soon = whole.filter(pl.col("requested").is_between(first + 1, first + 90))
    asked, quiet = soon["account_id"][0], "A0001"
    assert whole.filter(account_id=quiet).is_empty()
    engine = open_engine(own_store)
    for account, chance in ((asked, 0.2), (quiet, 0.05)):
        judge(engine, Judgement(account, day, "ann", 5, None, 90, chance), at=AT)
    engine.dispose()

    app = open_page(PAGE, url=own_store)

    score = next(t.value for t in app.dataframe if "model_expected" in t.value.columns)
    row = score.set_index("risk").loc[5]
    came = next(t.value for t in app.dataframe if "what_came" in t.value.columns)
    assert (row["judged"], row["asked"], row["share"]) == (2, 1, 0.5)
    assert row["model_expected"] == pytest.approx(0.25)
    assert came["what_came"].to_list() == ["did not ask", "asked to leave"]


def test_a_viewer_cannot_judge(own_store: str, open_page: OpenPage) -> None:
    engine = open_engine(own_store)
    keep_person(engine, Person("vi@x.test", "viewer"), by="a test", at=AT)
    engine.dispose()
    vi = {"is_logged_in": True, "email": "vi@x.test", "email_verified": True}

    app = open_page(PAGE, url=own_store, user=vi)

    assert not app.exception
    assert not any(button.label == "Record" for button in app.button)
    assert len(app.dataframe) == 1


def test_too_few_requests_are_refused_in_words(
    tables: Callable[..., Tables],
    store_of: Callable[[Tables], str],
    open_page: OpenPage,
) -> None:
    names = ["A", "B"]
    rows = tables(
        accounts=pl.DataFrame({"account_id": names, "account_name": names}),
        subscriptions=pl.DataFrame(
            {
                "phase_id": names,
                "subscription_id": names,
                "account_id": names,
                "status": ["active"] * 2,
                "start_date": [date(2024, 1, 1)] * 2,
                "billing_interval": ["month"] * 2,
                "amount": [100] * 2,
                "currency": ["USD"] * 2,
            }
        ),
        cancellation_requests=pl.DataFrame(
            {
                "request_id": ["R"],
                "account_id": ["A"],
                "scope": ["account"],
                "outcome": ["open"],
                "requested_date": [date(2025, 1, 15)],
            }
        ),
    )

    app = open_page(PAGE, url=store_of(rows))

    assert not app.exception
    assert answer(app).startswith("**Cannot be told yet: 1 request after ")


@pytest.mark.parametrize(
    ("store", "file"),
    [("small_store", "subscriptions.csv"), ("empty_store", "exits.csv")],
)
def test_a_page_without_requests_names_the_file_that_fills_it(
    store: str, file: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    app = open_page(PAGE, url=request.getfixturevalue(store))

    assert not app.exception
    assert any(file in text.value for text in app.markdown)
    assert len(app.dataframe) == 0
