"""The demonstration's desk of its manager: what was checked, decided, planned and written of late, which no file tells.

What lies before go-live is entered at once, as from paper; the journals and steps of the last days are taken on their days.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from kcrm.actions.edits import Entry, add
from kcrm.actions.imports import FileKind, ImportOptions, ImportReport, import_folder
from kcrm.actions.manager import articles, journals, tasks
from kcrm.actions.manager.checklists import Remedy, Said, begin, begin_within
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session
from kcrm.actions.workhours import calendar_of
from kcrm.dates import add_months
from kcrm.i18n import N_, _
from kcrm.model import Staff
from kcrm.model.manager import Addressed, CheckResult, MeasureSource, MeasureState, MeetingKind, PlanKind, TaskState
from kcrm.named import NamedTuple
from kcrm.queries import checklists, complaints, staff
from kcrm.queries.checklists import Checklist, NewRun
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import row_by_id, save
from kcrm.queries.register import Register
from kcrm.queries.rows import record
from kcrm.records import SheetKind, noun_of
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.workplans import due_on

_MANAGER, _SPECIALIST, _COLLEAGUE = "YG13", "YG11", "YG12"
_WORKSHOP, _SHOWROOM, _ADVISOR = "YG02", "YG03", "YG08"
_COMPLAINT, _PROSPECT = "TS0005", "QK0105"
_HELPFUL: Final = (3, 5)
"""Articles by their numbers, as they stand in the file."""
_WEEK: Final = timedelta(days=7)
_RUNS: Final = 13
_LATEST: Final = ("showroom", 8), ("workshop", 2), ("lounge", 1)
"""How many days ago the last run through each was: the first is overdue, the third is recorded on its day by whoever went through it."""

# Of which list, how many runs before the last, which item was not in order, and why: what they weigh together never grows but in the last.
_FAILED: Final = (
    *(("showroom", ago, 2, N_("one display car at 5% charge")) for ago in (12, 11, 10, 9, 8, 7)),
    *(("showroom", ago, 5, N_("brochures of the EV missing")) for ago in (11, 10, 9, 5, 4, 3)),
    ("showroom", 12, 3, N_("last month's price on one sign")),
    *(("workshop", ago, 2, N_("oil below bay 3")) for ago in (12, 11, 10, 9, 8)),
    *(("workshop", ago, 3, N_("torque wrench left in a car")) for ago in (12, 11, 6)),
    *(("workshop", ago, 4, N_("old parts thrown away before the customer came")) for ago in (12, 11, 10, 9, 5, 4)),
    ("workshop", 0, 1, N_("the lock of the lift in bay 2 does not catch")),
    *(("lounge", ago, 1, N_("coffee machine out of order")) for ago in (12, 11, 10, 9, 4)),
    *(("lounge", ago, 3, N_("screen showed the day before")) for ago in (11, 10, 9, 7, 6)),
    ("lounge", 12, 2, N_("no paper at noon")),
)


class _Decided(NamedTuple):
    """What the meeting decided. due, accepted, done: days after it; title, result, reason: msgids."""

    title: str
    receiver: str
    due: int
    accepted: int | None = None
    done: int | None = None
    result: str | None = None
    reason: str | None = None


_DECISIONS: Final = (
    _Decided(N_("Two advisors at intake on Saturday mornings"), _WORKSHOP, 7, 1, 11, N_("The roster is changed from the second week on.")),
    _Decided(
        N_("Offer every walk-in a test drive and note the answer"), _SHOWROOM, 7, 0, 6, N_("Card at the desk; both consultants sign it.")
    ),
    _Decided(N_("Call the five customers who waited over two hours"), _COLLEAGUE, 10, 0, 14, N_("Four reached, three booked again.")),
    _Decided(N_("Put the number of the rescue line below every message"), _SPECIALIST, 5, 0, 4, N_("In all templates.")),
    _Decided(N_("Ask why whenever a booking is declined, and note it"), _COLLEAGUE, 12, 1, 9, N_("Mostly the price, then the distance.")),
    _Decided(
        N_("Write down who answers the rescue line at night"), _SPECIALIST, 14, 1, reason=N_("Weekends are missing. Please add them.")
    ),
    _Decided(N_("Tell the customer before the promised time passes"), _ADVISOR, 21),
)

# Whose, of which kind, figure or words, the aim of last month and of this, and what was reached of words; who approves.
_PLANS: Final[tuple[tuple[str, PlanKind, str | None, str | None, tuple[int | None, int], int | None, str], ...]] = (
    ("YG04", PlanKind.NEW_CUSTOMER, "prospects", None, (15, 16), None, _SHOWROOM),
    ("YG04", PlanKind.OTHER, "test_drives", None, (45, 50), None, _SHOWROOM),
    ("YG05", PlanKind.NEW_CUSTOMER, "prospects", None, (18, 16), None, _SHOWROOM),
    ("YG05", PlanKind.OTHER, "test_drives", None, (40, 40), None, _SHOWROOM),
    (_SPECIALIST, PlanKind.OTHER, "calls_on_time", None, (None, 95), None, _MANAGER),
    (_SPECIALIST, PlanKind.WAKE_DORMANT, None, N_("dormant customers talked to"), (20, 25), 17, _MANAGER),
    (_COLLEAGUE, PlanKind.OTHER, "calls_on_time", None, (None, 95), None, _MANAGER),
    (_COLLEAGUE, PlanKind.SALES, None, N_("renewals won"), (12, 14), 13, _MANAGER),
)
_LATE_PLAN: Final = "YG05"

# How many days ago, whose, done besides, what hindered, and what is next.
_JOURNALS: Final = (
    (
        2,
        _SPECIALIST,
        N_("Sat in on two calls with Meng Jia."),
        N_("Three numbers were switched off."),
        N_("Those three again after 18:00."),
    ),
    (2, _COLLEAGUE, N_("Sorted the questionnaires on paper."), None, N_("Renewals of the next two weeks.")),
    (1, _SPECIALIST, N_("Showed the new advisor how to read a customer's card."), None, N_("Complaints first, then birthdays.")),
    (1, _COLLEAGUE, None, N_("The line was down from ten to eleven."), N_("Make up for the eight calls.")),
)


def set_desk(session: Session, files: Mapping[FileKind, Path]) -> list[ImportReport]:
    """Import the files, and enter with them what was there before go-live; then take the steps of the last days."""
    reports = import_folder(session, files, ImportOptions(log=partial(_enter, session)))
    _live(session)
    return reports


def _enter(session: Session) -> None:
    """Within the write of the files."""
    connection = session.connection
    writer = RecordWriter(Register(connection), session.today, session.policy.zone, by=_id(session, _MANAGER))
    for own in checklists.checklists(connection):
        for ago in range(_RUNS - 1, -1, -1):
            if ago or own.place == "showroom":
                new, said = _run(session, own, ago)
                begin_within(session, connection, own, new, said)
    held = _open_day(session, add_months(session.today.replace(day=1), -1) + 2 * ONE_DAY)
    _enter_meeting(session, writer, held)
    _enter_measures(session, writer, held)
    _enter_plans(session, writer)


def _run(session: Session, own: Checklist, ago: int) -> tuple[NewRun, dict[int, Said]]:
    """The run that was so many before the last, and what was found."""
    day = session.today - dict(_LATEST)[own.place] * ONE_DAY - ago * _WEEK
    failed = {number: note for place, when, number, note in _FAILED if (place, when) == (own.place, ago)}
    said = {
        each.id: Said(CheckResult.FAIL, _(failed[each.item_no])) if each.item_no in failed else Said(CheckResult.PASS)
        for each in checklists.items_of(session.connection, own.id)
    }
    return NewRun(own.id, day, _id(session, _COLLEAGUE if own.place == "lounge" else _MANAGER), None, None, None), said


def _enter_meeting(session: Session, writer: RecordWriter, held: date) -> None:
    values = {
        "kind": MeetingKind.MONTHLY,
        "held_on": held,
        "topic": _("Customer service: last month's figures"),
        "chair": _id(session, _MANAGER),
        "present": "YG01 YG02 YG03 YG08 YG11 YG12",
        "agenda": _(
            "1. Waiting and promised times. 2. Walk-ins without a test drive. 3. Complaints of nights and weekends. 4. Failed checks."
        ),
        "minutes": _("Most who complained had waited for the handover and heard nothing. Saturday mornings are the worst."),
    }
    meeting = writer.write(SheetKind.MEETINGS, None, values).id
    for each in _DECISIONS:
        state = TaskState.DONE if each.done is not None else TaskState.RETURNED if each.reason else TaskState.OPEN
        values = {
            "title": _(each.title),
            "receiver": _id(session, each.receiver),
            "meeting_id": meeting,
            "given_on": held,
            "due_on": held + each.due * ONE_DAY,
            "state": state,
            "accepted_on": None if each.accepted is None else held + each.accepted * ONE_DAY,
            "result": _(each.result) if each.result else None,
            "reason": _(each.reason) if each.reason else None,
            **({"done_on": _by_now(session, held + each.done * ONE_DAY)} if each.done is not None else {}),
        }
        writer.write(SheetKind.TASKS, None, values)


def _enter_measures(session: Session, writer: RecordWriter, held: date) -> None:
    """One whose figure is looked at later, and one that has worked."""
    head, checked = _id(session, _WORKSHOP), _by_now(session, held + 21 * ONE_DAY)
    writer.write(
        SheetKind.MEASURES,
        None,
        {
            "title": _("Handover is promised only when the parts are in stock"),
            "source": MeasureSource.KPI,
            "about": f"on_time_handover@{add_months(held.replace(day=1), -1):%Y-%m}",
            "owner": head,
            "taken_on": held,
            "due_on": held + _WEEK,
            "check_on": held + _WEEK + session.policy.measures.check_days * ONE_DAY,
            "state": MeasureState.DONE,
            "done_on": _by_now(session, held + 6 * ONE_DAY),
        },
    )
    complaint = complaints.row_by_number(session.connection, _COMPLAINT)
    assert complaint is not None
    values = {
        "title": _("One bay is kept for whoever booked"),
        "source": MeasureSource.COMPLAINT,
        "about": identifier(Thing.COMPLAINT, complaint["id"]),
        "addresses": Addressed.WAITING,
        "owner": head,
        "taken_on": held,
        "due_on": held + _WEEK,
        "check_on": max(checked, held + _WEEK),
        "state": MeasureState.DONE,
        "done_on": _by_now(session, held + 5 * ONE_DAY),
        "result": _("Nobody who booked has complained of waiting since."),
    }
    row = row_by_id(session.connection, noun_of(SheetKind.MEASURES), writer.write(SheetKind.MEASURES, None, values).id)
    looked_at = {"state": MeasureState.WORKED, "checked_on": checked, "checker_id": writer.by}
    save(session.connection, "measure", row, looked_at)


def _enter_plans(session: Session, writer: RecordWriter) -> None:
    this, works = session.today.replace(day=1), calendar_of(session).is_open
    for place, month in enumerate((add_months(this, -1), this)):
        handed_in = due_on(month, works)
        for person, kind, kpi, title, aims, reached, approver in _PLANS:
            if (aim := aims[place]) is None:
                continue  # nothing was counted before go-live
            late = place == 1 and person == _LATE_PLAN
            values = {
                "person": _id(session, person),
                "month": month,
                "kind": kind,
                "kpi": kpi,
                "title": _(title) if title else None,
                "aim": 100 * aim,
                "actual": 100 * reached if reached is not None and place == 0 else None,
                "planned_on": this if late else handed_in,
            }
            number = writer.write(SheetKind.WORKPLANS, None, values).id
            if not late:
                row = row_by_id(session.connection, noun_of(SheetKind.WORKPLANS), number)
                save(session.connection, "workplan", row, {"approver_id": _id(session, approver), "approved_on": handed_in})


def _live(session: Session) -> None:
    """What was done in kcrm itself since go-live, each on its day and by whom it was."""
    connection = session.connection
    own = {str(each.place): each for each in checklists.checklists(connection)}
    before, yesterday = (session.today - ago * ONE_DAY for ago in (2, 1))

    manager = _at(session, before, 10, _MANAGER)
    new, said = _run(session, own["workshop"], 0)
    begin(manager, own["workshop"], new, said, Remedy(_id(session, _WORKSHOP), session.today + 2 * ONE_DAY))
    texts = {"title": _("Have the coffee machine repaired"), "receiver": _COLLEAGUE, "due_on": session.today.isoformat()}
    task = add(manager, Entry(SheetKind.TASKS, texts, lambda _session, number: number)).card
    tasks.accept(_at(session, before, 11, _COLLEAGUE), task)
    _write_journals(session, before, 2)

    colleague, specialist = _at(session, yesterday, 16, _COLLEAGUE), _at(session, yesterday, 16, _SPECIALIST)
    for journal in (1, 2):
        remark = _("Good. Send such numbers a message, too.") if journal == 1 else None
        journals.read_journal(_at(session, yesterday, 9, _MANAGER), journal, remark)
    tasks.finish(colleague, task, _("Repaired by the supplier under its contract."))
    new, said = _run(session, own["lounge"], 0)
    begin(colleague, own["lounge"], new, said)
    for article in _HELPFUL:
        articles.vote(specialist, article, helpful=True)
        articles.vote(colleague, article, helpful=True)
    _write_journals(session, yesterday, 1)

    texts = {
        "person": "YG05",
        "what": _("test drive without a look at the driving licence"),
        "day": yesterday.isoformat(),
        "evidence": identifier(Thing.PROSPECT, _prospect(connection)),
        "note": _("The sheet of the drive has no licence ticked."),
    }
    add(_at(session, session.today, 0, _MANAGER), Entry(SheetKind.BREACHES, texts, lambda _session, number: number))


def _write_journals(session: Session, day: date, ago: int) -> None:
    for when, person, besides, hindered, tomorrow in _JOURNALS:
        if when == ago:
            words = {"besides": besides, "hindered": hindered, "tomorrow": tomorrow}
            texts = {key: _(text) for key, text in words.items() if text is not None}
            journals.write_journal(_at(session, day, 17, person), day, texts, "", lambda _session, number: number)


def _at(session: Session, day: date, hour: int, employee_no: str) -> Session:
    """As if somebody had acted then, and not after now."""
    then = min(datetime.combine(day, time(hour), session.policy.zone), session.now)
    return session._replace(context=session.context.replace(set_now=then), actor=_member(session, employee_no))


def _open_day(session: Session, day: date) -> date:
    """This day, or the next one on which the store is open."""
    works = calendar_of(session).is_open
    return next(each for each in (day + ONE_DAY * ahead for ahead in range(15)) if works(each))


def _by_now(session: Session, day: date) -> date:
    """This day, but none to come, where a holiday put the meeting off."""
    return min(day, session.today)


def _prospect(connection: sqlite3.Connection) -> int:
    noun = noun_of(SheetKind.PROSPECTS)
    (row,) = Register(connection).find(noun.table, noun.number, _PROSPECT)
    return int(row["id"])


def _id(session: Session, employee_no: str) -> int:
    return _member(session, employee_no).id


def _member(session: Session, employee_no: str) -> Staff:
    row = staff.staff_row(session.connection, employee_no)
    assert row is not None
    return record(Staff, row)
