"""Choices people make instead of the defaults."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from insight.store.choices import choice_history, choose, chosen_values
from insight.store.uploads import state

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_nobody_chose_anything_at_first(engine: Engine) -> None:
    assert chosen_values(engine) == {}
    assert choice_history(engine).is_empty()


def test_the_last_value_of_a_choice_is_in_force(engine: Engine) -> None:
    choose(engine, "grace_days", 45, by="ann", at=AT)
    choose(engine, "good_score", 0.7, by="ann", at=AT)
    choose(engine, "grace_days", 60, by="bo", at=AT)

    assert chosen_values(engine) == {"grace_days": 60, "good_score": 0.7}


def test_without_a_value_the_default_is_in_force_again(engine: Engine) -> None:
    choose(engine, "grace_days", 45, by="ann", at=AT)
    choose(engine, "grace_days", None, by="ann", at=AT)

    assert chosen_values(engine) == {}


def test_every_change_is_kept_the_latest_first(engine: Engine) -> None:
    choose(engine, "grace_days", 45, by="ann", at=AT)
    choose(engine, "grace_days", None, by="bo", at=AT + timedelta(days=1))

    assert choice_history(engine).rows() == [
        (AT + timedelta(days=1), "bo", "grace_days", None, None),
        (AT, "ann", "grace_days", 45.0, None),
    ]


def test_a_choice_is_no_change_of_the_data(engine: Engine) -> None:
    before = state(engine)

    choose(engine, "grace_days", 45, by="ann", at=AT)

    assert state(engine) == before


def test_a_choice_may_be_a_word_and_goes_back_like_any_other(engine: Engine) -> None:
    choose(engine, "currency", "EUR", by="ann", at=AT)
    chosen = chosen_values(engine)
    choose(engine, "currency", None, by="ann", at=AT)

    assert chosen == {"currency": "EUR"}
    assert chosen_values(engine) == {}
    assert choice_history(engine)["word"].to_list() == [None, "EUR"]
