import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
import xlsxwriter
from streamlit.testing.v1 import AppTest

from insight.intake.plan import NO_PROFILE
from insight.schema import TABLES
from insight.store.incoming import REFUSED
from insight.store.load import load_tables
from insight.store.mappings import all_remembered
from insight.store.undo import undo
from insight.store.uploads import NewUpload, commit, history
from insight.ui.loads import engine, store_state
from insight.ui.upload.pending import CHECKED, PENDING
from insight.words import as_text

ROOT = Path(__file__).resolve().parents[2]
RAVENSTACK = ROOT.parent / "shared" / "data" / "ravenstack"
ACCOUNTS = (
    "account_id,account_name,start_date\nA1,Acme,2024-01-02\nA2,Bolt,2024-02-03\n"
)
OTHERS = "account_id,account_name,start_date\nC8,Zebra,2024-01-02\n"
EXITS = "account_id,exit_date,reason\nA1,2025-03-04,pricing\nA2,2025-04-05,support\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))
    monkeypatch.setenv("INSIGHT_SAMPLE", "off")
    monkeypatch.delenv("INSIGHT_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield tmp_path
    engine().dispose()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def page() -> AppTest:
    app = AppTest.from_file(
        ROOT / "src" / "insight" / "entry" / "main.py", default_timeout=60
    )
    return app.switch_page(str(ROOT / "pages" / "data" / "upload.py")).run()


def answer(page: AppTest, question: str, said: str) -> AppTest:
    (box,) = [box for box in page.radio if box.label == question]
    box.set_value(said).run()
    assert not page.exception
    return page


def drop(page: AppTest, **files: str | bytes) -> AppTest:
    contents = [
        (f"{name}.csv", text.encode() if isinstance(text, str) else text, "text/csv")
        for name, text in files.items()
    ]
    page.file_uploader[0].set_value(contents).run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def chosen(page: AppTest) -> dict[str, str]:
    return {box.label: box.value for box in page.selectbox if box.value}


def select(page: AppTest, label: str, value: str, *, nth: int = 0) -> AppTest:
    [box for box in page.selectbox if box.label == label][nth].set_value(value).run()
    return page


def badges(page: AppTest) -> str:
    return " ".join(element.value for element in page.markdown)


def texts(page: AppTest) -> list[str]:
    return [element.value for element in page.text]


def test_a_drop_is_proposed_previewed_and_stored_in_one_go(page: AppTest) -> None:
    drop(page, accounts=ACCOUNTS, leavers=EXITS)
    shown = chosen(page)
    press(page, "import")

    tables = load_tables(engine())
    assert shown["Exit date"] == "exit_date"
    assert shown["Reason code"] == "reason"
    assert (tables["accounts"].height, tables["exits"].height) == (2, 2)
    assert set(tables["exits"]["reason_code"]) == {
        "price_for_value",
        "unresolved_issue",
    }
    assert page.success[0].value.startswith(
        "Imported: 2 rows of accounts, 2 rows of exits."
    )
    assert store_state().as_of == date(2025, 4, 5)


def test_the_pages_are_linked_after_an_import_and_the_drop_zone_is_empty(
    page: AppTest,
) -> None:
    drop(page, accounts=ACCOUNTS, leavers=EXITS)
    press(page, "import")

    links = {link.proto.label for link in page.get("page_link")}

    assert {"Overview", "Reasons for leaving", "Win-back"} <= links
    assert page.file_uploader[0].value == []
    assert [box.label for box in page.selectbox if box.label == "This file is"] == []


def test_nothing_can_be_imported_before_the_order_of_a_date_is_answered(
    page: AppTest,
) -> None:
    drop(page, accounts=ACCOUNTS, leavers=EXITS.replace("2025-03-04", "03/04/2025"))

    question = page.radio[-1]
    assert "exit_date: 03/04/2025" in texts(page)
    assert question.value is None
    assert page.button(key="import").disabled
    question.set_value("month_first").run()
    press(page, "import")
    assert load_tables(engine())["exits"]["exit_date"].min() == date(2025, 3, 4)


def test_nothing_can_be_imported_before_a_needed_column_is_chosen(
    page: AppTest,
) -> None:
    drop(
        page,
        accounts=ACCOUNTS,
        gone="account_id,exit_date,x\nA1,2025-01-02,2025-03-04\n",
    )

    select(page, "Exit date", "")
    assert page.button(key="import").disabled
    select(page, "Exit date", "x")
    press(page, "import")

    assert load_tables(engine())["exits"]["exit_date"].to_list() == [date(2025, 3, 4)]


def test_refused_rows_are_shown_with_their_reason_and_the_rest_is_stored(
    page: AppTest,
) -> None:
    drop(
        page, accounts=ACCOUNTS, leavers=f"{EXITS}A9,2025-03-04,price\nA1,never,price\n"
    )

    refused = next(table.value for table in page.dataframe if "line" in table.value)
    assert refused.to_dict("records") == [
        {
            "line": 4,
            "value": "A9",
            "reason": "Expected an account that is in the store or in this drop",
            "column": "account_id",
        },
        {
            "line": 5,
            "value": "never",
            "reason": "Expected a date from 1990 to 2099 such as 2024-10-27",
            "column": "exit_date",
        },
    ]
    assert "2 refused" in badges(page)
    press(page, "import")
    assert load_tables(engine())["exits"].height == 2
    recorded = history(engine()).filter(pl.col("table") == "exits")
    assert recorded.select("rows_in", "rows_accepted", "rows_refused").rows() == [
        (4, 2, 2)
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "The file is a PDF document. Export the table as CSV."),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_plain_sentence(
    page: AppTest, content: bytes, sentence: str
) -> None:
    drop(page, odd=content)

    assert texts(page) == ["odd.csv", sentence]
    assert not page.exception
    assert not page.error


def test_a_header_alone_is_told_and_keeps_no_other_file_out(page: AppTest) -> None:
    assert len(page.get("download_button")) == len(TABLES)
    drop(page, accounts=ACCOUNTS, exits="account_id,exit_date,reason_code\n")

    assert any(
        "a header but no rows" in text.value for text in [*page.text, *page.caption]
    )

    press(page, "import")
    tables = load_tables(engine())
    assert (tables["accounts"].height, tables["exits"].height) == (2, 0)


def test_an_unreadable_file_does_not_keep_the_others_out(page: AppTest) -> None:
    drop(page, accounts=ACCOUNTS, odd=b"%PDF-1.7")

    press(page, "import")

    assert load_tables(engine())["accounts"].height == 2


def test_the_same_file_twice_in_one_drop_goes_in_once(page: AppTest) -> None:
    drop(page, accounts=ACCOUNTS, copy=ACCOUNTS)

    assert "The same file is in this drop already; it goes in once." in texts(page)
    press(page, "import")
    assert load_tables(engine())["accounts"].height == 2


def test_cancelling_leaves_nothing_behind(page: AppTest) -> None:
    drop(page, accounts=ACCOUNTS, leavers=EXITS)

    press(page, "cancel")

    assert page.file_uploader[0].value == []
    assert history(engine()).is_empty()
    assert store_state().data_version == 0
    assert PENDING not in page.session_state
    assert CHECKED not in page.session_state


def test_a_file_of_no_known_table_waits_for_a_choice(page: AppTest) -> None:
    drop(page, people="who,when\nA1,2024-01-02\n")

    assert page.button(key="import").disabled
    assert any("Choose the table" in text for text in texts(page))
    select(page, "This file is", "accounts")
    select(page, "Account id", "who")
    press(page, "import")
    assert load_tables(engine())["accounts"]["account_id"].to_list() == ["A1"]


def test_a_mapping_is_remembered_for_the_next_file_with_that_header(
    page: AppTest,
) -> None:
    drop(page, accounts="account_id,alias,name\nA1,Ace,Acme\n")
    select(page, "Account name", "alias")
    name_it(page, "CRM names")
    press(page, "import")

    drop(page, more="account_id,alias,name\nA1,Ace,Acme\nA2,Bo,Bolt\n")
    remembered = chosen(page)["Account name"]
    profile = next(b for b in page.selectbox if b.label == "Profile")
    press(page, "import")

    assert remembered == "alias"
    assert profile.options[0] == "CRM names, saved by not signed in"
    assert "Saved for the next such file: CRM names" not in texts(page)
    assert load_tables(engine())["accounts"]["account_name"].to_list() == ["Ace", "Bo"]


def name_it(page: AppTest, name: str) -> AppTest:
    box = next(b for b in page.text_input if b.label.startswith("Save how"))
    box.set_value(name).run()
    assert not page.exception
    return page


def test_a_mapping_nobody_changed_or_named_is_not_saved(page: AppTest) -> None:
    drop(page, accounts="account_id,alias,name\nA1,Ace,Acme\n")
    unasked = [b for b in page.text_input if b.label.startswith("Save how")]
    select(page, "Account name", "alias")
    press(name_it(page, ""), "import")

    assert unasked == []
    assert all_remembered(engine()) == []


def test_a_profile_that_is_changed_keeps_its_name(page: AppTest) -> None:
    drop(page, accounts="account_id,alias,name\nA1,Ace,Acme\n")
    select(page, "Account name", "alias")
    press(name_it(page, "CRM names"), "import")

    drop(page, accounts="account_id,alias,name\nA1,Ace,Acme\nA2,Bo,Bolt\n")
    select(page, "Account name", "name")
    press(page, "import")

    (kept,) = all_remembered(engine())
    assert "Saved for the next such file: CRM names" in texts(page)
    assert (kept.name, kept.header) == ("CRM names", ("account_id", "alias", "name"))
    assert kept.mapping["mappings"][0]["columns"]["account_name"] == "name"


def test_a_profile_can_be_turned_off_and_swapped_where_the_file_is_dropped(
    page: AppTest,
) -> None:
    drop(page, accounts="account_id,alias,name\nA1,Ace,Acme\n")
    select(page, "Account name", "alias")
    press(name_it(page, "CRM names"), "import")
    drop(page, accounts="account_id,alias,name\nA1,Ace,Acme\nA2,Bo,Bolt\n")

    select(page, "Profile", NO_PROFILE)
    without = chosen(page)["Account name"]
    select(page, "Profile", header_of_saved("CRM names"))
    again = chosen(page)["Account name"]
    select(page, "Profile", "Stripe subscriptions")

    assert (without, again) == ("name", "alias")
    assert not page.exception
    assert page.button(key="import").disabled


def header_of_saved(name: str) -> str:
    return next(k.header_shape for k in all_remembered(engine()) if k.name == name)


def test_the_same_file_again_changes_nothing_and_says_so(page: AppTest) -> None:
    press(drop(page, accounts=ACCOUNTS), "import")
    before = store_state().data_version

    press(drop(page, accounts=ACCOUNTS), "import")

    assert store_state().data_version == before
    assert page.info[0].value == (
        "Nothing new: these files are in already, with the same rows."
    )


def test_a_corrected_file_shows_what_would_change_before_it_does(
    page: AppTest,
) -> None:
    press(drop(page, accounts=ACCOUNTS), "import")

    corrected = ACCOUNTS.replace("Bolt,2024-02-03", "Bolt Ltd,2024-02-04")
    drop(page, corrected=f"{corrected}A3,Cog,2024-03-04\n")
    told = next(table.value for table in page.dataframe if "old" in table.value)

    assert told.to_dict("records") == [
        {"key": "A2", "column": "account_name", "old": "Bolt", "new": "Bolt Ltd"},
        {
            "key": "A2",
            "column": "start_date",
            "old": "2024-02-03",
            "new": "2024-02-04",
        },
    ]
    assert all(
        said in badges(page) for said in ("1 new", "1 changed", "1 in already as they")
    )
    assert load_tables(engine())["accounts"]["account_name"].to_list() == [
        "Acme",
        "Bolt",
    ]


def test_an_import_can_be_undone_where_it_was_made(page: AppTest) -> None:
    press(drop(page, accounts=ACCOUNTS), "import")
    before = load_tables(engine())
    corrected = ACCOUNTS.replace("Bolt", "Bolt Ltd")
    press(drop(page, accounts=corrected, leavers=EXITS), "import")

    press(page, "undo import")

    after = load_tables(engine())
    assert all(after[table].equals(before[table]) for table in before)
    assert page.success[0].value == "Undone: 2 tables are as without that import."
    assert [button.key for button in page.button if button.key == "undo import"] == []


def test_an_import_after_somebody_elses_is_looked_at_again(page: AppTest) -> None:
    press(drop(page, accounts=ACCOUNTS), "import")
    drop(page, accounts=ACCOUNTS.replace("Bolt", "Bolt Ltd"))
    undo(engine(), [1], by="bob", at=datetime(2026, 3, 1, tzinfo=UTC))

    press(page, "import")

    assert any("Nothing was stored" in said.value for said in page.text)
    assert load_tables(engine())["accounts"].is_empty()
    press(page, "import")
    assert load_tables(engine())["accounts"].height == 2


def test_refused_rows_can_be_left_out_or_the_whole_file(page: AppTest) -> None:
    drop(page, accounts=f"{ACCOUNTS}A3,Cog,never\n")

    offered = [button.label for button in page.button]
    press(page, "cancel")

    assert {"Import the 2 good rows", "Import nothing"} <= set(offered)
    assert history(engine()).is_empty()


def test_a_later_file_may_refer_to_what_is_stored(page: AppTest) -> None:
    press(drop(page, accounts=ACCOUNTS), "import")

    press(drop(page, leavers=EXITS), "import")

    assert load_tables(engine())["exits"].height == 2
    assert store_state().as_of == date(2025, 4, 5)


def test_reason_words_are_mapped_before_an_import_and_kept_as_confirmed(
    page: AppTest,
) -> None:
    exits = EXITS.replace("pricing", "Zu teuer").replace("support", "Odd")
    drop(page, accounts=ACCOUNTS, leavers=exits)
    step = next(m.value for m in page.markdown if "to map" in m.value)
    waits = [b.key for b in page.button if b.key == "import" and not b.disabled]
    press(page, next(b.key or "" for b in page.button if "meanings" in b.label))
    press(page, "import")

    assert (step, waits) == ("**2 reason words to map, 2 rows**", [])
    codes = load_tables(engine())["exits"].sort("account_id")["reason_code"]
    assert codes.to_list() == ["price_for_value", "Odd"]


def test_reason_words_may_all_be_left_as_they_are(page: AppTest) -> None:
    drop(page, accounts=ACCOUNTS, leavers=EXITS.replace("pricing", "Zu teuer"))
    press(page, next(b.key or "" for b in page.button if b.label.startswith("Leave")))
    press(page, "import")

    codes = load_tables(engine())["exits"].sort("account_id")["reason_code"]
    assert codes.to_list() == ["Zu teuer", "unresolved_issue"]


def test_a_survey_loads_after_one_choice_of_the_column_with_the_customer(
    page: AppTest,
) -> None:
    press(drop(page, accounts=ACCOUNTS, leavers=EXITS), "import")
    drop(
        page,
        survey="Timestamp,![x](http://x.example) Company,How easy was it to leave us?,"
        "Anything else?\n2025-03-05 10:00,Acme,6,Bye\n",
    )
    column = "![x](http://x.example) Company"
    asked = [box for box in page.radio if "which customer answered" in box.label]
    assert asked[0].options == [as_text(column)]
    asked[0].set_value(column).run()
    press(page, "import")

    tables = load_tables(engine())
    assert tables["offboarding"].select("exit_id", "ease_1_7").rows() == [
        ("A1/2025-03-04", 6)
    ]
    assert "Bye" in tables["exits"]["comment"].to_list()


def test_customers_under_another_spelling_are_confirmed_in_one_list(
    page: AppTest,
) -> None:
    press(drop(page, accounts=ACCOUNTS), "import")
    drop(page, leavers=EXITS.replace("A1", "a1"))
    press(page, next(b.key or "" for b in page.button if "answers are" in b.label))
    press(page, "import")

    exits = load_tables(engine())["exits"]
    assert sorted(exits["account_id"]) == ["A1", "A2"]


def test_words_from_a_file_are_never_shown_as_markdown(page: AppTest) -> None:
    planted = "![x](http://x.example/p.png)"
    drop(
        page,
        planted=f"account_id,{planted},{planted}\nA1,{planted},1/2/24\nA1,**b**,\n",
    )

    ours = [*page.markdown, *page.caption, *page.error, *page.success, *page.info]
    labels = [widget.label for widget in (*page.selectbox, *page.radio, *page.button)]
    expanders = [block.label for block in page.expander]

    assert any(planted in text for text in texts(page))
    assert [e.value for e in ours if "x.example" in e.value or "**b**" in e.value] == []
    assert [label for label in (*labels, *expanders) if "x.example" in label] == []


def test_the_sample_can_be_removed_and_the_first_import_replaces_it(
    page: AppTest,
) -> None:
    store_sample()
    page.run()
    assert "Your first import takes the place of the sample data." in captions(page)

    press(drop(page, leavers="account_id,account_name\nA7,Cog\n"), "import")

    assert load_tables(engine())["accounts"]["account_id"].to_list() == ["A7"]
    assert not store_state().is_sample


def test_the_sample_is_gone_after_its_removal(page: AppTest) -> None:
    store_sample()
    page.run()

    press(page, "remove sample")

    assert load_tables(engine())["accounts"].is_empty()
    assert "Your first import takes the place of the sample data." not in captions(page)


@pytest.mark.skipif(not RAVENSTACK.exists(), reason="RavenStack is not here.")
def test_ravenstack_goes_in_as_it_is(page: AppTest) -> None:
    names = ("accounts", "subscriptions", "churn_events")
    files = {n: (RAVENSTACK / f"ravenstack_{n}.csv").read_bytes() for n in names}

    drop(page, **files)
    press(answer(page, "Which currency are these amounts in?", "USD"), "import")

    rows = {name: rows.height for name, rows in load_tables(engine()).items()}
    assert (rows["accounts"], rows["subscriptions"], rows["exits"]) == (500, 5000, 600)
    assert history(engine())["rows_refused"].sum() == 0


def captions(page: AppTest) -> list[str]:
    return [element.value for element in page.caption]


def store_sample() -> None:
    accounts = TABLES["accounts"].create_empty()
    one = pl.DataFrame(
        {"account_id": ["S1"]}, schema_overrides={"account_id": pl.String}
    )
    rows = pl.concat([accounts, one], how="diagonal")
    refused = pl.DataFrame(schema=REFUSED)
    sample = NewUpload("accounts.csv", "0" * 64, "accounts", 1, rows, refused)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    commit(
        engine(), [sample], by="Insight", at=at, as_of=date(2026, 2, 28), is_sample=True
    )


def test_each_sheet_that_is_chosen_goes_into_a_table_of_its_own(page: AppTest) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        for name, text in {"Customers": ACCOUNTS, "Leavers": EXITS}.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(text.splitlines()):
                sheet.write_row(at, 0, row.split(","))
    drop(page, book=kept.getvalue())

    sheets = page.multiselect[0]
    assert (sheets.options, sheets.value) == (["Customers", "Leavers"], ["Customers"])
    sheets.set_value(["Customers", "Leavers"]).run()
    assert not page.exception
    press(page, "import")

    tables = load_tables(engine())
    assert (tables["accounts"].height, tables["exits"].height) == (2, 2)


def test_an_encoding_that_no_byte_proves_is_chosen_by_the_words_it_gives(
    page: AppTest,
) -> None:
    chinese = "account_id,account_name\nA1,景點中文名稱與特色\n".encode("big5")
    drop(page, accounts=chinese)

    picker = next(b for b in page.selectbox if "reads right" in b.label)
    assert picker.value is None
    assert "景點中文名稱與特色  (Chinese, Taiwan)" in picker.options
    picker.set_value("big5").run()
    assert not page.exception
    press(page, "import")

    assert load_tables(engine())["accounts"]["account_name"].to_list() == [
        "景點中文名稱與特色"
    ]


def test_an_export_we_know_fills_its_tables_and_comes_again_as_it_was(
    page: AppTest,
) -> None:
    export = (
        "id,Customer ID,Customer Name,Status,Amount,Interval,Start Date (UTC),"
        "Current Period End (UTC),Canceled At (UTC),Ended At (UTC)\n"
        "s1,c1,Acme,canceled,100.00,month,2023-01-01,2024-03-01,2024-02-10,2024-03-01\n"
    )

    drop(page, stripe=export)
    recognised = chosen(page)["Profile"]
    said = texts(page)
    press(answer(page, "Which currency are these amounts in?", "EUR"), "import")

    assert recognised == "Stripe subscriptions"
    assert said.count("by Stripe subscriptions, recognised") == 3
    stored = load_tables(engine())
    heights = {name: rows.height for name, rows in stored.items() if rows.height}
    told = {"accounts": 1, "subscriptions": 1, "exits": 1, "cancellation_requests": 1}
    assert heights == told
    assert set(history(engine())["profile"]) == {"Stripe subscriptions"}
    assert stored["subscriptions"]["currency"].to_list() == ["EUR"]
    drop(page, stripe=export.replace("100.00", "90.00"))
    kept = [b.value for b in page.radio if b.label.startswith("Which currency")]
    assert kept == ["EUR"]
    assert [box for box in page.text_input if box.label.startswith("Save how")] == []


def test_rows_of_an_unknown_account_are_offered_again_once_it_is_known(
    page: AppTest,
) -> None:
    press(drop(page, first=OTHERS), "import")
    press(drop(page, leavers=EXITS), "import")
    kept, waits = load_tables(engine())["exits"].height, texts(page)
    refused = history(engine())["rows_refused"].to_list()
    press(drop(page, accounts=ACCOUNTS + OTHERS.splitlines()[1]), "import")
    offered = texts(page)
    press(page, waiting(page)[0])
    press(page, "import")

    assert (kept, store_state().as_of) == (0, date(2025, 4, 5))
    assert "leavers.csv: 2 rows wait for what nobody knows yet: A1, A2" in waits
    assert (refused, history(engine())["rows_refused"].sum()) == ([2, 0], 0)
    assert (
        "leavers.csv, refused rows: 2 rows named an account that is known now."
        in offered
    )
    assert set(load_tables(engine())["exits"]["account_id"]) == {"A1", "A2"}
    assert waiting(page) == []


def waiting(page: AppTest) -> list[str]:
    return [b.key for b in page.button if b.key and b.key.startswith("bring ")]
