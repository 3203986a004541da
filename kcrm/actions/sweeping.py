"""What has been kept for as long as the policy says goes: a block at a time, so that it may be stopped and run again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from kcrm.actions.erasing import erase
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.erasing import Why
from kcrm.named import NamedTuple
from kcrm.progress import work
from kcrm.queries.customers import customer_by_id
from kcrm.queries.matters import Matter, open_matters
from kcrm.queries.retention import forget_notes, old_notes, ties
from kcrm.rules.privacy import notes_before, over
from kcrm.storage.oplog import empty_payloads
from kcrm.storage.scrubbing import overwriting, scrub

_CUSTOMERS: Final = 50
_CALLS: Final = 2_000
"""So many in one operation: what is done stays done where the rest is stopped."""


class Due(NamedTuple):
    """A customer who is kept no longer. since: the day from which the time is reckoned. matters: what is open, with which they stay."""

    customer_id: int
    name: str
    why: Why
    since: date
    matters: tuple[Matter, ...]


class Sweep(NamedTuple):
    """What is kept no longer: customers, and notes of calls on that day or before. scrubbed: None where nothing was written."""

    due: Sequence[Due]
    notes: int
    notes_until: date
    scrubbed: bool | None = None


def swept(session: Session) -> Sweep:
    """What would go today, and who stays as something is open."""
    connection, today, policy = session.connection, session.today, session.policy.privacy
    found = [(tie, why) for tie in ties(connection, today) if (why := over(tie, today, policy)) is not None]
    matters: dict[int, list[Matter]] = defaultdict(list)
    for matter in open_matters(connection, [tie.customer_id for tie, _why in found], today):
        matters[matter.customer_id].append(matter)
    due = []
    for tie, why in found:
        since = tie.lost_on if why is Why.LOST_PROSPECT else tie.last_on
        assert since is not None, "it is reckoned from that"
        due.append(Due(tie.customer_id, customer_by_id(connection, tie.customer_id).name, why, since, tuple(matters[tie.customer_id])))
    until = notes_before(today, policy)
    return Sweep(due, len(old_notes(connection, until)), until)


def sweep(session: Session) -> Sweep:
    """Let it go, a block in each operation; who has something open stays."""
    found, connection = swept(session), session.connection
    going = [each for each in found.due if not each.matters]
    with work(N_("Erasing"), len(going) + found.notes) as advance:
        for why in Why:
            theirs = [each.customer_id for each in going if each.why is why]
            for start in range(0, len(theirs), _CUSTOMERS):
                block = theirs[start : start + _CUSTOMERS]
                erase(session, block, why, last=False)
                advance(len(block))
        while calls := old_notes(connection, found.notes_until, _CALLS):
            with overwriting(connection), session.write():
                empty_payloads(connection, forget_notes(connection, calls), {})
            advance(len(calls))
    return found._replace(scrubbed=scrub(connection) if going or found.notes else None)
