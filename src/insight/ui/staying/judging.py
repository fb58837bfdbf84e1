"""What people think of an account: recorded beside the model, and scored later."""

from datetime import UTC, datetime
from functools import partial

import polars as pl
import streamlit as st

from insight.formats import plural
from insight.metrics.frame import polars
from insight.metrics.judgements import JudgementScore, judgement_score, outcomes
from insight.remembered import remembered
from insight.store.judgements import Judgement, judge
from insight.ui.access import acting, may
from insight.ui.components import table_card
from insight.ui.loads import engine
from insight.ui.rows import first
from insight.ui.typed import short
from insight.ui.view import View
from insight.ui.whole import whole_note

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
OPEN = "not over yet"
WHAT_CAME, RIGHT = (
    "What people thought, and what came",
    "People and model compared",
)
LIMITS = (
    "A judgement is scored once its days are over. An account judged again before that "
    "counts once. Who is judged is chosen by people, so neither share says anything of "
    "all customers, and the model’s average does not apply here. Somebody who was called "
    "because of a judgement may have stayed because of the call."
)


def judged_words() -> pl.Expr:
    """`4 of 5` of each judgement."""
    return pl.format("{} of 5", "risk")


def judging_box(scores: pl.DataFrame, *, within_days: int) -> None:
    """Lets whoever may record a judgement; others see nothing here.

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


@remembered
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
        table_card(
            RIGHT,
            score.by_risk.rename({"expected": "model_expected"}),
            note=whole_note(view, _right(score), *_score_parts(score), limits=LIMITS),
        )
    told_card(view, told)


def told_card(view: View, told: pl.DataFrame) -> None:
    """The judgements of `told_rows`; nothing where there are none."""
    if told.is_empty():
        return
    n = plural(told.height, "judgement")
    young = told.filter(what_came=OPEN).height
    waiting = [f"{plural(young, 'judgement')} not over yet"] if young else []
    table_card(
        WHAT_CAME,
        told,
        note=whole_note(
            view, f"{n}, the latest first.", n, "latest first", *waiting, limits=LIMITS
        ),
    )


def told_rows(view: View, judgements: pl.DataFrame) -> pl.DataFrame:
    """The judgements of accounts on file, with their names and what came, latest first.

    The notes are free text: they are there for whoever may see personal data.
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


def _score_parts(score: JudgementScore) -> list[str]:
    parts = [f"{plural(score.judged, 'judgement')} whose days are over"]
    if score.people is None or score.model is None:
        return [*parts, "too few to say who put those who asked first"]
    put = f"those who asked were put first by people in {score.people:.0%} of pairs, by the model in {score.model:.0%}"
    return [*parts, f"{put} (half by chance)"]


def _right(score: JudgementScore) -> str:
    rows = score.by_risk.filter(pl.col("judged") > 0).iter_rows(named=True)
    said = [
        f"risk {row['risk']}: {row['asked']} of {row['judged']} asked" for row in rows
    ]
    return f"What became of the judged, {'; '.join(said)}."


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
