"""Lines of vCard (RFC 2426) and iCalendar (RFC 5545): escaped, folded, each ended by CRLF."""

from __future__ import annotations

from kcrm.patterns import pattern

_WITHIN = range(0x80, 0xC0)  # octets of a character that began before
_LONGEST = 75  # octets of a line, its end not counted
_LINE_END = pattern(r"\r\n|\r")
# whatever controls, but for tab and line feed, has no place in a value
_CONTROL = pattern(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def escaped(text: str) -> str:
    r"""Text as a value has it: `\`, `;` and `,` behind a `\`, line ends as `\n`, other control characters left out."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text)).translate(_ESCAPED)


def content_line(name: str, value: str) -> str:
    """`name:value`, folded so that no line has more than 75 octets and no character is cut. value: escaped where it is a text."""
    # bytes of a file name that are not UTF-8 have no place in it
    octets = f"{name}:{value}".encode("utf-8", errors="replace")
    pieces, start = [], 0
    while len(octets) - start > (room := _LONGEST - bool(start)):  # a line that goes on begins with a space
        end = start + room
        while octets[end] in _WITHIN:
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return "\r\n ".join(piece.decode() for piece in (*pieces, octets[start:])) + "\r\n"
