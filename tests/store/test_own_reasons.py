"""A team's own reasons: kept for good, and no old row is re-read by them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine

from insight.errors import ReasonError
from insight.intake.suggesting import suggested_reason
from insight.intake.vocabulary import choices_of, propose_values
from insight.store.archive import backup
from insight.store.audit import entries, verify
from insight.store.own_reasons import (
    NewReason,
    add_reason,
    own_reasons_in,
    retire_reason,
)
from insight.store.restore import restore
from insight.store.uploads import state
from insight.taxonomy import Control, ReasonGroup, reason_of, use_own

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FUND = NewReason("Bought by a fund", Control.NOT_OURS, ReasonGroup.RESOLVABLE, "merger")
MOVE = NewReason("Moved office", Control.MIXED, ReasonGroup.RESOLVABLE, theme="Place")


@pytest.fixture(autouse=True)
def none_after() -> Iterator[None]:
    yield
    use_own(())


def add(engine: Engine, new: NewReason) -> str:
    code = add_reason(engine, new, by="ann", at=AT)
    use_own(own_reasons_in(engine))
    return code


def test_a_reason_of_a_second_level_stands_under_its_parent(engine: Engine) -> None:
    reason = reason_of(add(engine, FUND))

    assert (reason.code, reason.parent) == ("own_merger_bought_by_a_fund", "merger")
    assert reason.label == "Merger or acquisition: Bought by a fund"
    assert (reason.theme, reason.control) == ("Company change", Control.NOT_OURS)
    assert reason.group == ReasonGroup.UNCONTROLLABLE


def test_words_are_mapped_to_it_and_it_is_suggested(engine: Engine) -> None:
    code = add(engine, MOVE)

    assert propose_values(pl.Series(["Moved Office"]), "reason_code") == {
        "Moved Office": code
    }
    assert suggested_reason("They moved office last year") == code


def test_a_retired_reason_keeps_its_rows_and_is_offered_no_more(engine: Engine) -> None:
    code = add(engine, MOVE)

    retire_reason(engine, code, by="bo", at=AT)
    use_own(own_reasons_in(engine))

    assert reason_of(code).label == "Moved office"
    assert code not in choices_of("reason_code")
    with pytest.raises(ReasonError, match="already"):
        add(engine, MOVE)
    retire_reason(engine, code, by="bo", at=AT, is_retired=False)
    assert not own_reasons_in(engine)[0].is_retired


@pytest.mark.parametrize(
    "wrong",
    [
        NewReason("", Control.OURS, ReasonGroup.RESOLVABLE, theme="Money"),
        NewReason("x" * 81, Control.OURS, ReasonGroup.RESOLVABLE, theme="Money"),
        NewReason("Odd", Control.OURS, ReasonGroup.RESOLVABLE),
        NewReason("price rise", Control.OURS, ReasonGroup.RESOLVABLE, theme="Money"),
    ],
)
def test_what_cannot_be_a_reason_is_refused(engine: Engine, wrong: NewReason) -> None:
    with pytest.raises(ReasonError):
        add(engine, wrong)

    assert own_reasons_in(engine) == ()


def test_a_reason_never_re_reads_the_words_of_old_rows(engine: Engine) -> None:
    before = reason_of("moved_office")

    assert add(engine, MOVE) != "moved_office"
    assert reason_of("moved_office") == before


def test_every_change_is_audited_and_counts_the_data_up(engine: Engine) -> None:
    before = state(engine).data_version

    retire_reason(engine, add(engine, MOVE), by="bo", at=AT)

    assert entries(engine).select("by", "action", "subject").rows() == [
        ("bo", "retired", "the reason Moved office"),
        ("ann", "added", "the reason Moved office"),
    ]
    assert verify(engine).broken is None
    assert state(engine).data_version == before + 2


def test_a_backup_brings_own_reasons_back(engine: Engine, tmp_path: Path) -> None:
    add(engine, FUND)
    held = own_reasons_in(engine)
    backup(engine, tmp_path / "b.zip", by="ann", at=AT)

    restore(engine, tmp_path / "b.zip", by="ann", at=AT, replace=True)

    assert own_reasons_in(engine) == held
