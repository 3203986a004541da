"""Who may be entered twice: points for what two records have in common, and what follows from their sum (usual practice).

Points and bounds are the policy's (`duplicates`). Two records with different names are never certain to be one customer: on one phone they
are family, with a vehicle or a birthday in common besides they are to be looked at. Companies have no family: two on one phone are to be
looked at. A person and a company are never one.
"""

from __future__ import annotations

import unicodedata

from kcrm.model import CustomerKind
from kcrm.model.quality import Likeness, Party, Sameness
from kcrm.named import NamedTuple
from kcrm.policy_sections import DuplicatesPolicy

_NAMED_ALIKE = frozenset({Likeness.NAME, Likeness.PINYIN})
_OF_A_FAMILY = frozenset({Likeness.PHONE, Likeness.ADDRESS, Likeness.OTHER_BIRTHDAY, Likeness.OTHER_GENDER})
_AGAINST = frozenset({Likeness.OTHER_BIRTHDAY, Likeness.OTHER_GENDER})


class Verdict(NamedTuple):
    """points: the sum, not below 0. reasons: in the order of their words."""

    sameness: Sameness
    points: int
    reasons: tuple[Likeness, ...]


def compared(one: Party, other: Party, policy: DuplicatesPolicy) -> Verdict:
    """Whether two records are of one customer; the same whichever is named first."""
    if one.kind is not other.kind:
        return Verdict(Sameness.OTHER, 0, ())
    reasons = tuple(reason for reason, holds in _reasons(one, other).items() if holds)
    points = max(0, sum(_points(reason, policy) for reason in reasons))
    return Verdict(_sameness(one.kind, frozenset(reasons), points, policy), points, reasons)


def _reasons(one: Party, other: Party) -> dict[Likeness, bool]:
    """What they have in common and what they have not, in the order of the words."""
    named = plain(one.name) == plain(other.name)
    born = one.birthday is not None and other.birthday is not None
    known = one.gender is not None and other.gender is not None
    return {
        Likeness.PHONE: not one.phones.isdisjoint(other.phones),
        Likeness.VEHICLE: not one.vehicles.isdisjoint(other.vehicles),
        Likeness.NAME: named,
        Likeness.BIRTHDAY: born and one.birthday == other.birthday,
        # an equal name has equal pinyin and counts once
        Likeness.PINYIN: not named and one.pinyin == other.pinyin,
        Likeness.ADDRESS: one.address is not None and other.address is not None and plain(one.address) == plain(other.address),
        Likeness.OTHER_BIRTHDAY: born and one.birthday != other.birthday,
        Likeness.OTHER_GENDER: known and one.gender is not other.gender,
    }


def _points(reason: Likeness, policy: DuplicatesPolicy) -> int:
    points: int = getattr(policy, reason.value)
    return -points if reason in _AGAINST else points


def _sameness(kind: CustomerKind, reasons: frozenset[Likeness], points: int, policy: DuplicatesPolicy) -> Sameness:
    if reasons.isdisjoint(_NAMED_ALIKE):
        if kind is CustomerKind.PERSON and Likeness.PHONE in reasons and reasons <= _OF_A_FAMILY:
            return Sameness.FAMILY
        return Sameness.PERHAPS if points >= policy.perhaps else Sameness.OTHER
    if points >= policy.certain:
        return Sameness.CERTAIN
    return Sameness.PERHAPS if points >= policy.perhaps else Sameness.OTHER


def plain(text: str) -> str:
    """A name or an address as two are compared: without blanks, in one width and one case."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
