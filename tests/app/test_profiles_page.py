from collections.abc import Callable
from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from insight.store.audit import entries
from insight.store.engines import open_engine
from insight.store.mappings import all_remembered, remember

AT = datetime(2026, 3, 2, tzinfo=UTC)
OpenPage = Callable[..., AppTest]
StoreOf = Callable[..., str]


def store_with_profiles(store_of: StoreOf) -> str:
    url = store_of({})
    engine = open_engine(url)
    for name in ("Exits", "Kunden"):
        remember(
            engine, name, {"table": "exits"}, name=name, by="ann", at=AT, header=(name,)
        )
    engine.dispose()
    return url


def names(url: str) -> list[str | None]:
    engine = open_engine(url)
    found = [kept.name for kept in all_remembered(engine)]
    engine.dispose()
    return found


def test_without_saved_profiles_the_exports_that_are_known_are_listed(
    empty_store: str, open_page: OpenPage
) -> None:
    app = open_page("data/profiles", url=empty_store)

    (known,) = (table.value for table in app.dataframe)
    assert "Stripe subscriptions" in set(known["profile"])
    assert [button.key for button in app.button if button.key == "delete profile"] == []


def test_a_saved_profile_is_listed_and_renamed(
    store_of: StoreOf, open_page: OpenPage
) -> None:
    url = store_with_profiles(store_of)
    app = open_page("data/profiles", url=url)
    listed = app.dataframe[0].value[["profile", "fills", "columns", "by"]]

    app.text_input[0].set_value("Austritte").run()
    app.button(key="rename profile").click().run()

    assert not app.exception
    assert listed.to_numpy().tolist() == [
        ["Exits", "exits", "Exits", "ann"],
        ["Kunden", "exits", "Kunden", "ann"],
    ]
    assert names(url) == ["Austritte", "Kunden"]


def test_a_name_that_another_profile_has_is_refused(
    store_of: StoreOf, open_page: OpenPage
) -> None:
    url = store_with_profiles(store_of)
    app = open_page("data/profiles", url=url)

    app.text_input[0].set_value("Kunden").run()
    app.button(key="rename profile").click().run()

    assert [warning.value for warning in app.warning] == ["Nothing was changed."]
    assert names(url) == ["Exits", "Kunden"]


def test_a_profile_is_deleted_and_the_deletion_undone(
    store_of: StoreOf, open_page: OpenPage
) -> None:
    url = store_with_profiles(store_of)
    app = open_page("data/profiles", url=url)

    app.button(key="delete profile").click().run()
    after = names(url)
    app.button(key="put profile back").click().run()

    engine = open_engine(url)
    done = entries(engine)["action"].to_list()[:2]
    engine.dispose()
    assert not app.exception
    assert (after, names(url)) == (["Kunden"], ["Exits", "Kunden"])
    assert done == ["put back", "deleted"]
