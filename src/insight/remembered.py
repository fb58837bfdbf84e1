"""What follows from a frame, made once and kept as long as the frame is."""

from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar
from weakref import ref

import polars as pl

Asked = ParamSpec("Asked")
Result = TypeVar("Result")
_Key = tuple[Any, ...]


def remembered(function: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """Lets a function answer at once when it is asked the same again.

    A frame is the same only if it is the same object: no frame is ever changed here, so
    one that was measured with some facts, filters and rights is told from every other
    at no cost. All else is the same if it is equal, and has to be hashable. A result
    goes when one of its frames does; it must not hold them.
    """
    kept: dict[_Key, tuple[Result, list[ref[pl.DataFrame]]]] = {}

    @wraps(function)
    def answer(*args: Asked.args, **kwargs: Asked.kwargs) -> Result:
        key = (*map(_named, args), *((name, _named(kwargs[name])) for name in kwargs))
        if found := kept.get(key):
            return found[0]
        result = function(*args, **kwargs)
        frames = list(_frames(*args, *kwargs.values()))
        if frames and not any(frame is result for frame in frames):
            forget = partial(_forget, kept, key)
            kept[key] = (result, [ref(frame, forget) for frame in frames])
        return result

    return answer


def _named(value: object) -> Any:
    return (pl.DataFrame, id(value)) if isinstance(value, pl.DataFrame) else value


def _frames(*values: object) -> Iterator[pl.DataFrame]:
    return (value for value in values if isinstance(value, pl.DataFrame))


def _forget(kept: dict[_Key, Any], key: _Key, _gone: object) -> None:
    kept.pop(key, None)
