"""One complaint wholly: as it stands, each of its clocks with its verdict, and its steps in the order in which they were taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.i18n import N_, _
from kcrm.model import ClockKind, ClockState, ComplaintEvent, EventKind, Finding, Level, Reason, Work
from kcrm.model.personal import Personal
from kcrm.policy import PolicyEntry, as_text
from kcrm.rules.complaints.deadlines import STOPS, Clock, rests_on
from kcrm.rules.warranty import Warranty
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.complaints.cases import COLUMNS, READERS
from kcrm.views.labels import Labels, label_of
from kcrm.views.records import Reader, row_of, rows_of, single
from kcrm.views.values import joined, short_time, yuan
from kcrm.views.warranty import for_machines, warranty_line, warranty_parts

_MORE = (
    Column("order_no", N_("Order no."), Cell.IDENTIFIER),
    Column("department", N_("Department at fault")),
    Column("secondary_department", N_("Secondary")),
    Column("finding", N_("Finding"), Cell.ENUM, labels=Finding),
    Column("paused", N_("Paused"), Cell.ENUM, labels=Reason),
    Column("goodwill", N_("Goodwill"), Cell.MONEY),
    Column("goodwill_by", N_("Approved by")),
    Column("outside_no", N_("Outside case no."), Cell.IDENTIFIER),
    Column("manufacturer_no", N_("Outside case no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("reply_by_on", N_("Reply by"), Cell.DATE),
    Column("platform", N_("Platform")),
)
_WARRANTY = Column("warranty_watch", N_("Warranty duties"), audience=Audience.PEOPLE)
_OF_RECORD = ("order_no", "department", "secondary_department", "finding", "goodwill_by", "outside_no", "reply_by_on", "platform")

_CLOCKS = (
    Column("clock", N_("Deadline"), Cell.ENUM, labels=ClockKind),
    Column("level", N_("Escalation level"), Cell.ENUM, 3, labels=Level),
    Column("started_at", N_("Since"), Cell.INSTANT, 2),
    Column("due_at", N_("Due at"), Cell.INSTANT),
    Column("stopped_at", N_("Done at"), Cell.INSTANT, 1),
    Column("state", N_("Verdict"), Cell.ENUM, labels=ClockState),
    Column("minutes_left", N_("Minutes left"), Cell.COUNT),
    Column("source", N_("Document"), audience=Audience.MACHINES),
    Column("policy", N_("Policy"), audience=Audience.MACHINES),
    Column("policy_version", N_("Policy version"), Cell.COUNT, audience=Audience.MACHINES),
)
_RULES = (
    Column("clock", N_("Deadline"), Cell.ENUM, labels=ClockKind),
    Column("key", N_("Key"), Cell.IDENTIFIER),
    Column("value", N_("Value")),
    Column("unit", N_("Unit")),
    Column("source", N_("Document")),
)
_IN_WORDS = (
    Column("clock", N_("Deadline"), Cell.ENUM, labels=ClockKind),
    Column("rule", N_("Rule"), Cell.PROSE),
    Column("values", N_("Policy"), Cell.PROSE),
    Column("source", N_("Document"), Cell.PROSE, 1),
)
_WEEK = "complaints.week."
_LENGTHS = frozenset({"minutes", "hours", "days"})
_RULE: Labels = {
    ClockKind.ACCEPT: N_("this long after receipt within the hours, otherwise by this time the next morning"),
    ClockKind.CONTACT: N_("this many working minutes after receipt; a pause does not move it"),
    ClockKind.RESOLVE: N_("this long after receipt or reopening"),
    ClockKind.ESCALATION: N_("this long after reaching the level"),
    ClockKind.FIELD_REQUEST: N_("this long after the work began"),
    ClockKind.JOB: N_("this long after the work began"),
    ClockKind.REPLY: N_("until the end of the day that the outside body set; a pause does not move it"),
}
_STEPS = (
    Column("at", N_("At"), Cell.INSTANT),
    Column("step", N_("Step"), Cell.ENUM, labels=EventKind),
    Column("by", N_("Done by")),
    Column("by_no", N_("Employee no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("level", N_("Escalation level"), Cell.ENUM, audience=Audience.MACHINES, labels=Level),
    Column("owner", N_("Owner"), audience=Audience.MACHINES),
    Column("owner_no", N_("Owner's number"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("informed", N_("Informed"), audience=Audience.MACHINES),
    Column("missed", N_("Missed"), Cell.ENUM, audience=Audience.MACHINES, labels=ClockKind),
    Column("work", N_("Work"), Cell.ENUM, audience=Audience.MACHINES, labels=Work),
    Column("reason", N_("Reason"), Cell.ENUM, audience=Audience.MACHINES, labels=Reason),
    Column("department", N_("Department at fault"), audience=Audience.MACHINES),
    Column("secondary_department", N_("Secondary"), audience=Audience.MACHINES),
    Column("satisfied", N_("Satisfied"), Cell.FLAG, audience=Audience.MACHINES),
    Column("goodwill", N_("Goodwill"), Cell.MONEY, audience=Audience.MACHINES),
    Column("note", N_("Note"), audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("detail", N_("Detail"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("verdict", N_("Deadline"), Cell.PROSE, audience=Audience.PEOPLE),
)
_STARTS: Mapping[ClockKind, EventKind] = {ClockKind.RESOLVE: EventKind.REOPENED, ClockKind.ESCALATION: EventKind.ESCALATED}


def story(case: ComplaintCase, stands: Warranty | None = None) -> View:
    """The complaint with its parts `clocks` and `timeline`. stands: how its vehicle does by the state's warranty duties."""
    columns = (*COLUMNS, *_MORE, *((_WARRANTY,) if stands is not None else ()))
    readers: Mapping[str, Reader] = {
        **READERS,
        **{name: partial(_attribute, name) for name in _OF_RECORD},
        "manufacturer_no": lambda each: each.complaint.outside_no,  # as scripts know it
        "paused": lambda each: each.standing.paused,
        "goodwill": lambda each: each.complaint.goodwill_fen,
        "warranty_watch": lambda _case: warranty_line(stands) if stands is not None else None,
    }
    of_clock: Mapping[str, Reader] = {
        "clock": lambda clock: clock.kind,
        "source": lambda clock: _entries(case, clock.kind)[0].source,
        "policy": lambda clock: ", ".join(entry.key for entry in _entries(case, clock.kind)),
        "policy_version": lambda _clock: case.complaint.policy_version_id,
    }
    clocks = View(_("Deadlines"), _CLOCKS, rows_of(_CLOCKS, case.standing.clocks, of_clock))
    kinds = list(dict.fromkeys(clock.kind for clock in case.standing.clocks))
    rules = View(_("Rules"), _RULES, [row for kind in kinds for row in _rules(case, kind)], audience=Audience.MACHINES)
    in_words = View(
        _("The rules of its deadlines, in policy version {version}").format(version=case.complaint.policy_version_id),
        _IN_WORDS,
        [_in_words(case, kind) for kind in kinds],
        notes=(_("A pause moves what is running by the working hours in it (complaints.week, single days: kcrm calendar show)."),),
        audience=Audience.PEOPLE,
    )
    timeline = View(_("What was done"), _STEPS, [_step(case, event) for event in case.events])
    return single(
        _("Complaint"),
        columns,
        row_of(columns, case, readers),
        {"clocks": clocks, "rule": rules, "rule_in_words": in_words, "timeline": timeline, **for_machines(warranty_parts(stands))},
    )


def _entries(case: ComplaintCase, kind: ClockKind) -> list[PolicyEntry]:
    """The values that a deadline follows from, by the policy of the complaint; `complaints.week` stands for the hours of each weekday."""
    found = []
    for key in rests_on(kind, case.complaint, case.policy.complaints):
        found += [entry for entry in case.policy.entries() if entry.key == key or entry.key.startswith(f"{key}.")]
    return found


def _rules(case: ComplaintCase, kind: ClockKind) -> list[tuple[object, ...]]:
    return [(kind, entry.key, as_text(entry.value), entry.unit, entry.source) for entry in _entries(case, kind)]


def _in_words(case: ComplaintCase, kind: ClockKind) -> tuple[object, ...]:
    """The rule of a deadline with its values; the hours of a week that is every day the same are said once."""
    entries = _entries(case, kind)
    said = [
        f"{entry.key} = {as_text(entry.value)}{f' {_(entry.unit)}' if entry.unit in _LENGTHS else ''}"
        for entry in entries
        if not entry.key.startswith(_WEEK)
    ]
    week = {entry.key: as_text(entry.value) for entry in entries if entry.key.startswith(_WEEK)}
    if len(set(week.values())) == 1:
        week = {_WEEK[:-1]: next(iter(week.values()))}
    said += [f"{key} = {value}" for key, value in week.items()]
    return kind, _(_RULE[kind]), "; ".join(said), _(entries[0].source)


def _attribute(name: str, case: ComplaintCase) -> object:
    return getattr(case.complaint, name)


def _step(case: ComplaintCase, event: ComplaintEvent) -> tuple[object, ...]:
    readers: Mapping[str, Reader] = {
        "step": lambda each: each.kind,
        "by": lambda each: each.staff,
        "by_no": lambda each: each.staff_no,
        "missed": lambda each: each.clock,
        "goodwill": lambda each: each.goodwill_fen,
        "detail": lambda each: joined(_details(each)),
        "verdict": lambda each: joined(map(_verdict, _decided(case, each))),
    }
    return row_of(_STEPS, event, readers)


def _details(event: ComplaintEvent) -> Iterator[str]:
    """What people read of a step beside its name."""
    if event.satisfied is not None:
        yield _("satisfied") if event.satisfied else _("not satisfied")
    if event.clock is not None:
        yield _("missed: {clock}").format(clock=label_of(event.clock))
    for word in (event.reason, event.work, event.level, event.finding):
        if word is not None:
            yield label_of(word)
    yield from filter(None, (event.department, event.secondary_department))
    if event.owner is not None:
        yield _("to {name}").format(name=event.owner)
    if event.informed is not None:
        yield _("{name} informed").format(name=event.informed)
    if event.goodwill_fen is not None:
        yield _("goodwill {amount}, approved by {name}").format(amount=yuan(event.goodwill_fen), name=event.goodwill_by)
    if event.note:
        yield event.note


def _decided(case: ComplaintCase, event: ComplaintEvent) -> list[Clock]:
    """The clocks that this step stopped: of several at one moment the first that could."""
    return [clock for clock in case.standing.clocks if _stopper(clock, case) is event]


def _stopper(clock: Clock, case: ComplaintCase) -> ComplaintEvent | None:
    kinds = STOPS[clock.kind]
    return next((each for each in case.events[_begun(clock, case) :] if each.at == clock.stopped_at and each.kind in kinds), None)


def _begun(clock: Clock, case: ComplaintCase) -> int:
    """The place of the first step after the one that started the clock: those of one moment are told apart by their order only."""
    starts = _STARTS.get(clock.kind)
    if starts is None:
        return 0
    places = [place + 1 for place, event in enumerate(case.events) if event.kind is starts]
    if clock.kind is ClockKind.RESOLVE:  # the first runs from the receipt
        places.insert(0, 0)
    alike = [each for each in case.standing.clocks if each.kind is clock.kind]
    return next(place for place, each in zip(places, alike, strict=True) if each is clock)


def _verdict(clock: Clock) -> str:
    words = N_("{clock}: {state}, {time} under") if clock.minutes_left >= 0 else N_("{clock}: {state}, {time} over")
    return _(words).format(clock=label_of(clock.kind), state=label_of(clock.state), time=short_time(abs(clock.minutes_left)))
