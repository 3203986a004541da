"""The story that `why` tells of a follow-up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from kcrm.actions.why import Explanation
from kcrm.i18n import N_, _, n_
from kcrm.model import AssignedBy, Awaited, BaseFact, CancelReason, Festival, FollowUp, Kind, Of, Role, State, Use
from kcrm.model.consents import Ground
from kcrm.model.fleets import CreditGrade, Dunning
from kcrm.model.manager import Addressed
from kcrm.model.personal import Personal
from kcrm.model.words import Word, labels_of
from kcrm.policy import as_text
from kcrm.queries.bundles import BundleTold
from kcrm.queries.changes import Change, ChangedColumn
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.followups.coverage import Covers
from kcrm.rules.followups.intervals import Inspected, expected_from
from kcrm.rules.why import Shift, Step, reason
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.followups import FOLLOWUP, followup_row, title_of
from kcrm.views.labels import label_of
from kcrm.views.policy import rule_view
from kcrm.views.worklist import calls_part, events_part

_WHY = (
    Column("because", N_("Called because"), audience=Audience.MACHINES),
    Column("because", N_("Called because"), audience=Audience.PEOPLE),
    Column("role", N_("Duty of"), Cell.ENUM, labels=Role),
    Column("source", N_("Document"), audience=Audience.MACHINES),
    Column("source", N_("Document"), audience=Audience.PEOPLE),
    Column("caller", N_("Caller")),
    Column("caller_no", N_("Caller no."), Cell.IDENTIFIER),
    Column("caller_on", N_("Calls on"), Cell.DATE),
    Column("consent", N_("Ground for contact"), Cell.ENUM, labels=Ground),
)
_BUNDLE = (
    Column("lead_id", N_("Its day is that of"), Cell.IDENTIFIER),
    Column("on", N_("Call on"), Cell.DATE),
    Column("counts", N_("One of the month's days of calls"), Cell.FLAG),
    Column("caller", N_("Caller")),
    Column("contact", N_("Contact"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
)
_BUNDLED = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("model", N_("Model"), priority=1),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("state", N_("State"), Cell.ENUM, labels=State),
)
_SHIFTS = (
    Column("step", N_("Step"), audience=Audience.MACHINES),
    Column("amount", N_("How many"), Cell.COUNT, audience=Audience.MACHINES),
    Column("on", N_("Date"), Cell.DATE),
    Column("step", N_("Step"), audience=Audience.PEOPLE),
)
_CHANGES = (
    Column("at", N_("At"), Cell.INSTANT),
    Column("action", N_("Action"), audience=Audience.MACHINES),
    Column("column", N_("Column"), audience=Audience.MACHINES),
    Column("before", N_("Before"), audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("after", N_("After"), audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("what", N_("What happened"), audience=Audience.PEOPLE),
    Column("staff", N_("Who"), audience=Audience.MACHINES),
    Column("system_user", N_("System user"), audience=Audience.MACHINES),
    Column("automatic", N_("Automatic"), Cell.FLAG, audience=Audience.MACHINES),
    Column("who", N_("Who"), priority=1, audience=Audience.PEOPLE),
    Column("command", N_("Command"), priority=2),
)

_SAID_BELOW = {"base", "base_on", "due_by", "policy_version"}
"""What people read in the parts of `why`."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_COLUMN_NAMES: Mapping[str, str] = {
    "state": N_("state"),
    "reason": N_("reason"),
    "due_on": N_("due date"),
    "call_on": N_("day of the call"),
    "lapses_on": N_("lapse"),
    "assignee": N_("whose"),
    "assigned_by": N_("assigned by"),
    "attempts": N_("attempts made"),
    "contact_name": N_("whom to ask for"),
    "contact_phone": N_("their phone"),
    "call_time": N_("agreed time"),
    "ended_at": N_("end"),
    "order_id": N_("repair order"),
    "duty": N_("assignee when due"),
    "bundle_on": N_("day of the account's call"),
    "bundle_lead_id": N_("whose day it is"),
    "bundle_counts": N_("one of the month's days of calls"),
    "bundle_caller": N_("caller of the account"),
    "bundle_contact_id": N_("contact of the account"),
}
_VALUE_LABELS: Mapping[str, type[Word]] = {"state": State, "reason": CancelReason, "assigned_by": AssignedBy}


def why_view(why: Explanation, zone: ZoneInfo) -> View:
    """One follow-up with its rule, how its date came about, whose it is and what happened to it."""
    item = why.followup
    called = item.ended_at is None
    row = [
        *followup_row(item),
        why.because,
        because_in_words(why),
        why.role,
        why.source,
        _(why.source),
        why.caller if called else None,
        why.caller_no if called else None,
        why.call_day if called else None,
        why.consent,
    ]
    return View(
        title=title_of(item),
        columns=tuple(
            column._replace(audience=Audience.MACHINES) if column.key in _SAID_BELOW else column for column in (*FOLLOWUP, *_WHY)
        ),
        rows=[row],
        shape=Shape.RECORD,
        parts={
            "shifts": shifts_part(why),
            **({} if why.bundle is None else _bundle_parts(why.bundle)),
            "rule": rule_view(item.policy_version_id, why.entries),
            "calls": calls_part(why.calls),
            "events": events_part(why.events),
            "changes": View(_("What happened to it"), _CHANGES, [row for change in why.changes for row in _change_rows(change, zone)]),
        },
    )


def shifts_part(why: Explanation) -> View:
    """How a follow-up's date came about, step by step."""
    return View(_("How the date came about"), _SHIFTS, list(_shift_rows(why)))


def _bundle_parts(told: BundleTold) -> dict[str, View]:
    """The one call of the account: whose day it is, who makes it, at whose phone; and every follow-up that is told in it."""
    said = [identifier(Thing.FOLLOWUP, told.lead_id), told.on, told.counts, told.caller, told.contact, told.phone]
    rows = [(identifier(Thing.FOLLOWUP, part.id), *part[1:]) for part in told.parts]
    return {
        "bundle": View(_("Told in one call of the account"), _BUNDLE, [said], shape=Shape.RECORD),
        "bundled": View(_("What is told in that call"), _BUNDLED, rows),
    }


def because_in_words(why: Explanation) -> str | None:
    """The particular rule that called for a follow-up, with what it found; None where the kind's own rule says all."""
    rule, found = reason(why.because)
    if not rule:
        return None
    item, values = why.followup, {entry.key: as_text(entry.value) for entry in why.entries}
    words: Mapping[str, Callable[[], str]] = {
        Covers.USE: lambda: _("every service of a vehicle in this use is followed up: {found}").format(found=label_of(Use(found))),
        Covers.OVERHAUL: lambda: _("every overhaul is followed up"),
        Covers.ACCIDENT: lambda: _("every accident repair is followed up"),
        Covers.COMPLAINT: lambda: _("every service of a customer who has complained is followed up: {found}").format(found=found),
        Covers.COMPLAINED_OF: lambda: _("the complaint is about this very order: {found}").format(found=found),
        Covers.CLASS: lambda: _by_class(item, found),
        Covers.SAMPLE: lambda: _("in the sample: {order} draws {found} of 0 to 99, and those below {share} are called").format(
            order=item.order_no, found=found, share=values["coverage.sample_percent"]
        ),
        "festival": lambda: label_of(Festival(found)),
        "assumed": lambda: _("no new date is known: assumed to run on in whole years from {found}").format(found=found),
        "need": lambda: _("{number} has come: the customer waits for {found}").format(number=item.case, found=label_of(Awaited(found))),
        "mended": lambda: _("they left or complained for this, and it was mended since: {found}").format(found=label_of(Addressed(found))),
        "first": lambda: _("the first contact, within the time that the policy promises"),
        "level": lambda: _("as often as level {found}, theirs on that day, is contacted").format(found=found),
        "drawn": lambda: _("in the sample: {number} draws {found} of 0 to 99, and those below {share} are called").format(
            number=item.case, found=found, share=values["prospects.showroom_percent"]
        ),
        "unreachable": lambda: _("they could not be reached"),
        "named": lambda: _("the day that they named"),
        "grade": lambda: _by_grade(found),
        "step": lambda: _("at its highest step, that of the whole account, with all that is open: {found}").format(
            found=label_of(Dunning(found))
        ),
        "expires": lambda: _("the assessment of its credit runs out"),
        "held": lambda: _("its credit is on hold or stopped, and was not assessed since"),
        "interval": lambda: _("the first row of the policy's table that fits: {found}").format(found=found),
    }
    if rule in words:
        return words[rule]()
    if item.kind.row.of is Of.HINT and why.because is not None:
        from kcrm.views.hints import hint_in_words  # noqa: PLC0415 - few follow-ups start from one

        return hint_in_words(why.because)
    expected = expected_from(why.because)
    if expected is not None:
        base = (
            _("no file gives the date: by the table from the first registration on {day}")
            if expected.base is BaseFact.REGISTERED_ON
            else _("no file gives the date or the first registration: by the table, assumed from the delivery on {day}")
        )
        return f"{base.format(day=expected.base_on)}{_(', ')}{_(_INSPECTED[expected.how])}"
    since, _plus, months = found.partition("+")
    return _("counted from the {fact} on {day}: {months} months").format(fact=label_of(BaseFact(rule)), day=since, months=months)


_INSPECTED: Mapping[Inspected, str] = {
    Inspected.STICKER: N_("the mark is applied for, without a test"),
    Inspected.LINE: N_("through the test line"),
}


def _by_grade(found: str) -> str:
    if found == "none":
        return _("nobody has graded its credit yet: it is visited as often as credit C")
    return _("as often as an account of {found} is visited").format(found=label_of(CreditGrade(found)))


def _by_class(item: FollowUp, found: str) -> str:
    if item.kind.row.of is Of.ORDER:
        return _("every service of a customer of value class {found} is followed up").format(found=found)
    return _("a customer of value class {found} is called").format(found=found)


def _shift_rows(why: Explanation) -> Iterator[tuple[object, ...]]:
    item = why.followup
    for shift in why.origin:
        yield (shift.step, shift.amount, shift.on, _shift_in_words(shift))
    yield ("base", None, item.base_on, label_of(item.base))
    for shift in why.shifts:
        for reading in shift.readings:
            yield ("reading", reading.km, reading.read_on, _("read: {km} km").format(km=f"{reading.km:,}"))
        yield (shift.step, shift.amount, shift.on, _shift_in_words(shift))


def _mileage(shift: Shift) -> str:
    if not shift.readings:
        return _("the mileage limit, as estimated when it was planned")
    return _("{km} km, on a line through these readings").format(km=f"{shift.amount:,}")


_SHIFT_WORDS: Mapping[Step, Callable[[Shift], str]] = {
    Step.FACT: lambda shift: label_of(shift.fact) if shift.fact else "",
    Step.KNOWN: lambda _shift: _("the complaint came only then; no call is made before it"),
    Step.MONTHS: lambda shift: n_("{count} month later", "{count} months later", shift.amount or 0),
    Step.DAYS: lambda shift: n_("{count} day later", "{count} days later", shift.amount or 0),
    Step.DAYS_BEFORE: lambda shift: n_("{count} day before", "{count} days before", shift.amount or 0),
    Step.YEARLY: lambda _shift: _("its day in {count}"),
    Step.ON_THE_DAY: lambda _shift: _("on the day itself"),
    Step.MILEAGE: _mileage,
    Step.GO_LIVE: lambda _shift: _("go-live: due earlier, but the event was still ahead, or what it is about still open"),
    Step.BACKLOG: lambda _shift: _("taken up from before go-live"),
    Step.UNREACHED: lambda _shift: _("a message instead, as nobody was reached by phone"),
    Step.BY_HAND: lambda _shift: _("set by hand"),
    Step.BUNDLED: lambda _shift: _("told in one call of the account; the deadline stays"),
    Step.MOVED: lambda _shift: _("the call was postponed; the deadline stays"),
}


def _shift_in_words(shift: Shift) -> str:
    return _SHIFT_WORDS[shift.step](shift).format(count=shift.amount)


def _change_rows(change: Change, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    who = change.staff or change.system_user
    if change.automatic:
        who = _("{who} (automatic)").format(who=who)
    by = (change.staff, change.system_user, change.automatic, who, change.command)
    if change.action != "update":
        yield (change.at, change.action, None, None, None, _("planned") if change.action == "insert" else _("deleted"), *by)
    for column in change.columns:
        yield (change.at, change.action, column.name, _text(column.before), _text(column.after), _column_in_words(column, zone), *by)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _said(value: str | int, zone: ZoneInfo) -> str:
    """A value as it is kept; of an instant, which is kept in UTC, the time of the zone."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
    return str(value)


def _column_in_words(column: ChangedColumn, zone: ZoneInfo) -> str:
    words = _VALUE_LABELS.get(column.name)
    labels = labels_of(words) if words is not None else {}
    before, after = (
        _("nothing") if value is None else _(labels[value]) if isinstance(value, str) and value in labels else _said(value, zone)
        for value in (column.before, column.after)
    )
    name = _(_COLUMN_NAMES[column.name]) if column.name in _COLUMN_NAMES else column.name
    return _("{name}: from {before} to {after}").format(name=name, before=before, after=after)
