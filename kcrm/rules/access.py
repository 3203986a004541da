"""Who may what: the rights of a post, when a login ends, what a password must be, and how a phone is masked.

Source: Customer-service manager CRM training manual 2012 (customer data are used and lent strictly; how the rights of an ID are asked for
and changed); the numbers are usual practice. Times here are real ones: what a command's clock is set to decides of no access.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time, timedelta

from kcrm.model.access import REACH, Extent, Permission, Rights
from kcrm.model.personal import Personal
from kcrm.model.vocabulary import Role
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.policy_access import AccessPolicy, Grant

_SHOWN_FIRST, _SHOWN_LAST = 3, 4
_STARS = "****"
_PLACE_SHOWN = 6  # characters of an address, by which town and district are known
_DIGIT = "[0-9０-９]"
# a mobile phone is one whatever letters stand beside it; numbers of orders and parts are letters and zeros, too
_LIKE_A_PHONE = pattern(
    rf"(?<!{_DIGIT})(?:\+?86[ -]?)?[1１][3-9３-９]{_DIGIT}(?:[ .-]?{_DIGIT}{{4}}){{2}}(?!{_DIGIT})"
    r"|(?<![0-9A-Za-z])(?:\+?86[ -]?)?(?:0\d{2,3}[ -]?\d{7,8}|400(?:-?\d){7})(?![0-9A-Za-z])",
    re.ASCII,
)
_TO_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")
_DIGITS = pattern(r"[^0-9]")
_ABROAD = pattern("^86(?=1[0-9]{10}$)")
_SIMPLE = ("password", "kcrm", "qwer", "asdf", "abcd", "1234", "0000", "1111", "admin", "mima")
_LEAST_DIFFERENT = 5


class Counted(NamedTuple):
    """Wrong passwords in a row, and until when nobody can log in, by the real time."""

    failed: int
    locked_until: datetime | None


def granted(role: Role, policy: AccessPolicy, more: Iterable[Grant] = ()) -> Mapping[Permission, Extent]:
    """What a post may, with rights that were granted besides: of each permission the furthest extent; what is not named is refused."""
    found: dict[Permission, Extent] = {}
    for grant in (*policy.posts[role], *more):
        if REACH[grant.extent] > REACH[found.get(grant.permission, Extent.NONE)]:
            found[grant.permission] = grant.extent
    return found


def may(rights: Rights | None, permission: Permission, of: Extent = Extent.OWN) -> bool:
    """Whether somebody may do it to what is theirs only in that sense; without users, None, everybody may do everything.

    of: OWN: one's own customer, or nobody's; DEPARTMENT: one of the own department; ALL: anybody's.
    """
    return rights is None or REACH[rights.granted.get(permission, Extent.NONE)] >= REACH[of]


def relation_of(staff_id: int, responsible: Collection[int], department: Collection[int], nobodys: Extent) -> Extent:
    """How far a permission must reach for a customer whom these look after: OWN, DEPARTMENT or ALL.

    department: who is in the department of whom it is about. nobodys: what it is where nobody looks after them.
    """
    if not responsible:
        return nobodys
    if staff_id in responsible:
        return Extent.OWN
    return Extent.DEPARTMENT if any(each in department for each in responsible) else Extent.ALL


def needs_two(permission: Permission, policy: AccessPolicy, holders: int) -> bool:
    """Whether somebody else must grant each use of it: where so many users have the right. One alone has nobody to ask."""
    return holders > 1 and any(grant.permission is permission for grant in policy.two_people)


def after_wrong(before: Counted, now: datetime, policy: AccessPolicy) -> Counted:
    """What is counted after one more wrong password; a lock that has ended begins anew."""
    failed = (0 if before.locked_until is not None and before.locked_until <= now else before.failed) + 1
    locked = now + timedelta(minutes=policy.lock_minutes) if failed >= policy.wrong_passwords else None
    return Counted(failed, locked)


def is_locked(counted: Counted, now: datetime) -> bool:
    return counted.locked_until is not None and now < counted.locked_until


def login_ends(now: datetime, policy: AccessPolicy) -> datetime:
    """When a login of this moment ends: after its hours, at the next midnight at most. now: real, aware, in the store's zone."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, now.tzinfo)
    return min(now + timedelta(hours=policy.login_hours), midnight)


def is_weak(password: str, known: Iterable[str], policy: AccessPolicy) -> str | None:
    """Why a password is too easy to guess, None if it is not: `short`, `simple`, or `known`.

    known: the names and numbers of its user and the store, which it must not contain.
    """
    if len(password) < policy.password_length:
        return "short"
    lowered = password.lower()
    if any(len(each) > 1 and each.lower() in lowered for each in known):
        return "known"
    mostly = any(len(lowered.replace(each, "")) < len(lowered) / 2 for each in _SIMPLE)
    if lowered.isdigit() or len(set(lowered)) < _LEAST_DIFFERENT or mostly:
        return "simple"
    return None


def masked(phone: str) -> str:
    """A phone of which only the beginning and the end can be read: 138****8000; a short one is stars alone."""
    digits = _DIGITS.sub("", phone.translate(_TO_ASCII))
    digits = _ABROAD.sub("", digits)
    if len(digits) <= _SHOWN_FIRST + _SHOWN_LAST:
        return _STARS if digits else phone
    return f"{digits[:_SHOWN_FIRST]}{_STARS}{digits[-_SHOWN_LAST:]}"


def veiled(text: str, personal: Personal | None) -> str:
    """What reaches somebody, so that it cannot: of a phone begin and end, of an e-mail its host, of an address the town."""
    if personal is Personal.PHONE:
        return masked(text)
    if personal is Personal.CONTACT:
        return text and text[0] + _STARS + (f"@{text.rpartition('@')[2]}" if "@" in text else "")
    if personal is Personal.ADDRESS:
        return masked_in(text[:_PLACE_SHOWN] if len(text) > _PLACE_SHOWN else "") + _STARS if text else text
    return masked_in(text)


def masked_in(text: str) -> str:
    """A text in which everything that reads like a phone is masked."""
    return _LIKE_A_PHONE.sub(lambda found: masked(found[0]), text)
