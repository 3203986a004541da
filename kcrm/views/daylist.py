"""The day's list: what a specialist needs to make the calls, and what scripts may rely on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kcrm.actions.daylist import AGREED, LEVEL, OPEN_COMPLAINT, RELEASED, WHOSE, DayRow, sums_of
from kcrm.i18n import N_, _, n_
from kcrm.model import BaseFact, Channel, DueBy, FollowUp, Kind, Priority
from kcrm.model.personal import Personal
from kcrm.queries.daylist import Sums
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, View

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))

_MACHINES = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("channel", N_("By"), Cell.ENUM, labels=Channel),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("call_on", N_("Call on"), Cell.DATE),
    Column("days_overdue", N_("Days late"), Cell.COUNT),
    Column("priority", N_("When"), Cell.ENUM, labels=Priority),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("model", N_("Model")),
    Column("assignee", N_("Assignee")),
    Column("assignee_no", N_("Assignee no."), Cell.IDENTIFIER),
    Column("caller", N_("Caller")),
    Column("caller_no", N_("Caller no."), Cell.IDENTIFIER),
    Column("attempts", N_("Attempts"), Cell.COUNT),
    Column("reasons", N_("Why"), Cell.TEXTS),
    Column("about", N_("What about"), personal=Personal.NOTE),
    Column("place", N_("Place"), personal=Personal.ADDRESS),
)
_PEOPLE = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("priority", N_("When"), Cell.ENUM, labels=Priority),
    Column("days_overdue", N_("Late"), Cell.COUNT, priority=1),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("channel", N_("By"), Cell.ENUM, labels=Channel, priority=2),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, priority=5, personal=Personal.PLATE),
    Column("model", N_("Model"), priority=8),
    Column("reasons", N_("Why"), Cell.TEXTS, priority=4),
    Column("contact_window", N_("Prefers"), priority=6),
    Column("caller", N_("Caller"), priority=3),
    Column("assignee", N_("Assignee"), priority=7),
)

_BASES: Mapping[str, str] = {
    BaseFact.DELIVERED_ON: N_("delivered {date}"),
    BaseFact.PLANNED_DELIVERY_ON: N_("delivery planned for {date}"),
    BaseFact.CLOSED_ON: N_("order closed {date}"),
    BaseFact.LAST_MAINTENANCE_ON: N_("maintained {date}"),
    BaseFact.LAST_VISIT_ON: N_("last visit {date}"),
    BaseFact.OWNED_FROM: N_("owner since {date}"),
    BaseFact.INSURANCE_EXPIRES_ON: N_("insured to {date}"),
    BaseFact.INSURANCE_ASSUMED_ON: N_("insured to {date}, assumed"),
    BaseFact.COMPULSORY_EXPIRES_ON: N_("compulsory insurance to {date}"),
    BaseFact.COMPULSORY_ASSUMED_ON: N_("compulsory insurance to {date}, assumed"),
    BaseFact.INSPECTION_DUE_ON: N_("inspection due {date}"),
    BaseFact.INSPECTION_EXPECTED_ON: N_("inspection about {date}"),
    BaseFact.LICENCE_EXPIRES_ON: N_("licence to {date}"),
    BaseFact.WARRANTY_UNTIL: N_("warranty to {date}"),
    BaseFact.BIRTHDAY: N_("born {date}"),
    BaseFact.FESTIVAL: N_("festival on {date}"),
    BaseFact.BY_HAND: N_("for {date}"),
    BaseFact.RESOLVED_ON: N_("complaint resolved {date}"),
    BaseFact.CONTACTED_ON: N_("last contact {date}"),
    BaseFact.ENQUIRED_ON: N_("enquired {date}"),
    BaseFact.INTENT_CHANGED_ON: N_("changed or taken up again {date}"),
    BaseFact.DRIVEN_ON: N_("test drive {date}"),
    BaseFact.QUOTED_UNTIL: N_("quote valid to {date}"),
    BaseFact.LOST_ON: N_("lost {date}"),
    BaseFact.INVALID_ON: N_("invalid {date}"),
    BaseFact.CAME_ON: N_("came {date}"),
    BaseFact.HINTED_ON: N_("likely to buy again, seen {date}"),
    BaseFact.READY_ON: N_("arrived {date}"),
    BaseFact.MENDED_ON: N_("mended, seen {date}"),
    BaseFact.APPROACHED_ON: N_("campaign from {date}"),
    BaseFact.EVENT_ON: N_("event on {date}"),
    BaseFact.POINTS_UNTIL: N_("points until {date}"),
    BaseFact.AWAITED_ON: N_("appointment {date}"),
    BaseFact.MISSED_ON: N_("did not come {date}"),
    BaseFact.RESCUED_ON: N_("helped on the road {date}"),
    BaseFact.DECLINED_ON: N_("declined {date}"),
    BaseFact.REMIND_ON: N_("to be reminded {date}"),
    BaseFact.RECALLED_ON: N_("recall known since {date}"),
    BaseFact.ACCOUNT_SINCE: N_("account since {date}"),
    BaseFact.GRADED_ON: N_("graded {date}"),
    BaseFact.CONTRACT_UNTIL: N_("contract to {date}"),
    BaseFact.BILL_DUE_ON: N_("bill due {date}"),
    BaseFact.CREDIT_UNTIL: N_("credit assessed to {date}"),
    BaseFact.HELD_SINCE: N_("credit on hold since {date}"),
    BaseFact.ANNIVERSARY_ON: N_("anniversary {date}"),
    AGREED: N_("agreed for {date}"),
    OPEN_COMPLAINT: N_("complaint {date} is open"),
    LEVEL: N_("level {date}"),
    RELEASED: N_("back to the pool on {date}"),
    WHOSE: N_("late, of {date}"),
}
_MARKS: Mapping[str, str] = {
    DueBy.MILEAGE: N_("by mileage"),
    DueBy.GO_LIVE: N_("at go-live"),
    DueBy.BACKLOG: N_("backlog"),
    DueBy.UNREACHED: N_("nobody was reached by phone"),
    DueBy.BY_HAND: N_("by hand"),
    "frequent_complainer": N_("complains often"),
    "first_contact": N_("first contact"),
    "unassigned": N_("nobody assigned"),
    "no_usable_phone": N_("no usable phone"),
    "doubtful_phone": N_("phone doubtful"),
}


_SOON = frozenset({LEVEL, "first_contact"})


def day_view(
    rows: Sequence[DayRow],
    day: date,
    go_live_on: date,
    *,
    sums: Sums | None = None,
    every_channel: bool = False,
    one_caller: bool = False,
    grouped: bool = True,
) -> View:
    """The list reckoned for a day.

    sums: of the whole list, where the rows are only the first of it. every_channel: calls, visits and messages are told apart. one_caller:
    all rows are the same person's. grouped: one customer's rows stand together, and say so.
    """
    unwanted = {key for key, unwanted in (("channel", not every_channel), ("caller", one_caller)) if unwanted}
    people = tuple(column for column in _PEOPLE if column.key not in unwanted)
    cells = []
    before: DayRow | None = None
    for row in rows:
        same = grouped and before is not None and before.followup.customer_id == row.followup.customer_id and before.phone == row.phone
        shown = _for_people(row, same=same)
        cells.append([*_for_machines(row), *(shown[column.key] for column in people)])
        before = row
    return View(
        title=title(sums or sums_of(rows, go_live_on), day, go_live_on),
        columns=(*(_for(column, Audience.MACHINES) for column in _MACHINES), *(_for(column, Audience.PEOPLE) for column in people)),
        rows=cells,
        total=sums.followups if sums else None,
        caption=True,
        empty=_("Nothing to do on {weekday} {date}.").format(weekday=weekday(day), date=day.isoformat()),
    )


def title(sums: Sums, day: date, go_live_on: date) -> str:
    """The day with its weekday, and what there is to do."""
    said = _("To do on {weekday} {date}: {counts}")
    return said.format(weekday=weekday(day), date=day.isoformat(), counts=_(", ").join(counts(sums, go_live_on)))


def counts(sums: Sums, go_live_on: date) -> list[str]:
    """How many follow-ups, and how many of them want attention."""
    words = [
        n_("{count} follow-up", "{count} follow-ups", sums.followups).format(count=sums.followups),
        n_("{count} customer", "{count} customers", sums.customers).format(count=sums.customers),
    ]
    overdue = N_("{count} overdue ({old} since go-live {date})") if sums.since_go_live else N_("{count} overdue")
    marked = (
        (sums.overdue, overdue),
        (sums.unassigned, N_("{count} assigned to nobody")),
        (sums.no_phone, N_("{count} without a usable phone")),
    )
    date_ = f"{go_live_on:%m-%d}"
    return [*words, *(_(text).format(count=count, old=sums.since_go_live, date=date_) for count, text in marked if count)]


def weekday(day: date) -> str:
    """Its name in the current language."""
    return _(WEEKDAYS[day.weekday()])


def reasons_in_words(row: DayRow, *, without: Collection[str] = ()) -> list[str]:
    """Why it stands on the list, for people. without: reasons that are told elsewhere."""
    return told_reasons(row.followup, row.phone, [reason for reason in row.reasons if reason.partition("=")[0] not in without])


def told_reasons(item: FollowUp, phone: str | None, reasons: Sequence[str]) -> list[str]:
    """These reasons in words. phone: the one to dial."""
    told = [(reason.partition("=")[0], _reason(item, phone, reason)) for reason in reasons]
    # how soon they buy stands first: where there is no room for all, it is what decides
    soon, rest = ([words for base, words in told if (base in _SOON) is wanted] for wanted in (True, False))
    return [*soon, *own_words(item), *rest]


def _reason(item: FollowUp, phone: str | None, reason: str) -> str:
    base, equals, on = reason.partition("=")
    if equals:
        return _(_BASES[base]).format(date=on)
    if reason == "called_contact":
        return _("ask for {name}").format(name=item.contact_name or phone or "")
    return _(_MARKS[reason])


def own_words(item: FollowUp) -> list[str]:
    """What the follow-up itself says that it is about, and where a visit goes."""
    return [*([item.about] if item.about else []), *([_("at {place}").format(place=item.place)] if item.place else [])]


def _for(column: Column, audience: Audience) -> Column:
    return column._replace(audience=audience)


def _for_machines(row: DayRow) -> list[object]:
    item = row.followup
    return [
        identifier(Thing.FOLLOWUP, item.id),
        item.kind,
        item.channel,
        item.due_on,
        item.call_on,
        row.days_overdue,
        row.priority,
        identifier(Thing.CUSTOMER, item.customer_id),
        item.customer_no,
        item.customer,
        row.phone,
        item.plate,
        item.model,
        item.assignee,
        item.assignee_no,
        row.caller,
        row.caller_no,
        item.attempts,
        list(row.reasons),
        item.about,
        item.place,
    ]


def _for_people(row: DayRow, *, same: bool) -> dict[str, object]:
    item = row.followup
    return {
        "id": identifier(Thing.FOLLOWUP, item.id),
        "priority": row.priority,
        "days_overdue": row.days_overdue or None,
        "kind": item.kind,
        "channel": item.channel,
        "customer": item.customer,
        "phone": _("as above") if same else row.phone or _("no usable phone"),
        "plate": item.plate,
        "model": item.model,
        "reasons": reasons_in_words(row),
        "contact_window": item.call_time or item.contact_window,
        "caller": row.caller or _("nobody"),
        "assignee": item.assignee or _("nobody"),
    }
