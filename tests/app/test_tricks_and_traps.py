from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from insight.formats import count, percent
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.metrics.traps import (
    audit,
    check_counts,
    check_trend,
    failing_exits,
    is_told,
)
from insight.ui.offboarding.traps import failures_by_month

PAGE = "offboarding/tricks_and_traps"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "failed at" in text.value)


def test_the_answer_is_that_of_the_audit(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    said = answer(sample_page(PAGE))

    year = last_year(sample_facts)
    told = audit(sample_facts, year).filter(is_told())
    k, n = failing_exits(sample_facts, year).height, told.height
    worst = check_counts(sample_facts, year).sort("share").row(-1, named=True)
    assert said.startswith(f"**{count(k)} of {count(n)} ({percent(k / n)}, ")
    assert worst["check"] == "export_directions"
    assert (
        f"**export without directions**, {worst['failed']} of {worst['n']} "
        f"({percent(worst['share'])}" in said
    )


def test_what_is_not_known_is_counted_apart(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    tables = [table.value for table in sample_page(PAGE).dataframe]

    counts = check_counts(sample_facts, last_year(sample_facts))
    (shown, *_) = [table for table in tables if "not_known" in table.columns]
    for column in ("passed", "failed", "not_applicable", "not_known", "n"):
        assert shown[column].to_list() == counts[column].to_list()


def test_failing_exits_have_owner_evidence_and_a_link(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    listed = sample_page(PAGE).dataframe[-1].value

    failing = failing_exits(sample_facts, last_year(sample_facts))
    assert listed["account_id"].to_list() == failing["account_id"].to_list()
    assert listed["handled_by"].to_list() == failing["handled_by"].to_list()
    assert listed["account_name"][0].endswith(f"&account={failing['account_id'][0]}")
    assert [len(words.split("; ")) for words in listed["failed_checks"]] == (
        failing["failed"].to_list()
    )


def test_a_check_narrows_months_and_exits(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store)

    app.selectbox(key="check").set_value("no_surprise_fee").run()

    failing = failing_exits(sample_facts, last_year(sample_facts)).filter(
        no_surprise_fee="fail"
    )
    assert app.dataframe[-1].value["account_id"].to_list() == (
        failing["account_id"].to_list()
    )
    assert "Surprise fee" in app.get("plotly_chart")[-1].proto.alt


def test_a_filter_changes_the_answer(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    said = answer(open_page(PAGE, url=sample_store, period="3m"))

    quarter = Selection(sample_facts.last_month - 2, sample_facts.last_month)
    k = failing_exits(sample_facts, quarter).height
    n = audit(sample_facts, quarter).filter(is_told()).height
    assert said.startswith(f"**{k} of {n} ")


def test_later_months_do_not_move_the_limits_of_a_month(sample_facts: Facts) -> None:
    first = sample_facts.first_month
    early = Selection(first, first + 17)
    whole = Selection(first, sample_facts.last_month)

    shown = failures_by_month(sample_facts, early, check="any")

    later = failures_by_month(sample_facts, whole, check="any")
    counted = check_trend(sample_facts, early).filter(check="any")
    assert shown["k"].sum() == counted["failed"].sum() > 0
    assert shown["mean"].to_list() == later["mean"].head(shown.height).to_list()
    assert shown["upper"].to_list() == later["upper"].head(shown.height).to_list()
