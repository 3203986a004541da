"""In which encoding a file is written: the byte order mark, else strict UTF-8, else strict GB18030, held against headings and cells.

Headings that are known in Chinese prove an encoding, Big5 too. Where there are none, the cells are read in other encodings as well: where
another reading is the likelier one, or the file would hold characters of no language, it is refused with both, and a person decides.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Collection
from functools import partial
from itertools import islice
from typing import IO

from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.headings import HEADINGS_WITHIN, delimiter_of, headings_in, known_in_any
from kcrm.i18n import N_

LONGEST_LINE = 1 << 20
"""Characters of a line; what is longer is no table, and reading it whole would take all memory."""

_PIECE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LADDER = ("utf-8", "gb18030")
_BY_HEADINGS = ("big5", "cp950", "big5hkscs")  # of Taiwan, of its Windows, of Hong Kong: only where a heading proves it
_MEANT = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}  # what is said where the larger one is written
_WITHOUT_MARK = ("utf-16-le", "utf-16-be")
_NAMES = frozenset({"name", "owner_name", "brought_by"})
_JUDGED = 200  # lines with characters beyond ASCII; as many tell as well as all of them


def text_encoding(encoding: str) -> str:
    """An encoding as typed. Raises UsageError where there is none of that name."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    except LookupError:
        raise UsageError(N_("There is no encoding “{value}”. Usual ones are utf-8, gb18030 and utf-16."), value=encoding) from None
    return encoding


def marked(start: bytes) -> str | None:
    """The encoding that a byte order mark tells."""
    return next((found for mark, found in _MARKS if start.startswith(mark)), None)


def meant_by(encoding: str) -> str | None:
    """The encoding that a document means which says this of itself; None where there is none of that name."""
    try:
        found = codecs.lookup(encoding).name
        "".encode(found)
    except LookupError:  # also of what is a codec, and no encoding
        return None
    return _MEANT.get(found, found)


def encoding_of(name: str, file: IO[bytes], wanted: str | None, known: Collection[str]) -> str:
    """The encoding in which a file is to be read, `wanted` where that is given. Raises RefusedError for what is no table, and in doubt."""
    file.seek(0)
    start = file.read(8)
    if not start:
        raise RefusedError(N_("{file} is empty: not even a heading line."), file=name)
    told = wanted or marked(start)
    candidates = (told,) if told else _LADDER
    bad_lines: list[int] = []
    best: tuple[int, str] | None = None
    for candidate in candidates:
        bad_line = _check(name, file, candidate, known)
        if bad_line is not None:
            bad_lines.append(bad_line)
            continue
        matches = _known_headings(file, candidate, known)
        if best is None or matches > best[0]:
            best = matches, candidate
        if best[0]:
            break
    if candidates == _LADDER:
        return _held_against(name, file, best[1] if best else None, known, bad_lines)
    if best:
        return best[1]
    raise RefusedError(
        N_("{file}, line {line}: not {encoding}. Set the encoding with --encoding."),
        file=name,
        line=bad_lines[0],
        encoding=candidates[0],
    )


def _held_against(name: str, file: IO[bytes], found: str | None, known: Collection[str], bad_lines: list[int]) -> str:
    """The encoding of the ladder that was found, if any, unless the headings prove another one. Raises RefusedError in doubt."""
    if found is None or not _is_proved(file, found, known):
        proved = _proved_by_headings(name, file, known)
        if proved is not None:
            return proved
        if found is None:
            raise _undecoded(name, file, max(bad_lines))
        _judge(name, file, found, known)
    return found


def _check(name: str, file: IO[bytes], encoding: str, known: Collection[str]) -> int | None:
    """None where the whole file decodes, else the line that does not. Raises RefusedError for what is not text, or has no lines."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line, length = 1, 0
    try:
        while piece := file.read(_PIECE):
            text = decoder.decode(piece)
            if "\0" in text:
                raise _no_text(name, file, line + text.split("\0")[0].count("\n"), known)
            lengths = [len(part) for part in text.replace("\r", "\n").split("\n")]
            lengths[0] += length
            if max(lengths) > LONGEST_LINE:
                place = lengths.index(max(lengths))
                line += text.count("\n", 0, max(sum(lengths[:place]) + place - length, 0))
                raise RefusedError(
                    N_("{file}, line {line}: longer than {most} characters, so this is not a table. Export it again, as CSV."),
                    file=name,
                    line=line,
                    most=LONGEST_LINE,
                )
            length = lengths[-1]
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    except UnicodeError:  # some encodings do not say where
        return line
    return None


def _no_text(name: str, file: IO[bytes], line: int, known: Collection[str]) -> RefusedError:
    """Every other byte of UTF-16 is zero; without its mark it is not told from a binary file but by its headings."""
    for encoding in _WITHOUT_MARK:
        if known_in_any(_heading_line(file, encoding, known), known):
            return RefusedError(
                N_("{file} is UTF-16 without its byte order mark. Add: --encoding {encoding}"), file=name, encoding=encoding
            )
    return RefusedError(N_("{file}, line {line}: not a text file. Export it as CSV."), file=name, line=line)


def _known_headings(file: IO[bytes], encoding: str, known: Collection[str]) -> int:
    return known_in_any(_heading_line(file, encoding, known), known)


def _heading_line(file: IO[bytes], encoding: str, known: Collection[str]) -> str:
    """Of the first lines that say anything the one with most known headings; nothing where the file does not begin in this encoding."""
    file.seek(0)
    try:
        start = codecs.getincrementaldecoder(encoding)().decode(file.read(_PIECE))
    except UnicodeDecodeError:
        return ""
    lines = start.replace("\r", "\n").split("\n")
    telling = islice((line.strip("\ufeff") for line in lines if line.strip("\ufeff \t")), HEADINGS_WITHIN)
    return max(telling, key=lambda line: known_in_any(line, known), default="")


def _is_proved(file: IO[bytes], encoding: str, known: Collection[str]) -> bool:
    """Whether a heading is known that is written in Chinese: in a wrong encoding none is."""
    line = _heading_line(file, encoding, known)
    return any(heading in known and not heading.isascii() for heading in headings_in(line, delimiter_of(line, known)))


def _proved_by_headings(name: str, file: IO[bytes], known: Collection[str]) -> str | None:
    """An encoding off the ladder of which the headings leave no doubt."""
    return next(
        (each for each in _BY_HEADINGS if _is_proved(file, each, known) and _check(name, file, each, known) is None),
        None,
    )


def _undecoded(name: str, file: IO[bytes], line: int) -> RefusedError:
    """Of a file in no encoding of the ladder: in which one its cells read best."""
    from kcrm.exchange import readings  # noqa: PLC0415 - as in _judge

    data = [line for _, line in _telling_lines(file)]
    found = [other for each in readings.ALTERNATIVES if (other := readings.reading(data, each))]
    likely = min(found, key=lambda other: other.cost, default=None)
    return RefusedError(
        N_("{file}, line {line}: neither UTF-8 nor GB18030. Set the encoding with --encoding."),
        hint=N_("As in: --encoding {other}") if likely else None,
        file=name,
        line=line,
        other=likely.encoding if likely else None,
    )


def _judge(name: str, file: IO[bytes], chosen: str, known: Collection[str]) -> None:
    """Raise RefusedError where the cells speak against the encoding."""
    first = _heading_line(file, chosen, known)
    delimiter = delimiter_of(first, known)
    headings = headings_in(first, delimiter)
    lines = _telling_lines(file)
    if not lines:
        return
    from kcrm.exchange import readings  # noqa: PLC0415 - files of ASCII, and those with Chinese headings, need no judgement

    names = {place for place, heading in enumerate(headings) if heading in _NAMES}
    data = [line for _, line in lines]
    believed = readings.reading(data, chosen, delimiter, names)
    if believed is None:  # the sample ends within a character, in a quoted cell of another encoding
        return
    others = [other for each in readings.ALTERNATIVES if each != chosen and (other := readings.reading(data, each, delimiter, names))]
    against = readings.believed_more(believed, others)
    if against is None and not believed.private:
        return
    if against is None:
        raise RefusedError(
            N_("{file}, line {line}: “{text}” ({encoding}) makes no sense. Set the encoding with --encoding."),
            file=name,
            line=lines[0][0],
            encoding=chosen,
            text=believed.cells[0],
        )
    raise RefusedError(
        N_("{file}, line {line}: this may be “{text}” ({encoding}) or “{other_text}” ({other}). Set one with --encoding."),
        hint=N_("As in: --encoding {other}"),
        file=name,
        line=lines[0][0],
        encoding=chosen,
        text=believed.cells[0],
        other=against.encoding,
        other_text=against.cells[0],
    )


def _telling_lines(file: IO[bytes]) -> list[tuple[int, bytes]]:
    """The first lines with bytes beyond ASCII, by number. In none of the encodings in question is a line feed a part of a character."""
    file.seek(0)
    found = []
    for number, line in enumerate(iter(partial(file.readline, LONGEST_LINE), b""), 1):
        if not line.isascii():
            found.append((number, line))
            if len(found) == _JUDGED:
                break
    return found
