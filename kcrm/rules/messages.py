"""How long a short message is, whether it may be sent, and which have to wait as their phone has its share of the day.

Alphabets and lengths are those of mobile networks (3GPP TS 23.038 and 23.040): one message holds 160 characters of the GSM alphabet or 70
UTF-16 units of any other; a longer one is sent in segments of 153 or 67, as each then carries its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kcrm.enums import StrEnum
from kcrm.model import Kind, PhoneState
from kcrm.model.campaigns import Sent
from kcrm.model.kinds import BESIDE_CAP, UNASKED
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.policy_campaigns import CampaignPolicy

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_LAST_OF_BMP = "\uffff"
_MOBILE = pattern(r"1[3-9][0-9]{9}")


# what providers say of a number
_NO_SUCH_NUMBER = (
    "空号",
    "错号",
    "号码不存在",
    "号码错误",
    "号码无效",
    "无效号码",
    "销号",
    "已注销",
    "no such number",
    "invalid number",
    "does not exist",
)
_SUSPENDED = ("停机", "暂停服务", "out of service", "suspended")


class Alphabet(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


class Blocked(StrEnum):
    """Why a message cannot be sent."""

    DO_NOT_CONTACT = "do_not_contact"
    NO_CONSENT = "no_consent"
    UNDATED_CONSENT = "undated_consent"
    OPEN_COMPLAINT = "open_complaint"
    NO_PHONE = "no_phone"
    NO_TEXT = "no_text"
    CAP = "cap"  # the phone has its share of the day or of the month


class Length(NamedTuple):
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


_REFUSING = pattern(r"拒收|退订|回复?\s*[RTNＲ]|\breply\s+[RTN]\b|\bopt out\b|\bunsubscribe\b|\bhear no more\b", re.IGNORECASE)


def tells_how_to_refuse(text: str) -> bool:
    """Whether a text says how one hears no more, as a commercial one has to (China's rules on short messages, 2015)."""
    return _REFUSING.search(text) is not None


def first_mobile(phones: Sequence[str | None]) -> str | None:
    """The first of these phones, in canonical form, that takes short messages."""
    return next((phone for phone in phones if phone and _MOBILE.fullmatch(phone)), None)


def why_blocked(
    phone: str | None, text: str, *, do_not_contact: bool, consent: bool | None, undated: bool = False, complains: bool = False
) -> Blocked | None:
    """Why this text cannot go to this phone; None where it may. consent: None where never asked, which permits.

    undated: whether it offers something on a consent of unknown day. complains: or to somebody whose complaint is open.
    """
    if do_not_contact:
        return Blocked.DO_NOT_CONTACT
    if consent is False:
        return Blocked.NO_CONSENT
    if undated:
        return Blocked.UNDATED_CONSENT
    if complains:
        return Blocked.OPEN_COMPLAINT
    if phone is None:
        return Blocked.NO_PHONE
    return None if text else Blocked.NO_TEXT


def phone_after(reason: str | None, known: PhoneState) -> PhoneState:
    """What a phone is worth after a message to it was not delivered for this reason; None and reasons that are not of the phone leave it.

    One that does not exist is wrong, as after a call to a wrong number; one that is suspended is doubtful (usual practice).
    """
    said = (reason or "").casefold()
    if known is PhoneState.WRONG or any(words in said for words in _NO_SUCH_NUMBER):
        return PhoneState.WRONG
    return PhoneState.DOUBTFUL if any(words in said for words in _SUSPENDED) else known


_PLACE = {kind: place for place, kind in enumerate(Kind)}


class Waiting(NamedTuple):
    """A message that could be sent. phone: a mobile in canonical form; lapses_on: the last day on which it makes sense, None for any."""

    id: int
    phone: str
    kind: Kind
    due_on: date
    lapses_on: date | None


def over_cap(waiting: Iterable[Waiting], sent: Mapping[str, int], per_day: int) -> frozenset[int]:
    """Which of these have to wait for another day: one phone gets so many messages a day, whoever they are for (usual practice).

    sent: how many went to each phone already. What lapses first goes first, so that none is lost that could have gone; then the more
    particular kind, a birthday before a festival, then what was due earlier. What concerns safety goes in any case.
    """
    taken = Counter(sent)
    later = set()
    for message in sorted(waiting, key=_turn):
        if taken[message.phone] >= per_day and message.kind not in UNASKED:
            later.add(message.id)
        taken[message.phone] += 1
    return frozenset(later)


def over_month(waiting: Iterable[Waiting], sent: Mapping[str, Sent], policy: CampaignPolicy) -> frozenset[int]:
    """Which of these have no place in the month: one phone gets so many messages a calendar month, and fewer that offer something.

    waiting: all of the month, also of days to come, for which a place is kept. sent: what each phone got this month already. A birthday
    comes before a festival, both before the others, monthly care last (usual practice); what concerns safety goes in any case. A warning of
    the weather takes no place and needs none.
    """
    every = Counter({phone: each.every for phone, each in sent.items()})
    offering = Counter({phone: each.offering for phone, each in sent.items()})
    later = set()
    for message in sorted(waiting, key=_worth):
        if message.kind in BESIDE_CAP:
            continue
        sells, phone = message.kind.row.sells, message.phone
        is_full = every[phone] >= policy.month_messages or (sells and offering[phone] >= policy.month_commercial)
        if is_full and message.kind not in UNASKED:
            later.add(message.id)
            continue
        every[phone] += 1
        offering[phone] += sells
    return frozenset(later)


_WORTH = {Kind.BIRTHDAY: 1, Kind.FESTIVAL: 2, Kind.MONTHLY_CARE: 4}
_OTHER_WORTH = 3


def _worth(message: Waiting) -> tuple[int, date, int]:
    return 0 if message.kind in UNASKED else _WORTH.get(message.kind, _OTHER_WORTH), message.due_on, message.id


def _turn(message: Waiting) -> tuple[bool, date, int, date, int]:
    return message.kind not in UNASKED, message.lapses_on or date.max, _PLACE[message.kind], message.due_on, message.id
