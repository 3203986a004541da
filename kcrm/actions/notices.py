"""Messages to staff: those that nobody was told yet, written out once and remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

from kcrm.actions.complaints.cases import complaint_cases
from kcrm.actions.manager.crmuse import unapproved
from kcrm.actions.manager.house import colleague, service_heads, staff_here
from kcrm.actions.session import Session
from kcrm.actions.warranty import watched
from kcrm.dates import add_months
from kcrm.model import ClockState, EventKind, Staff
from kcrm.model.notices import DeadlineNews, News, NoticeKind, ScoresNews, WarrantyNews
from kcrm.named import NamedTuple
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.departments import all_departments
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.notices import ToldOnce, keep_told, next_batch, stored_news, told_before
from kcrm.queries.staff import all_staff
from kcrm.rules.crmuse import approve_by
from kcrm.rules.notices import Notice, notices

_DIGITS = 16  # of a digest: what somebody wrote is not kept a second time


class Letter(NamedTuple):
    """A message with those whom it names. key: the same whenever it is written out, by which a sender knows it again."""

    notice: Notice
    receiver: Staff
    by: Staff | None
    of: Staff | None
    key: str


class Batch(NamedTuple):
    """Those that are written out together. number: of the batch, counted from 1."""

    number: int
    letters: Sequence[Letter]


@contextmanager
def writing_out(session: Session, *, dry_run: bool = False) -> Iterator[Batch]:
    """What nobody was told yet; remembered as told once the block ends well, and not before.

    Whoever writes it out does so within the block, a file flushed and named: where power fails in between, the same messages come again
    under the same number, and none is lost. dry_run: nothing is remembered.
    """
    with session.write(dry_run=dry_run) as planner:
        found = _untold(session)
        batch = Batch(next_batch(planner.connection), found)
        keep_told(planner.connection, batch.number, ((_once(each.notice), each.notice.day) for each in found))
        yield batch


def _untold(session: Session) -> list[Letter]:
    here = staff_here(session.connection, session.today)
    days = session.policy.notices.days
    departments = all_departments(session.connection)
    house = [colleague(member, departments) for member in here.values()]
    found = notices(_news(session, list(here.values()), days), house, session.today, days, departments)
    told = told_before(session.connection, [each.about for each in found])
    names = {member.id: member for member in all_staff(session.connection)}
    return [
        Letter(each, here[each.receiver_id], names.get(each.by_id or 0), names.get(each.of_id or 0), _key(once, here[each.receiver_id]))
        for each in found
        for once in (_once(each),)
        if once not in told
    ]


def _once(notice: Notice) -> ToldOnce:
    """By what it is remembered."""
    is_text = notice.kind is NoticeKind.JOURNAL_REMARK
    return ToldOnce(notice.about, notice.kind, notice.receiver_id, _digest(notice.occasion) if is_text else notice.occasion)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", errors="surrogateescape")).hexdigest()[:_DIGITS]


def _key(once: ToldOnce, receiver: Staff) -> str:
    return _digest(f"{once.kind}|{once.about}|{receiver.employee_no}|{once.occasion}")


def _news(session: Session, here: Sequence[Staff], days: int) -> News:
    connection, today = session.connection, session.today
    stored = stored_news(connection, today - timedelta(days=days), today)
    return News(
        tasks=stored.tasks,
        measures=stored.measures,
        plans=stored.plans,
        journals=stored.journals,
        scores=tuple(_scores(session, here)),
        deadlines=tuple(_deadlines(session)),
        breaches=stored.breaches,
        birthdays=stored.birthdays,
        warranties=tuple(_warranties(session, {member.id: member for member in here})),
    )


def _scores(session: Session, here: Sequence[Staff]) -> Iterator[ScoresNews]:
    """How many scores of last month wait for each head."""
    month = add_months(session.today.replace(day=1), -1)
    for member in here:
        waiting = unapproved(session._replace(actor=member))
        if waiting:
            yield ScoresNews(member.id, month, waiting, approve_by(month, session.policy.crmuse.due_day))


def _warranties(session: Session, here: Mapping[int, Staff]) -> Iterator[WarrantyNews]:
    """The vehicles that are near a limit of the state's warranty duties."""
    heads = tuple(service_heads(here, all_departments(session.connection)))
    for each in watched(session):
        named = " ".join(filter(None, (each.whose.plate or each.whose.vin, each.whose.model)))
        yield WarrantyNews(identifier(Thing.VEHICLE, each.whose.vehicle_id), heads, named, each.stands.state, each.stands.percent)


def _deadlines(session: Session) -> Iterator[DeadlineNews]:
    """The deadlines that open complaints have missed, of those received since go-live."""
    for case in complaint_cases(session.connection, session.now, WantedComplaints(open=True), late=True):
        if case.complaint.received_on < session.store.go_live_on:
            continue
        moved_at = max((event.at for event in case.events if event.kind is EventKind.ESCALATED), default=None)
        for clock in case.standing.running:
            if clock.state is ClockState.MISSED:
                yield DeadlineNews(
                    identifier(Thing.COMPLAINT, case.complaint.id),
                    case.complaint.owner_id,
                    clock.kind,
                    clock.due_at.isoformat(),
                    clock.due_at.astimezone(session.policy.zone).date(),
                    moved_at is not None and moved_at >= clock.due_at,
                )
