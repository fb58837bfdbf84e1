"""Rows 37 and 38: which table a list is taken for."""

from collections.abc import Sequence
from functools import cache

from listed import Listed, came_to, churn_logs, is_wrong, other_lists
from row import Measured, Row, judged

_ENOUGH = 0.9
_QUICK = 50


@cache
def logs(words_of: str, *, quick: bool) -> tuple[Listed, ...]:
    """The churn logs of a file of words; in short some of them."""
    return tuple(churn_logs(words_of))[:: _QUICK if quick else 1]


def wrong_tables(*, quick: bool) -> Measured:
    """Lists that would be stored where they do not belong, and nobody asked."""
    left = [*logs("churn_logs", quick=quick), *logs("more_churn_logs", quick=quick)]
    others = list(other_lists())
    wrong = [one for one in (*left, *others) if is_wrong(one, came_to(one))]
    first = f"; {wrong[0].kind}: {', '.join(wrong[0].header)}" if wrong else ""
    value = f"{len(wrong)} of {len(left):,} churn logs and {len(others)} other lists"
    return judged(value + first, good=not wrong)


def churn_logs_as_exits(*, quick: bool) -> Measured:
    """Churn logs that go into exits with no question, and those in other words."""
    told, held_out = (logs(of, quick=quick) for of in ("churn_logs", "more_churn_logs"))
    share, fresh = _as_exits(told), _as_exits(held_out)
    value = (
        f"{share:.1%} of {len(told):,} in seven languages; {fresh:.1%} of "
        f"{len(held_out):,} in words of a second list"
    )
    return judged(value, good=min(share, fresh) >= _ENOUGH)


def _as_exits(lists: Sequence[Listed]) -> float:
    return sum("exits" in came_to(one).split() for one in lists) / len(lists)


ROWS = (
    Row(37, "lists stored in a wrong table without a question", "0", wrong_tables),
    Row(38, "churn logs in exits without a question", ">= 90%", churn_logs_as_exits),
)
