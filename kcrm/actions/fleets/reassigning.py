"""Give accounts to another manager, many at once; whose they were stays known (集团调配)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.records import RecordWriter
from kcrm.actions.selecting import row_still_there, select, shown
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.queries import fleets
from kcrm.queries.lookup import Thing
from kcrm.queries.records import Shown
from kcrm.queries.register import Register
from kcrm.queries.staff import staff_by_id
from kcrm.records import SheetKind
from kcrm.rules.filters import is_name
from kcrm.rules.staff import employed


def reassign(session: Session, words: Sequence[str], on: date, reason: str | None, *, dry_run: bool = False) -> list[Shown]:
    """Give the accounts that the words but the last mean to whom the last one means.

    Raises UsageError where they say nobody, NotFoundError where none is an account, RefusedError for a day to come and for who has left.
    """
    *which, to = words
    if not which:
        raise UsageError(N_("Say which accounts, then whose they are: kcrm fleet reassign C12 YG04"))
    member = staff_by_id(session.connection, select(session, to, Thing.STAFF))
    if not employed(member, session.today):
        raise RefusedError(N_("{name} ({number}) does not work here."), name=member.name, number=member.employee_no)
    if on > session.today:
        raise RefusedError(N_("{day} is yet to come; an account is given away on the day."), day=on)
    numbers = _meant(session, which)
    with session.write(dry_run=dry_run) as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        for number in numbers:
            row = row_still_there(planner.connection, SheetKind.FLEETS, number)
            writer.write(SheetKind.FLEETS, row, {"manager": member.id, "handover_on": on, "handover_reason": reason})
        planner.plan_changed()
        return [shown(session, SheetKind.FLEETS, number) for number in numbers]


def _meant(session: Session, words: Sequence[str]) -> list[int]:
    numbers = [select(session, word, Thing.FLEET) for word in words if is_name(word)]
    filters = [word for word in words if not is_name(word)]
    if filters:
        chosen = chosen_customers(session, filters) or ()
        numbers += [each.id for each in fleets.accounts(session.connection) if each.customer_id in chosen]
    if not numbers:
        raise NotFoundError(N_("None of these is an account."))
    return list(dict.fromkeys(numbers))
