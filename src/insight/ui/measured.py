"""What was measured with the facts of one look, each number once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

MOST = 256


@dataclass(slots=True)
class _Answer:
    """One result, once it is there; `lock` is held while somebody measures it."""

    lock: Lock = field(default_factory=Lock)
    is_there: bool = False
    result: Any = None


class Measured:
    """The latest results, by what was asked; they go when the look goes.

    Anyone who asks for something that somebody else is measuring waits for that. What
    could not be measured is tried again.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, _Answer] = OrderedDict()

    def has(self, asked: Hashable) -> bool:
        """Whether the result is there, so that nobody waits for it."""
        with self._lock:
            answer = self._kept.get(asked)
        return answer is not None and answer.is_there

    def of(self, asked: Hashable, measure: Callable[[], Any]) -> Any:
        """The result kept under `asked`, or that of `measure`, which is kept then."""
        answer = self._answer(asked)
        with answer.lock:
            if not answer.is_there:
                answer.result = measure()
                answer.is_there = True
        return answer.result

    def _answer(self, asked: Hashable) -> _Answer:
        with self._lock:
            answer = self._kept.setdefault(asked, _Answer())
            self._kept.move_to_end(asked)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer
