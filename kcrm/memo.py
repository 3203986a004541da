"""What is worked out once for each value, as columns repeat theirs: dates, amounts, words, names of staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

_MOST: Final = 5_000
"""So many values are remembered; a column of ever new ones, such as numbers, then begins again."""


def same(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """The value as it is."""
    return value


class _Memo(dict[Any, Result]):
    """Looked up by the interpreter itself; only what is not there yet calls Python. known: what needs no working out."""

    def __init__(self, work_out: Callable[[Any], Result], known: Mapping[Any, Result]) -> None:
        super().__init__(known)
        self._work_out, self._known = work_out, known

    def __missing__(self, value: Any) -> Result:  # noqa: ANN401 - as above
        if len(self) >= _MOST:
            self.clear()
            self.update(self._known)
        result = self[value] = self._work_out(value)
        return result


def remembered(work_out: Callable[[Any], Result], known: Mapping[Any, Result]) -> Mapping[Any, Result]:
    """What comes of each of many hashable values of one type, looked up quicker where they come again. known: what needs no working out."""
    return _Memo(work_out, known)


def remembering(work_out: Callable[[Any], Result]) -> Callable[[Any], Result]:
    """The same as a function."""
    return _Memo(work_out, {}).__getitem__
