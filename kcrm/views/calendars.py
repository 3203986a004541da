"""Follow-ups and appointments as events of a calendar: what stands in the line of a day, and beneath it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from kcrm.actions.appointments import Standing
from kcrm.actions.daylist import phone_to_dial, reasons_of
from kcrm.exchange.icalendar import Event
from kcrm.i18n import _
from kcrm.model import State
from kcrm.queries.followups import InCalendar
from kcrm.queries.lookup import Thing, identifier
from kcrm.views.daylist import told_reasons


def event_of_followup(listed: InCalendar, store: str, zone: ZoneInfo) -> Event:
    """A follow-up of that store. zone: of its days and of the times agreed; where none was, the event takes the whole day."""
    item = listed.followup
    phone = phone_to_dial(item)
    what, state = f"{_(item.kind.label)} {item.customer}", _(item.state.label)
    told = [
        *([f"{_('Phone')} {phone}"] if phone else [_("no usable phone")]),
        *([f"{_('Plate')} {item.plate}"] if item.plate else []),
        *told_reasons(item, phone, [reason for reason in reasons_of(item, phone) if reason != "no_usable_phone"]),
    ]
    day, clock = item.call_on, item.call_time
    return Event(
        uid=f"{identifier(Thing.FOLLOWUP, item.id)}@{store}",
        start=day if clock is None else datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC),
        summary=what if item.state is State.OPEN else _("{what} ({state})").format(what=what, state=state),
        description="\n".join(told),
        location=item.place,
        sequence=listed.changed_by,
        changed_at=listed.changed_at,
        is_over=item.state is not State.OPEN,
        keeps_busy=False,  # a call to be made keeps nobody from other things
    )


def event_of_appointment(listed: Standing, store: str) -> Event:
    """An appointment of that store."""
    appointment, told = listed.appointment, listed.told
    what = f"{told.plate or told.vin} {told.customer} {told.what}"
    lines = [
        f"{_('Phone')} {told.phone}" if told.phone else _("no usable phone"),
        f"{_('Team')} {_(appointment.team.label)}",
        *([f"{_('Advisor')} {told.advisor}"] if told.advisor else []),
        *([told.note] if told.note else []),
    ]
    return Event(
        uid=f"{identifier(Thing.APPOINTMENT, appointment.number)}@{store}",
        start=appointment.starts_at,
        end=appointment.ends_at,
        summary=_("{what} ({state})").format(what=what, state=_(listed.state.label)) if listed.is_over else what,
        description="\n".join(lines),
        location=None,
        sequence=listed.sequence,
        changed_at=listed.changed_at,
        is_over=listed.is_over,
        keeps_busy=True,
    )
