"""The handling form of a complaint: what is signed and filed when it is over, or filled in by hand until then.

Its parts: Customer-care department plan. What the desk does not know stays empty, to be written in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.i18n import _
from kcrm.model import ClockKind, ComplaintEvent, EventKind, Level
from kcrm.model.personal import Personal
from kcrm.model.words import Word
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.complaints.levels import is_higher
from kcrm.views import Form, FormSection
from kcrm.views.labels import label_of
from kcrm.views.values import yuan

_REMEDY = frozenset({EventKind.RESPONDED, EventKind.RESOLVED})
_PERSONAL = (Personal.NAME, Personal.PHONE, Personal.PLATE, Personal.VIN, Personal.NOTE)
_LATEST_STEPS = 12  # more of them, and the signatures would not stand on the same page


def handling_form(store: str, case: ComplaintCase, now: datetime) -> Form:
    """The form of a complaint as it stands. now: aware, its zone is the store's."""
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    number = " ".join(filter(None, (identifier(Thing.COMPLAINT, case.complaint.id), case.complaint.complaint_no)))
    sections = (
        _facts(case, zone),
        FormSection(_("In the customer's words"), notes=(case.complaint.description,)),
        _deadlines(case, zone),
        _steps(case.events, zone),
        _responsibility(case),
        FormSection(_("Remedy"), notes=_notes(case.events, _REMEDY, zone), lines=3),
        FormSection(_("Internal correction"), notes=_notes(case.events, {EventKind.NOTED}, zone), lines=3),
        _goodwill(case),
        _recall(case, zone),
    )
    return Form(
        _("Complaint handling form"),
        (store, _("Complaint {number}").format(number=number), f"{now:%Y-%m-%d}"),
        sections,
        _signers(case),
        _PERSONAL,
    )


def _facts(case: ComplaintCase, zone: ZoneInfo) -> FormSection:
    complaint = case.complaint
    vehicle = " ".join(filter(None, (complaint.plate, complaint.model, complaint.vin)))
    fields = (
        (_("Customer"), complaint.customer),
        (_("Phone"), complaint.phone or ""),
        (_("Vehicle"), vehicle),
        (_("Order no."), complaint.order_no or ""),
        (_("Received"), _at(complaint.received_at, zone)),
        (_("Complaint severity"), _word(complaint.severity)),
        (_("Cause"), _word(complaint.cause)),
        (_("By"), _word(complaint.channel)),
        (_("Source"), _word(complaint.source)),
        (_("Platform"), complaint.platform or ""),
        (_("Outside case no."), complaint.outside_no or ""),
        (_("Reply by"), complaint.reply_by_on.isoformat() if complaint.reply_by_on else ""),
    )
    return FormSection(_("Facts"), fields)


def _deadlines(case: ComplaintCase, zone: ZoneInfo) -> FormSection:
    """The latest of each clock, and to whom the complaint went up."""
    fields = []
    for kind in ClockKind:
        clock = case.standing.clock(kind)
        if clock is not None:
            words = _("due {due}, done {done}: {state}") if clock.stopped_at else _("due {due}: {state}")
            done = _at(clock.stopped_at, zone)
            fields.append((label_of(kind), words.format(due=_at(clock.due_at, zone), done=done, state=label_of(clock.state))))
    fields.append((_("Escalation level"), label_of(case.standing.level)))
    return FormSection(_("Deadlines"), tuple(fields))


def _steps(events: Iterable[ComplaintEvent], zone: ZoneInfo) -> FormSection:
    """What was done so far, the latest where there was much."""
    told = [" ".join(filter(None, (_at(event.at, zone), label_of(event.kind), event.staff))) for event in events]
    return FormSection(_("Steps so far"), notes=(_("; ").join(told[-_LATEST_STEPS:]),))


def _responsibility(case: ComplaintCase) -> FormSection:
    complaint = case.complaint
    fields = (
        (_("Direct"), complaint.department or ""),
        (_("Secondary"), complaint.secondary_department or ""),
        (_("Finding"), _word(complaint.finding)),
    )
    return FormSection(_("Responsibility"), fields)


def _goodwill(case: ComplaintCase) -> FormSection:
    complaint = case.complaint
    amount = _("{amount} yuan").format(amount=yuan(complaint.goodwill_fen)) if complaint.goodwill_fen is not None else ""
    return FormSection(_("Goodwill"), ((_("Goodwill amount"), amount), (_("Approved by"), complaint.goodwill_by or "")))


def _recall(case: ComplaintCase, zone: ZoneInfo) -> FormSection:
    asked = [event for event in case.events if event.kind is EventKind.RECALLED]
    last = asked[-1] if asked else None
    fields = (
        (_("Asked on"), _at(last.at, zone) if last else ""),
        (_("Done by"), (last.staff or "") if last else ""),
        (
            _("Result"),
            _ticked(
                (_("satisfied"), last is not None and bool(last.satisfied)), (_("not satisfied"), last is not None and not last.satisfied)
            ),
        ),
        (_("Times reopened"), str(case.standing.reopened)),
    )
    return FormSection(_("Re-call"), fields, (last.note,) if last and last.note else (), lines=1)


def _signers(case: ComplaintCase) -> tuple[str, ...]:
    """Who signs: whoever handled it, the department at fault, customer service; the general manager where it came so far."""
    signers = [_("Handled by"), _("Head of the department"), _("Customer-service manager")]
    if is_higher(case.standing.level, Level.DEPARTMENT_HEAD):
        signers.append(_("General manager"))
    return (*signers, _("Customer"))


def _ticked(*choices: tuple[str, bool]) -> str:
    """Boxes to tick, those that are known ticked; in characters that GB18030 and its kin have."""
    return "  ".join(f"{'■' if ticked else '□'} {name}" for name, ticked in choices)


def _notes(events: Iterable[ComplaintEvent], kinds: Iterable[EventKind], zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(
        " ".join(filter(None, (_at(event.at, zone), event.staff, event.note))) for event in events if event.kind in kinds and event.note
    )


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _word(member: Word | None) -> str:
    return label_of(member) if member is not None else ""
