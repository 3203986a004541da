"""The policy's section of users: how they log in, and what each post may."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.model.access import Extent, Permission
from kcrm.model.vocabulary import Role
from kcrm.named import NamedTuple

_WRITTEN: Mapping[str, Extent] = {"own": Extent.OWN, "dept": Extent.DEPARTMENT}


class Grant(NamedTuple):
    """One permission and how far it reaches: of all, `PERMISSION/own` or `PERMISSION/dept`. text: as it is written."""

    permission: Permission
    extent: Extent
    text: str

    @classmethod
    def parse(cls, text: str) -> Grant:
        """Read `see_phone/own`, or `edit` for all; ValueError for anything else."""
        permission, parted, extent = text.partition("/")
        if parted and extent not in _WRITTEN:
            raise ValueError(text)
        return cls(Permission(permission), _WRITTEN[extent] if parted else Extent.ALL, text)


class AccessPolicy(NamedTuple):
    """How users log in, and what each post may.

    After wrong_passwords in a row nobody can log in as that user for lock_minutes. login_hours: how long a login lasts, to midnight at
    most. password_length: of characters at least. scrypt_cost: the power of two of scrypt's cost. request_hours: for how long a right
    that a second person granted for one use is good. two_people: permissions that nobody uses alone, as soon as two have the right.
    """

    wrong_passwords: int
    lock_minutes: int
    login_hours: int
    password_length: int
    scrypt_cost: int
    request_hours: int
    two_people: tuple[Grant, ...]
    posts: Mapping[Role, tuple[Grant, ...]]
