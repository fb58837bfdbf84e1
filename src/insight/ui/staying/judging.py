"""What people think of an account: recorded beside the model, and scored later."""

from datetime import UTC, datetime
from functools import partial

import polars as pl
import streamlit as st

from insight.cards.staying.judgements import OPEN, people_and_model, what_came
from insight.metrics.frame import polars
from insight.metrics.judgements import judgement_score, outcomes
from insight.store.judgements import Judgement, judge
from insight.ui.access import acting, may
from insight.ui.cards import list_card
from insight.ui.loads import engine
from insight.ui.rows import first
from insight.ui.typed import short
from insight.ui.view import View

RISKS = {
    1: "1 · hardly",
    2: "2 · unlikely",
    3: "3 · may or may not",
    4: "4 · likely",
    5: "5 · almost surely",
}
LONGEST_NOTE = 500
MOST_OFFERED = 2_000
ACCOUNT, RISK, NOTE = "judged account", "judged risk", "judgement note"


def judging_box(scores: pl.DataFrame, *, within_days: int) -> None:
    """Lets those who may record a judgement; others see nothing here.

    Args:
        scores: `account_id`, `account_name`, `chance` of the accounts that can be judged;
            the first `MOST_OFFERED` are offered.
        within_days: How far ahead one judges.
    """
    if not may("record judgement"):
        return
    offered = first(scores, MOST_OFFERED)
    names = _names(offered)
    with (
        st.popover("Record what you think", icon=":material/edit_note:"),
        st.form("judgement", border=False),
    ):
        st.selectbox(
            "Customer", list(names), index=None, format_func=names.__getitem__,
            key=ACCOUNT, placeholder="Choose, or type a name or an id",
        )  # fmt: skip
        st.radio(
            f"Asks to leave within {within_days} days", list(RISKS), index=2,
            format_func=RISKS.__getitem__, key=RISK,
        )  # fmt: skip
        st.text_input("Why do you think so?", key=NOTE, max_chars=LONGEST_NOTE)
        st.caption(
            "It stays beside the model’s chance and is scored when the days are over."
        )
        st.form_submit_button(
            "Record", type="primary", on_click=_record, args=(offered, within_days)
        )


def _names(offered: pl.DataFrame) -> dict[str, str]:
    ids = offered.select("account_id", "account_name").rows()
    return {id_: f"{name} · {id_}" for id_, name in ids}


def judgement_cards(view: View, judgements: pl.DataFrame) -> None:
    """What was judged with what came of it, and whether people or the model were right."""
    told = told_rows(view, judgements)
    if told.is_empty():
        return
    known = judgements.join(told, on="account_id", how="semi", maintain_order="left")
    score = judgement_score(view.facts, known)
    if score.judged:
        card = people_and_model(score, currency=view.currency)
        list_card(card, card.rows)
    told_card(view, told)


def told_card(view: View, told: pl.DataFrame) -> None:
    """The judgements of `told_rows`; nothing where there are none."""
    if told.height:
        list_card(what_came(told, currency=view.currency), told)


def told_rows(view: View, judgements: pl.DataFrame) -> pl.DataFrame:
    """The judgements of accounts on file, with their names and what came, latest first.

    The notes are free text: they are there for anyone who may see personal data.
    """
    return view.once(
        (told_rows, *judgements.rows()), partial(_told_rows, view, judgements)
    )


def _told_rows(view: View, judgements: pl.DataFrame) -> pl.DataFrame:
    said = ["note"] if view.look.scope.personal else []
    names = polars(view.facts.accounts.select("account_id", "account_name"))
    came = pl.when("asked").then(pl.lit("asked to leave"))
    open_ = pl.when(pl.col("asked").is_null()).then(pl.lit(OPEN))
    return (
        outcomes(view.facts, judgements)
        .reverse()
        .join(names, on="account_id", maintain_order="left")
        .select(
            "account_name", "account_id", "judged_on", "by", "risk", *said, "chance",
            what_came=open_.otherwise(came.otherwise(pl.lit("did not ask"))),
        )
    )  # fmt: skip


def _record(offered: pl.DataFrame, within_days: int) -> None:
    by = acting("record judgement")
    account = st.session_state[ACCOUNT]
    if account is None:
        st.toast("Choose a customer first.", icon=":material/info:")
        return
    at = datetime.now(UTC)
    judgement = Judgement(
        account_id=account,
        judged_on=at.date(),
        by=by,
        risk=st.session_state[RISK],
        note=short(st.session_state[NOTE], LONGEST_NOTE).strip() or None,
        within_days=within_days,
        chance=offered.filter(account_id=account)["chance"].item(),
    )
    judge(engine(), judgement, at=at)
    st.session_state[ACCOUNT], st.session_state[NOTE] = None, ""
    st.toast("Recorded.", icon=":material/check:")
