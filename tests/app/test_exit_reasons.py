import json
from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from insight.formats import count, percent
from insight.metrics.coders import stated_agreement, stated_pairs
from insight.metrics.facts import Facts
from insight.metrics.named_reasons import named_counts
from insight.metrics.reasons import (
    Basis,
    control_counts,
    exits_behind,
    meanings,
    reason_counts,
    segment_reasons,
)
from insight.metrics.regrettable import regrettable
from insight.metrics.selection import Selection

PAGE = "leaving/exit_reasons"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def answer(app: AppTest) -> str:
    return next(
        text.value
        for text in app.main.markdown
        if "recorded" in text.value or "were lost" in text.value
    )


def basis_of(app: AppTest, words: str) -> str:
    return next(text.value for text in app.main.markdown if words in text.value)


def chart_with(app: AppTest, words: str) -> str:
    specs = [
        json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)
        for chart in app.get("plotly_chart")
    ]
    return next(spec for spec in specs if words in spec)


def table_with(app: AppTest, column: str) -> Any:
    return next(t.value for t in app.dataframe if column in t.value.columns)


def counted(app: AppTest) -> str:
    return next(
        caption.value
        for caption in app.main.caption
        if caption.value.startswith("Counted here")
    )


def test_the_answer_names_the_reasons_of_the_metrics(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    said = answer(sample_page(PAGE))

    reasons = reason_counts(sample_facts, last_year(sample_facts))
    top = reasons.row(0, named=True)
    assert said.startswith(
        f"**{count(int(reasons['exits'].sum()))} exits are recorded.**"
    )
    assert f"**{top['label']}**, {top['exits']} ({percent(top['share'])}" in said


def test_whose_hands_it_was_in_is_that_of_the_metrics(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    said = answer(sample_page(PAGE))

    controls = control_counts(sample_facts, last_year(sample_facts))
    ours = controls.filter(control="ours").row(0, named=True)
    unknown = controls.filter(control="unknown").row(0, named=True)
    assert f"Within our control: **{ours['exits']} ({percent(ours['share'])}" in said
    assert f"Of {unknown['exits']} ({percent(unknown['share'])}" in said


def test_the_page_says_what_it_counts_beside_what_else_could_be_meant(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    line = counted(sample_page(PAGE))

    meant = meanings(sample_facts, last_year(sample_facts))
    assert line.startswith(
        f"Counted here: **{count(meant.exit_records)} exit records of "
        f"{count(meant.accounts_with_record)} accounts**"
    )
    assert (
        f"{count(meant.customers_lost)} exits of {count(meant.accounts_lost)}" in line
    )


def test_the_basis_switch_counts_customers_and_is_kept_in_the_link(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, basis="Customers lost")

    lost = reason_counts(sample_facts, last_year(sample_facts), basis=Basis.CUSTOMERS)
    n = int(lost["exits"].sum())
    assert app.segmented_control(key="basis").value == "Customers lost"
    assert answer(app).startswith(f"**{count(n)} customers were lost.**")
    assert "stopped paying altogether**" in counted(app)


def test_the_shares_within_each_segment_are_those_of_the_metrics(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    spec = chart_with(sample_page(PAGE), "n 189")

    cells = segment_reasons(sample_facts, last_year(sample_facts))
    smb = cells.filter(segment="smb").row(0, named=True)
    assert smb["n"] == 189
    assert percent(smb["share"]) in spec


def test_what_customers_said_is_held_against_what_was_recorded(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All", segment="smb")

    smb = Selection(
        sample_facts.first_month, sample_facts.last_month, segments=("smb",)
    )
    found, pairs = stated_agreement(sample_facts, smb), stated_pairs(sample_facts, smb)
    said = basis_of(app, "hold what the customer said")
    assert f"{count(found.stated)} of {count(found.records)} exit records" in said
    assert f"of {count(found.compared)} with both" in said
    assert f"kappa {found.codes.kappa.value:.2f}" in said
    assert table_with(app, "they_said")["exits"].to_list() == pairs["exits"].to_list()


def test_reasons_named_at_all_are_counted_beside_the_primary_ones(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    named = chart_with(sample_page(PAGE), "36 · ")

    first = named_counts(sample_facts, last_year(sample_facts)).row(0, named=True)
    assert first["contributing"] > 0
    assert f"{first['exits']} · {percent(first['share'])}" in named


def test_wanted_customers_lost_by_us_are_those_of_the_metrics(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    said = basis_of(sample_page(PAGE), "lost by us")

    cells = regrettable(sample_facts, last_year(sample_facts), basis=Basis.RECORDS)
    lost = int(cells.filter(kind="lost by us")["exits"].sum())
    assert f"{count(lost)} lost by us" in said


def test_the_unknown_are_always_among_the_reasons_shown(
    sample_page: SamplePage,
) -> None:
    spec = sample_page(PAGE).get("plotly_chart")[0].proto.spec

    assert "No answer" in spec
    assert "Not asked" in spec


def test_the_exits_behind_a_reason_are_listed(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store)

    app.selectbox(key="reason").set_value("price_rise").run()

    behind = exits_behind(
        sample_facts, last_year(sample_facts), basis=Basis.RECORDS, code="price_rise"
    )
    listed = table_with(app, "status")
    assert listed["account_id"].to_list() == behind["account_id"].to_list()
    assert set(listed["reason"]) == {"Price rise"}


def test_accounts_and_exits_alone_are_enough(
    small_store: str, small_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=small_store)

    reasons = reason_counts(small_facts, last_year(small_facts))
    n = int(reasons["exits"].sum())
    assert answer(app).startswith(f"**{count(n)} exits are recorded.**")
    assert len(app.get("plotly_chart")) >= 3


def test_a_selection_without_exits_is_answered_and_stops(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, min_mrr="9000000")

    assert any("Nobody left" in text.value for text in app.main.markdown)
    assert app.get("plotly_chart") == []
    assert not app.exception
