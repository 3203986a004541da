"""What of people is shown to whoever gives a command: masked, unless it is theirs to see, and why it is to be revealed.

Masked is what reaches somebody. It is shown in full on the card of one customer, to whoever may see their phone; on one's own list of the
day and what goes out of it; in what is exported; and where it is revealed, with a reason. All but the card is recorded.
"""

from __future__ import annotations

import sqlite3

from kcrm.actions.logins import refusal
from kcrm.actions.relation import department_of, relation
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.entry import needed
from kcrm.masking import hidden
from kcrm.model.access import Extent, Permission, Rights
from kcrm.queries.lookup import Found, Thing
from kcrm.queries.whose import whose
from kcrm.rules.access import may


def shown_to(connection: sqlite3.Connection, context: AppContext, rights: Rights) -> AppContext:
    """The context of somebody with these rights. Raises RefusedError where something is to be revealed that may not be."""
    if context.reason:
        # a script shows nobody anything
        if rights.staff_id is None or not may(rights, Permission.REVEAL, Extent.ALL):
            raise refusal(Permission.REVEAL, context.path)
        rights = rights._replace(because=context.reason)
    takes_out = needed(context.path) is Permission.EXPORT and may(rights, Permission.EXPORT, Extent.ALL)
    in_full = context.in_full or bool(context.reason) or takes_out
    hidden.set(not in_full)

    def sees(thing: str, number: int) -> bool:
        if rights.staff_id is None or not may(rights, Permission.SEE_PHONE):
            return False
        if thing == Thing.STAFF:  # colleagues are no customers
            return True
        owner = whose(connection, [Found(Thing(thing), number, "", "", "")])[0].customer_id
        if owner is None:
            return False
        return may(rights, Permission.SEE_PHONE, relation(connection, rights.staff_id, owner, nobodys=Extent.DEPARTMENT))

    return context.replace(rights=rights, in_full=in_full, sees=sees)


def sees_calls_of(session: Session, caller_id: int | None) -> bool:
    """Whether whom a member of staff calls may be shown in full; None for everybody's list."""
    rights = session.context.rights
    if rights is None:
        return True
    of = Extent.ALL
    if caller_id is not None and rights.staff_id is not None:
        own = caller_id == rights.staff_id
        of = Extent.OWN if own else Extent.DEPARTMENT if caller_id in department_of(session.connection, rights.staff_id) else Extent.ALL
    return may(rights, Permission.SEE_PHONE, of)


def opened_list(session: Session, caller_id: int | None) -> Session:
    """The session in which that list is shown in full, where it may be: it is recorded."""
    if session.context.rights is None or not sees_calls_of(session, caller_id):
        return session
    hidden.set(False)
    return session._replace(context=session.context.replace(in_full=True))
