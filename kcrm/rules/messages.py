"""How long a short message is, and whether it may be sent.

Alphabets and lengths are those of mobile networks (3GPP TS 23.038 and 23.040): one message holds 160 characters of the GSM alphabet or 70
UTF-16 units of any other; a longer one is sent in segments of 153 or 67, as each then carries its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_LAST_OF_BMP = "\uffff"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


class Alphabet(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


class Blocked(StrEnum):
    """Why a message cannot be sent."""

    DO_NOT_CONTACT = "do_not_contact"
    NO_CONSENT = "no_consent"
    NO_PHONE = "no_phone"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class Length:
    """units: as the network counts them; some characters take two. segments: what is paid for."""

    units: int
    segments: int
    alphabet: Alphabet


_SINGLE = {Alphabet.GSM7: 160, Alphabet.UCS2: 70}
_JOINED = {Alphabet.GSM7: 153, Alphabet.UCS2: 67}


def length_of(text: str) -> Length:
    """How many units and segments a text takes. No character is cut in two: one that does not fit begins the next segment."""
    if all(character in _GSM or character in _GSM_EXTENSION for character in text):
        alphabet, widths = Alphabet.GSM7, [2 if character in _GSM_EXTENSION else 1 for character in text]
    else:
        alphabet, widths = Alphabet.UCS2, [2 if character > _LAST_OF_BMP else 1 for character in text]
    units = sum(widths)
    if units <= _SINGLE[alphabet]:
        return Length(units, 1 if text else 0, alphabet)
    return Length(units, _segments(widths, _JOINED[alphabet]), alphabet)


def _segments(widths: Iterable[int], size: int) -> int:
    segments, room = 0, 0
    for width in widths:
        if width > room:
            segments, room = segments + 1, size
        room -= width
    return segments


def first_mobile(phones: Sequence[str | None]) -> str | None:
    """The first of these phones, in canonical form, that takes short messages."""
    return next((phone for phone in phones if phone and _MOBILE.fullmatch(phone)), None)


def why_blocked(phone: str | None, text: str, *, do_not_contact: bool, consent: bool | None) -> Blocked | None:
    """Why this text cannot go to this phone; None where it may. consent: None where never asked, which permits."""
    if do_not_contact:
        return Blocked.DO_NOT_CONTACT
    if consent is False:
        return Blocked.NO_CONSENT
    if phone is None:
        return Blocked.NO_PHONE
    return None if text else Blocked.NO_TEXT
