"""Who may have prospects."""

from __future__ import annotations

from datetime import date

from kcrm.actions.followups import check_employed
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import Role, Staff

_SELLING = frozenset(
    {Role.SALES_CONSULTANT, Role.DCC_CONSULTANT, Role.SALES_MANAGER, Role.ACCOUNT_MANAGER, Role.DEPARTMENT_HEAD, Role.GENERAL_MANAGER}
)


def check_seller(member: Staff, on: date) -> None:
    """Whether somebody sells cars here on that day. Raises RefusedError."""
    check_employed(member, on)
    if member.role not in _SELLING:
        raise RefusedError(
            N_("{name} ({number}) is {role} and sells no cars."),
            hint=N_("To list who does: kcrm staff list --role sales_consultant"),
            name=member.name,
            number=member.employee_no,
            role=member.role,
        )
