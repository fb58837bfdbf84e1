"""Rows 37 and 38: which table a list is taken for."""

from collections.abc import Sequence
from functools import cache

from listed import Listed, came_to, churn_logs, is_wrong, other_lists
from row import Measured, Row, judged
from unseen import LEARNED, MEASURED, unseen_churn_logs, unseen_other_lists

_ENOUGH = 0.9
_QUICK = 50
_QUICK_UNSEEN = 10
_HALVES = (LEARNED, MEASURED)


@cache
def logs(words_of: str, *, quick: bool) -> tuple[Listed, ...]:
    """The churn logs of a file of words; in short some of them."""
    return tuple(churn_logs(words_of))[:: _QUICK if quick else 1]


@cache
def unseen_logs(half: str, *, quick: bool) -> tuple[Listed, ...]:
    """The churn logs of one half of the unseen words; in short some of them."""
    return tuple(unseen_churn_logs(half))[:: _QUICK_UNSEEN if quick else 1]


def wrong_tables(*, quick: bool) -> Measured:
    """Lists that would be stored where they do not belong, and nobody asked."""
    left = [*logs("churn_logs", quick=quick), *logs("more_churn_logs", quick=quick)]
    left += [one for half in _HALVES for one in unseen_logs(half, quick=quick)]
    others = [
        *other_lists(),
        *(o for half in _HALVES for o in unseen_other_lists(half)),
    ]
    wrong = [one for one in (*left, *others) if is_wrong(one)]
    first = f"; {wrong[0].kind}: {', '.join(wrong[0].header)}" if wrong else ""
    value = f"{len(wrong)} of {len(left):,} churn logs and {len(others)} other lists"
    return judged(value + first, good=not wrong)


def churn_logs_as_exits(*, quick: bool) -> Measured:
    """Churn logs that go into exits with no question, and those in other words."""
    told, held_out = (logs(of, quick=quick) for of in ("churn_logs", "more_churn_logs"))
    learned, measured = (unseen_logs(half, quick=quick) for half in _HALVES)
    value = (
        f"{_as_exits(told):.1%} of {len(told):,} in seven languages; "
        f"{_as_exits(held_out):.1%} of {len(held_out):,} in words of a second list; of a "
        f"third {_as_exits(learned):.1%} of {len(learned)} in the half that the detector "
        f"learned from and {_as_exits(measured):.1%} of {len(measured)} in the other"
    )
    lists = (told, held_out, learned, measured)
    return judged(value, good=min(map(_as_exits, lists)) >= _ENOUGH)


def _as_exits(lists: Sequence[Listed]) -> float:
    right = [one for one in lists if "exits" in came_to(one).split()]
    return sum(not is_wrong(one) for one in right) / len(lists)


ROWS = (
    Row(37, "lists stored in a wrong table without a question", "0", wrong_tables),
    Row(38, "churn logs in exits without a question", ">= 90%", churn_logs_as_exits),
)
