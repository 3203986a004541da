"""What is worked out once for each value, as columns repeat theirs: dates, amounts, words, names of staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

Result = TypeVar("Result")

_MOST: Final = 5_000
"""So many values are remembered; a column of ever new ones, such as numbers, then begins again."""


class _Memo(dict[Any, Result]):
    """Looked up by the interpreter itself; only what is not there yet calls Python."""

    def __init__(self, work_out: Callable[[Any], Result]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, value: Any) -> Result:  # noqa: ANN401 - whatever a column holds
        if len(self) >= _MOST:
            self.clear()
        result = self[value] = self._work_out(value)
        return result


def remembering(work_out: Callable[[Any], Result]) -> Callable[[Any], Result]:
    """The same function of hashable values of one type, quicker where they come again."""
    return _Memo(work_out).__getitem__
