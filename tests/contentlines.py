"""A reader of vCard and iCalendar of the tests' own: it unfolds and unescapes as the two RFCs say, and knows nothing of how kcrm writes."""

import re

ESCAPE = {"n": "\n", "N": "\n", "\\": "\\", ";": ";", ",": ","}


def unfolded(octets):
    """The lines of a file, as (name with parameters, value as it stands); what no reader could take is a failure."""
    assert octets.endswith(b"\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    lines = octets[:-2].split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # no character is cut
    return [tuple(line.split(":", 1)) for line in octets[:-2].decode("utf-8").replace("\r\n ", "").split("\r\n")]


def unescaped(value):
    return re.sub(r"\\(.)", lambda match: ESCAPE[match[1]], value)


def parts(value, mark):
    """What stands between those marks that are not escaped."""
    found = [""]
    for piece in re.findall(r"\\.|.", value, re.DOTALL):
        if piece == mark:
            found.append("")
        else:
            found[-1] += piece
    return [unescaped(each) for each in found]


def things(octets, kind):
    """What stands between each BEGIN and END of that kind: for each name, its values as text."""
    found, current = [], None
    for name, value in unfolded(octets):
        if (name, value) == ("BEGIN", kind):
            current = {}
        elif (name, value) == ("END", kind):
            found.append(current)
            current = None
        elif current is not None:
            current.setdefault(name, []).append(
                unescaped(value) if name not in {"N", "ADR;TYPE=HOME", "ADR;TYPE=WORK"} else parts(value, ";")
            )
    return found
