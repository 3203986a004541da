"""Who has a prospect: given by hand, and each morning by rule, so that none is left with somebody who is gone or does not call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kcrm.actions.prospects.loop import ProspectDesk
from kcrm.actions.prospects.sellers import check_seller
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.model import Staff
from kcrm.model.prospects import Moved, ProspectEvent, ProspectStep
from kcrm.policy import Policy
from kcrm.queries import prospects as queries
from kcrm.queries.desk import policy_versions
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
from kcrm.rules.prospects.sharing import Unshared, reassigned_on, share_out


def assign(session: Session, numbers: Sequence[int], to: Staff, note: str | None, *, dry_run: bool = False) -> list[Shown]:
    """Give these prospects to somebody, with the calls that are due; whose they are already stay as they are. As they are then.

    Raises RefusedError where somebody does not work here, or a prospect's stage does not permit it.
    """
    check_seller(to, session.today)
    with session.write(dry_run=dry_run) as planner:
        desk = ProspectDesk.of(session)
        for number in numbers:
            if desk.prospect(number).consultant_id != to.id:
                desk.take(number, ProspectEvent(ProspectStep.REASSIGNED, desk.now, to_id=to.id, note=note))
        planner.plan_changed()
        return [shown(session, SheetKind.PROSPECTS, number) for number in numbers]


def hand_out(connection: sqlite3.Connection, policy: Policy, now: datetime) -> None:
    """Share out anew, in an open write, what is nobody's, what is late, and give back to the pool whom nobody talks to."""
    desk = ProspectDesk.planning(connection, policy, now)
    today, rules = desk.today, policy.prospects
    lost = [Unshared(*each) for each in queries.unshared(connection, today, rules)]
    _share(desk, [each for each in lost if each.consultant_id is not None], Moved.LEFT)
    _share(desk, [each for each in lost if each.consultant_id is None], Moved.FOUND)
    if rules.overdue_reassign:
        late = queries.late(connection, rules.overdue_reassign_days, today, rules)
        taken = [
            each
            for each in late
            if each.consultant_id is not None and (reassigned_on(each.due_on, each.had_since, rules) or today) <= today
        ]
        _share(desk, [Unshared(each.id, each.level, each.consultant_id) for each in taken], Moved.LATE)
    if rules.idle_release and _is_told_ahead(connection, policy.zone, today):
        for number in queries.idle(connection, today, rules):
            desk.take(number, ProspectEvent(ProspectStep.REASSIGNED, desk.now, reason=Moved.IDLE))


def _is_told_ahead(connection: sqlite3.Connection, zone: ZoneInfo, today: date) -> bool:
    """Whether a day's lists have named who goes back: nobody loses a prospect on the day on which the policy turns to that."""
    turned_on = None
    for version in policy_versions(connection):
        if not version.values.get("prospects.idle_release"):
            break
        turned_on = version.at.astimezone(zone).date()
    return turned_on is None or turned_on < today


def _share(desk: ProspectDesk, prospects: Iterable[Unshared], why: Moved) -> None:
    """Whom nobody can take stays, and the sales manager calls."""
    wanted = list(prospects)
    loads = {level: desk.loads(level) for level in {each.level for each in wanted}}
    for number, staff_id in share_out(wanted, loads, desk.today).items():
        desk.take(number, ProspectEvent(ProspectStep.REASSIGNED, desk.now, to_id=staff_id, reason=why))
