"""Two people on one server: nobody sees what is not theirs, no matter who came before."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.store.engines import open_engine
from insight.store.people import Person, keep_person
from insight.ui.sample import FOLDER

AT = datetime(2026, 3, 1, tzinfo=UTC)
OpenPage = Callable[..., AppTest]
EMEA, ALL, WHOLE_VIEWER = "emea@x.test", "all@x.test", "viewer@x.test"


@pytest.fixture(scope="module")
def regions() -> dict[str, str]:
    """The region of each account."""
    accounts = read_folder(FOLDER)["accounts"].select("account_id", "region")
    return dict(accounts.iter_rows())


@pytest.fixture(scope="module")
def store(store_of: Callable[..., str]) -> str:
    """The URL of a store of accounts and exits, with people of different scope."""
    sample = read_folder(FOLDER)
    url = store_of({table: sample[table] for table in ("accounts", "exits")})
    engine = open_engine(url)
    for person in (
        Person(EMEA, "analyst", ("EMEA",)),
        Person(ALL, "analyst"),
        Person(WHOLE_VIEWER),
    ):
        keep_person(engine, person, by="a test", at=AT)
    engine.dispose()
    return url


def signed_in(email: str) -> dict[str, object]:
    return {"is_logged_in": True, "email": email, "email_verified": True}


def listed(app: AppTest) -> set[str]:
    return set(app.dataframe[0].value["account_id"])


def test_two_people_take_turns_and_each_sees_their_own(
    store: str, open_page: OpenPage, regions: dict[str, str]
) -> None:
    everywhere, home = (
        open_page("leaving/exits", url=store, user=signed_in(email), period="All")
        for email in (ALL, EMEA)
    )
    first = listed(everywhere), listed(home)
    again = listed(everywhere.run()), listed(home.run())

    assert {regions[account] for account in first[0]} == {"APAC", "Americas", "EMEA"}
    assert {regions[account] for account in first[1]} == {"EMEA"}
    assert again == first


def figures(app: AppTest) -> list[str]:
    return [chart.proto.spec for chart in app.get("plotly_chart")]


def texts(app: AppTest) -> list[str]:
    tables = [table.value.to_csv() for table in app.dataframe]
    return [*(text.value for text in app.markdown), *tables]


def test_figures_words_and_tables_made_for_one_are_never_shown_to_another(
    store: str, open_page: OpenPage
) -> None:
    people = [
        open_page(
            "leaving/exit_reasons",
            url=store,
            user=signed_in(email),
            period="All",
            reason="Price rise",
            with_tables=True,
        )
        for email in (ALL, EMEA, WHOLE_VIEWER)
    ]
    first = [(figures(app), texts(app)) for app in people]
    again = [(figures(app.run()), texts(app)) for app in people]

    assert again == first
    (everywhere, said), (home, _), (_, read) = first
    assert not set(everywhere) & set(home)
    assert any("comment" in text for text in said)
    assert not any("comment" in text for text in read)


def test_a_link_to_an_account_elsewhere_finds_none(
    store: str, open_page: OpenPage, regions: dict[str, str]
) -> None:
    left = read_folder(FOLDER)["exits"]["account_id"]
    elsewhere = next(id_ for id_ in left if regions[id_] == "APAC")
    page = "accounts/account_story"

    home = open_page(page, url=store, user=signed_in(EMEA), account=elsewhere)
    everywhere = open_page(page, url=store, user=signed_in(ALL), account=elsewhere)

    assert "**No account** has this in its name or its id." in [
        text.value for text in home.markdown
    ]
    assert len(home.dataframe) == 0
    assert len(everywhere.dataframe) > 0


def test_files_of_all_regions_are_not_for_whoever_sees_some(
    store: str,
    open_page: OpenPage,
    cards: Callable[[AppTest], dict[str, Any]],
) -> None:
    history = open_page("data/history", url=store, user=signed_in(EMEA))
    upload = open_page("data/upload", url=store, user=signed_in(EMEA))

    assert list(cards(history)) == ["Data quality"]
    assert "You see only EMEA" in upload.warning[0].value
    assert len(upload.file_uploader) == 0


def test_what_people_said_is_for_analysts_and_in_a_file_of_its_own(
    store: str, open_page: OpenPage
) -> None:
    reads, works = (
        open_page("leaving/exits", url=store, user=signed_in(email), period="All")
        for email in (WHOLE_VIEWER, ALL)
    )

    assert "comment" not in reads.dataframe[0].value
    assert [button.label for button in reads.download_button] == ["CSV"]
    assert "comment" in works.dataframe[0].value
    assert [button.label for button in works.download_button] == [
        "CSV",
        "CSV with personal data",
    ]


def test_looking_for_words_of_a_comment_tells_a_viewer_nothing(
    store: str, open_page: OpenPage
) -> None:
    works = open_page("leaving/exits", url=store, user=signed_in(ALL), period="All")
    said = works.dataframe[0].value["comment"].dropna().iloc[0]

    reads = open_page(
        "leaving/exits",
        url=store,
        user=signed_in(WHOLE_VIEWER),
        period="All",
        search=said,
    )

    assert len(reads.dataframe) == 0
