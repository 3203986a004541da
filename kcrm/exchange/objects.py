"""Files of JSON: an array of objects, or an object a line; their keys are the headings.

Read twice, an object at a time: once for the keys of all, once for the rows. Memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

from kcrm.errors import RefusedError
from kcrm.exchange.source import Source, cell_text, unreadable
from kcrm.i18n import N_

_PIECE: Final = 1 << 18
_LONGEST: Final = 1 << 22  # characters of one object
_MARKS: Final = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BETWEEN: Final = " \t\r\n,"


def _constant(text: str) -> str | None:
    """NaN is what some programs write for nothing; the infinite is no number of a record, which its column tells."""
    return None if text == "NaN" else text


class _TwiceError(Exception):
    """A key stands twice in one object; which of the two values counts, nobody said."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


_DECODER: Final = json.JSONDecoder(parse_int=str, parse_constant=_constant, object_pairs_hook=_each_once)


class Objects(Source):
    """An open file of JSON. Raises RefusedError for what is none, with its line."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        super().__init__(name, "json")
        self._file, self.size = file, file.seek(0, io.SEEK_END)
        keys: dict[str, None] = {}
        for _line, one in self._objects():
            keys.update(dict.fromkeys(one))
        self._keys = tuple(keys)
        self.is_blank = not keys

    @property
    def reached(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """The keys as a first line, then the values of each object, by the line on which it begins."""
        if self._keys:
            yield 1, list(self._keys)
        for line, one in self._objects():
            texts = [self._text(line, key, one[key]) if key in one else "" for key in self._keys]
            if any(texts):
                yield line, texts

    def _text(self, line: int, key: str, value: object) -> str:
        """A list of plain values is their texts with commas between."""
        if isinstance(value, list) and not any(isinstance(each, list | dict) for each in value):
            return ",".join(map(cell_text, value))
        if isinstance(value, list | dict):
            raise RefusedError(
                N_("{file}, line {line}, column {column}: a cell cannot hold an object. Write a text or a number."),
                file=self.name,
                line=line,
                column=key,
            )
        return cell_text(value)

    def _objects(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Each object with its line."""
        text, line, ended = "", 1, False
        pieces = self._pieces()
        is_array, closed = None, False
        while True:
            bare = text.lstrip(_BETWEEN if is_array is not None else " \t\r\n")
            line += text[: len(text) - len(bare)].count("\n")
            text = bare
            if is_array is None and text:
                is_array = text[0] == "["
                text = text[1:] if is_array else text
                continue
            if is_array and text[:1] == "]":
                closed, text = True, text[1:]
                is_array = False
                continue
            try:
                one, end = _DECODER.raw_decode(text)
            except _TwiceError as twice:
                raise RefusedError(
                    N_("{file}, line {line}: the key {key} stands twice in one object."), file=self.name, line=line, key=twice.key
                ) from twice
            except (json.JSONDecodeError, RecursionError) as error:
                piece = next(pieces, None) if not ended and len(text) < _LONGEST and isinstance(error, ValueError) else None
                if piece is not None:
                    text += piece
                    continue
                ended = True
                if not text and (not is_array or closed):
                    return
                raise self._no_json(line + text[: getattr(error, "pos", 0)].count("\n")) from error
            if not isinstance(one, dict) or closed:
                raise self._no_json(line)
            yield line, one
            line += text[:end].count("\n")
            text = text[end:]

    def _pieces(self) -> Iterator[str]:
        self._file.seek(0)
        start = self._file.read(2)
        self._file.seek(0)
        encoding = next((found for mark, found in _MARKS if start.startswith(mark)), "utf-8-sig")
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while data := self._file.read(_PIECE):
                yield decoder.decode(data)
            yield decoder.decode(b"", final=True)
        except (OSError, UnicodeDecodeError) as error:
            raise unreadable(self.name, error) from error

    def _no_json(self, line: int) -> RefusedError:
        return RefusedError(
            N_("{file}, line {line}: not JSON as import reads it: an array of objects, or an object a line."), file=self.name, line=line
        )
