"""What was measured with the facts of one look, each number once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any

MOST = 256


class Measured:
    """The latest results, by what was asked; they go when the look goes.

    Whoever asks for something that somebody else is measuring waits for that.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def of(self, asked: Hashable, measure: Callable[[], Any]) -> Any:
        """The result kept under `asked`, or that of `measure`, which is kept then."""
        with self._lock:
            found = self._kept.get(asked)
            if found is None:
                mine = self._kept[asked] = Future()
            self._kept.move_to_end(asked)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found.result() if found else self._made(asked, mine, measure)

    def _made(
        self, asked: Hashable, coming: Future[Any], measure: Callable[[], Any]
    ) -> Any:
        try:
            coming.set_result(measure())
        except BaseException as error:
            with self._lock:
                self._kept.pop(asked, None)
            coming.set_exception(error)
            raise
        return coming.result()
