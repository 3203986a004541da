"""Rows of any number, kept to be read several times: a few in memory, many in a file without a name that goes with the process."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from tempfile import SpooledTemporaryFile, gettempdir
from typing import Final
from weakref import finalize

Value = int | float | str | bytes | None

_TOGETHER: Final = 500
_IN_MEMORY: Final = 1024 * 1024  # bytes
_BYTES: Final = "hex"


class Kept:
    """Rows as SQLite gives them, taken once and read as often as one likes, in the same order."""

    def __init__(self, rows: Iterable[Sequence[Value]]) -> None:
        """Takes all of them. Raises OSError where they do not fit into the folder for temporary files."""
        # a block is a line, which JSON writes without a line break
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - open as long as it is read
        finalize(self, self._file.close)
        self._count = 0
        remaining = iter(rows)
        while some := list(islice(remaining, _TOGETHER)):
            self._count += len(some)
            text = json.dumps(some, default=_written, check_circular=False)
            try:
                self._file.write(f"{text}\n".encode("ascii"))
            except OSError as error:
                # the file has no name; the folder is what can be looked after
                raise OSError(error.errno, error.strerror, gettempdir()) from error

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[list[Value]]:
        return chain.from_iterable(self.blocks())

    def blocks(self) -> Iterator[list[list[Value]]]:
        """The same, some hundred at a time."""
        place = 0
        while True:
            self._file.seek(place)
            line = self._file.readline()
            place = self._file.tell()
            if not line:
                return
            yield json.loads(line, object_hook=_read)


def _written(value: bytes) -> Mapping[str, str]:
    return {_BYTES: value.hex()}


def _read(value: Mapping[str, str]) -> bytes:
    return bytes.fromhex(value[_BYTES])
