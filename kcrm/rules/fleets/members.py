"""Who of an account is spoken to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from kcrm.model.fleets import AccountMember, MemberRole

SPEAKING: Final = (MemberRole.CONTACT, MemberRole.DECISION, MemberRole.PURCHASE)
"""Whose part it is to speak for the account, the first that there is."""


def spokesperson(members: Iterable[AccountMember], roles: Sequence[MemberRole], today: date) -> AccountMember | None:
    """Who is there today in the first of the roles that anybody has; key members first, then the lowest number."""
    there = (
        (roles.index(each.role), not each.key, each.person_id, each)
        for each in members
        if each.role in roles and (each.starts_on is None or each.starts_on <= today) and (each.until is None or today <= each.until)
    )
    return min(there, key=lambda found: found[:3], default=(0, False, 0, None))[3]
