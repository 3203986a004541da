"""The card of the customer whose turn it is, and what to say to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kcrm.actions.daylist import LEVEL, OPEN_COMPLAINT, WHOSE, DayRow
from kcrm.actions.scripts import Script
from kcrm.actions.seat.turn import Matter, Nobody, Turn
from kcrm.i18n import N_, _, n_
from kcrm.model import BaseFact, CallResult, Channel, Kind, Order, OrderType, Outcome, PhoneState, Priority
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.queries.lookup import Thing, identifier
from kcrm.text import cells, wrap
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.appointments import free_words
from kcrm.views.complaints.brief import brief, heading, promised
from kcrm.views.daylist import reasons_in_words
from kcrm.views.history import call_in_words
from kcrm.views.labels import label_of
from kcrm.views.points import points_line, points_part
from kcrm.views.seat.asks import ask_part, asks
from kcrm.views.seat.duties import duties_part
from kcrm.views.seat.fleet import of_vehicles, vehicle_lines
from kcrm.views.seat.helping import (
    AWAY,
    away_cells,
    away_lines,
    helping_lines,
    helping_parts,
    offer_lines,
    offers_part,
    recall_lines,
    recalls_part,
)
from kcrm.views.seat.matters import matters
from kcrm.views.tones import Tone, gathered, toned
from kcrm.views.values import joined, yuan
from kcrm.views.vehicles import owned_vehicles

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase

_MACHINES = (
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("wish", N_("Wish"), personal=Personal.NOTE),
    Column("class", N_("Class")),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("phone_state", N_("State of the phone"), Cell.ENUM, labels=PhoneState),
    Column("contact_window", N_("Preferred time")),
    Column("agreed_on", N_("Agreed for"), Cell.DATE),
    Column("agreed_time", N_("Agreed")),
    Column("good_hour", N_("Good time to call"), Cell.FLAG),
    Column("suits_now", N_("Within preferred time"), Cell.FLAG),
    Column("matters", N_("Open matters"), Cell.ENUMS, labels=Matter),
    Column("refused_kinds", N_("Refuses"), Cell.ENUMS, labels=Kind),
    *AWAY,
    Column("left", N_("Left"), Cell.COUNT),
    Column("total", N_("Of"), Cell.COUNT),
)
_PEOPLE = (
    Column("who", N_("Customer"), Cell.PROSE, personal=Personal.NAME),
    Column("dial", N_("Dial"), Cell.PROSE),
    Column("drives", N_("Drives"), Cell.PROSE),
    Column("complaint", N_("Complaint"), Cell.PROSE),
    Column("prospect", N_("Prospect"), Cell.PROSE),
    Column("was_here", N_("Last visits"), Cell.PROSE),
    Column("said_last", N_("Last said"), Cell.PROSE),
    Column("open_matters", N_("Open matters"), Cell.PROSE),
    Column("about", N_("Call about"), Cell.PROSE),
    Column("recalls", N_("Recalled"), Cell.PROSE),
    Column("offers", N_("Offered"), Cell.PROSE, personal=Personal.NOTE),
    Column("points", N_("Reward points"), Cell.PROSE),
    Column("away", N_("Stays away"), Cell.PROSE, personal=Personal.NOTE),
    Column("ask", N_("Ask"), Cell.PROSE),
    Column("articles", N_("Read up"), Cell.PROSE, personal=Personal.NOTE),
    Column("experts", N_("Who knows"), Cell.PROSE, personal=Personal.NOTE),
)
_ITEM = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("channel", N_("By"), Cell.ENUM, labels=Channel),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("days_overdue", N_("Days late"), Cell.COUNT),
    Column("priority", N_("When"), Cell.ENUM, labels=Priority),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("model", N_("Model")),
    Column("attempts", N_("Attempts"), Cell.COUNT),
    Column("reasons", N_("Why"), Cell.TEXTS),
    Column("about", N_("What about")),
)
_VISIT = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("order_no", N_("Order no."), Cell.IDENTIFIER),
    Column("opened_at", N_("Came in"), Cell.INSTANT),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("type", N_("Type"), Cell.ENUM, labels=OrderType),
    Column("total_amount", N_("Total"), Cell.MONEY),
)
_CALL = (
    Column("called_at", N_("Called at"), Cell.INSTANT),
    Column("kinds", N_("What"), Cell.ENUMS, labels=Kind),
    Column("outcome", N_("Outcome"), Cell.ENUM, labels=Outcome),
    Column("score", N_("Score"), Cell.COUNT),
    Column("note", N_("Note"), personal=Personal.NOTE),
    Column("staff", N_("Who")),
)
_COMPLAINT = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("severity", N_("Severity"), Cell.ENUM),
    Column("channel", N_("Channel"), Cell.ENUM),
    Column("state", N_("State"), Cell.ENUM),
    Column("department", N_("Department at fault")),
    Column("owner", N_("Owner")),
    Column("description", N_("Description"), personal=Personal.NOTE),
    Column("deadline", N_("Deadline"), Cell.ENUM),
    Column("due_at", N_("Due at"), Cell.INSTANT),
    Column("minutes_left", N_("Minutes left"), Cell.COUNT),
    Column("promised", N_("Promised")),
)
_OPPORTUNITY = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What")),
    Column("amount", N_("Amount"), Cell.MONEY),
    Column("probability", N_("Probability"), Cell.PERCENT),
)
_SCRIPT = (
    Column("opening", N_("Opening"), Cell.PROSE),
    Column("purpose", N_("Purpose"), Cell.PROSE, audience=Audience.MACHINES),
    Column("why", N_("Purpose"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("convenient", N_("Convenient?"), Cell.PROSE),
    Column("then", N_("Then"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("questions", N_("Questions"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("offer", N_("Offer"), Cell.PROSE),
    Column("close", N_("Close"), Cell.PROSE),
)
_QUESTION = (
    Column("question", N_("Question"), Cell.IDENTIFIER),
    Column("kind", N_("Kind of answer")),
    Column("text", N_("Words")),
    Column("expectation", N_("Expected")),
)
_SITUATION = (
    Column("name", N_("Situation")),
    Column("text", N_("Words")),
)


# blank lines, the heading of the script, and below it how far the sitting is, the keys, the one that was pressed, the first question
_ROUND_CARD = 10


# --- the card ---


class Screen(NamedTuple):
    """How many cells a line has, and how many lines there are for a card."""

    columns: int
    lines: int


def turn_view(turn: Turn, policy: Policy, screen: Screen | None = None, *, keys: bool = True) -> View:
    """The card and the script: for people on one screen, for machines with all parts.

    screen: where the questions are asked one at a time: they are left out, and so much of what is past that the rest fits.
    keys: whether there are keys to press.
    """
    shown = _fitting(_card(turn, policy, keys=keys), _spoken(turn.script, asked_later=screen is not None), screen)
    return View(
        title=_("Next"),
        columns=(*(_only(column, Audience.MACHINES) for column in _MACHINES), *(_only(column, Audience.PEOPLE) for column in _PEOPLE)),
        rows=[(*_for_machines(turn), *(_lines(shown[column.key]) for column in _PEOPLE))],
        shape=Shape.RECORD,
        parts={
            "followups": View(_("Follow-ups"), _ITEM, [_item(row) for row in turn.rows], audience=Audience.MACHINES),
            "vehicles": _for_machines_only(owned_vehicles(turn.vehicles, turn.last_visits)),
            "visits": View(_("Visits"), _VISIT, [_visit(order) for order in turn.visits], audience=Audience.MACHINES),
            "calls": View(_("Calls"), _CALL, _calls(turn), audience=Audience.MACHINES),
            "complaints": View(_("Complaints"), _COMPLAINT, [_complaint(case) for case in turn.complaints], audience=Audience.MACHINES),
            "prospects": _prospects_part(turn),
            "opportunities": View(_("Opportunities"), _OPPORTUNITY, _opportunities(turn), audience=Audience.MACHINES),
            "recalls": recalls_part(turn.recalls),
            "offers": offers_part(turn.offers),
            **({"points": _for_machines_only(points_part(turn.points))} if turn.points is not None else {}),
            **duties_part(turn),
            **helping_parts(turn.articles, turn.experts),
            "ask": ask_part(turn.wants),
            "script": _script(turn.script, shown),
            "situations": View(
                _("Special situations"), _SITUATION, [(s.name, s.text) for s in turn.situations], audience=Audience.MACHINES
            ),
        },
    )


def nothing_view() -> View:
    """No card: for machines null."""
    return View(_("Next"), _MACHINES, [], shape=Shape.RECORD)


def nobody_left(nobody: Nobody, *, worked: bool) -> str:
    """Why there is no card. worked: in this sitting there were some."""
    if not nobody.later:
        return _("All done. Well done!") if worked else _("Nothing to call today. What comes next: kcrm due --until 7d")
    first, name = nobody.later[0]
    words = n_(
        "No one to call now; {count} customer asked for later, first {name} at {time}.",
        "No one to call now; {count} customers asked for later, first {name} at {time}.",
        len(nobody.later),
    )
    return words.format(count=len(nobody.later), name=name, time=f"{first.ready_at:%H:%M}")


def _only(column: Column, audience: Audience) -> Column:
    return column._replace(audience=audience)


def _for_machines_only(view: View) -> View:
    return View(view.title, view.columns, view.rows, audience=Audience.MACHINES)


def _for_machines(turn: Turn) -> tuple[object, ...]:
    customer, hour = turn.customer, turn.hour
    return (
        identifier(Thing.CUSTOMER, customer.id),
        customer.customer_no,
        customer.name,
        customer.wish,
        None,
        turn.phone,
        customer.phone_state,
        customer.contact_window,
        hour.agreed.date() if hour.agreed else None,
        f"{hour.agreed:%H:%M}" if hour.agreed else None,
        hour.good,
        hour.suits,
        turn.matters,
        turn.refused,
        *away_cells(turn.away),
        turn.left,
        turn.total,
    )


_TOLD = frozenset({OPEN_COMPLAINT, LEVEL, WHOSE, BaseFact.CONTACTED_ON})
"""Reasons that stand above, among complaints and prospects."""
_Words = dict[str, list[str]]
"""The lines of each field that people see, by its key."""


def _card(turn: Turn, policy: Policy, *, keys: bool) -> _Words:
    zone = policy.zone
    vehicles = of_vehicles(turn.rows)
    vehicles = vehicles if len(vehicles) > 1 else {}  # one call about one vehicle is like any other
    dial = (_dial(turn), _hour(turn, policy))
    return {
        "who": [_who(turn), *([_wish(turn.customer.wish)] if turn.customer.wish else [])],
        "dial": [gathered(joined(dial), dial)],
        "drives": [] if vehicles else list(_drives(turn)),
        "complaint": [line for case in turn.complaints for line in brief(case)],
        "prospect": list(_prospects(turn)),
        "was_here": [_was_here(order, policy) for order in turn.visits],
        "said_last": [f"{made.call.called_at.astimezone(zone):%Y-%m-%d} {call_in_words(made.call)}" for made in turn.calls],
        "open_matters": list(matters(turn)),
        "about": [*vehicle_lines(vehicles), *(_about(row) for row in turn.rows if not (vehicles and row.followup.bundled))],
        "recalls": recall_lines(turn.recalls),
        "offers": offer_lines(turn.offers),
        "points": [points_line(turn.points)] if turn.points is not None else [],
        "away": away_lines(turn.away),
        "ask": list(asks(turn.wants, keys=keys)),
        **helping_lines(turn.articles, turn.experts),
    }


def _spoken(script: Script, *, asked_later: bool) -> _Words:
    questions = [] if asked_later else [f"{number}. {asked.spoken}" for number, asked in enumerate(script.questions, start=1)]
    words = {
        "opening": script.opening,
        "why": script.why,
        "convenient": script.convenient,
        "then": "\n".join(script.then),
        "offer": script.offer or "",
        "close": script.close,
    }
    return {**{key: text.split("\n") if text else [] for key, text in words.items()}, "questions": questions}


def _fitting(card: _Words, script: _Words, screen: Screen | None) -> _Words:
    """What there is room for: first visits but the last go, then calls but the last, close, what helps, then what is left of both."""
    words = {**card, **script}
    if screen is None:
        return words
    room = screen.lines - _ROUND_CARD
    labels = max(cells(_(column.heading)) for column in (*_PEOPLE, *_SCRIPT)) + 2
    for key, kept in (
        ("was_here", 1),
        ("said_last", 1),
        ("close", 0),
        ("articles", 0),
        ("experts", 0),
        ("was_here", 0),
        ("said_last", 0),
        ("drives", 1),
    ):
        if sum(len(wrap(line, screen.columns - labels)) for lines in words.values() for line in lines) <= room:
            break
        words[key] = words[key][:kept]
    return words


def _lines(lines: Sequence[str]) -> str | None:
    return gathered("\n".join(lines), lines) or None


def _who(turn: Turn) -> str:
    customer = turn.customer
    words = [identifier(Thing.CUSTOMER, customer.id), customer.name]
    words += [label_of(customer.gender)] if customer.gender else []
    words += [customer.customer_no] if customer.customer_no else []
    text = " ".join(words)
    return _("{text}; note: {note}").format(text=text, note=customer.note) if customer.note else text


def _wish(wish: str) -> str:
    return toned(_("wants: {wish}").format(wish=wish), Tone.AGREED)


def _dial(turn: Turn) -> str:
    phone, item = turn.phone, turn.rows[0].followup
    if phone is None:
        return _("no usable phone")
    if phone == item.contact_phone and item.contact_id is not None:
        return _("{phone}, ask for {name}, who speaks for the company").format(phone=phone, name=item.contact_name)
    if phone == item.contact_phone and item.contact_name and item.order_id is None:
        return _("{phone}, ask for {name}").format(phone=phone, name=item.contact_name)
    if phone == item.contact_phone and item.contact_name:
        return _("{phone}, ask for {name}, who brought the vehicle").format(phone=phone, name=item.contact_name)
    return phone


def _hour(turn: Turn, policy: Policy) -> str:
    hours = joined(map(str, policy.calling.hours))
    not_now = toned(_("not now; calling hours are {hours}").format(hours=hours), Tone.NOT_NOW)
    words = [_("good time to call") if turn.hour.good else not_now]
    if turn.hour.agreed is not None:
        words.append(toned(_("agreed for {time}").format(time=_moment(turn)), Tone.AGREED))
    elif turn.customer.contact_window:
        liked = _("prefers {window}") if turn.hour.suits else _("prefers {window}, not now")
        said = liked.format(window=turn.customer.contact_window)
        words.append(said if turn.hour.suits else toned(said, Tone.NOT_NOW))
    return gathered(joined(words), words)


def _moment(turn: Turn) -> str:
    """The time that was agreed, with its day where that is gone by."""
    at = turn.hour.agreed
    assert at is not None, "one was agreed"
    return f"{at:%H:%M}" if at.date() == turn.day else f"{at:%m-%d %H:%M}"


def _drives(turn: Turn) -> Iterator[str]:
    """Their vehicles; of the one that may be booked also when it could come."""
    booked = next((row.followup.vehicle_id for row in turn.rows if CallResult.BOOKED in row.followup.kind.row.results), None)
    for vehicle in turn.vehicles:
        words = [" ".join(filter(None, (vehicle.plate, vehicle.model))) or vehicle.vin]
        if vehicle.delivered_on:
            words.append(_("delivered {date}").format(date=vehicle.delivered_on))
        if vehicle.mileage_km is not None:
            words.append(_("{km} km").format(km=f"{vehicle.mileage_km:,}"))
        if vehicle.id == booked and turn.free:
            words.append(free_words(turn.free))
        yield joined(words)


def _prospects(turn: Turn) -> Iterator[str]:
    if turn.prospects:
        from kcrm.views.seat.prospects import brief_lines  # noqa: PLC0415 - here and below: most customers are none

        late = {row.followup.case for row in turn.rows if row.days_overdue}
        for each in turn.prospects:
            yield from filter(None, brief_lines(each, late=identifier(Thing.PROSPECT, each.prospect.id) in late))


def _prospects_part(turn: Turn) -> View:
    if not turn.prospects:
        return View(_("Prospects"), (), [], audience=Audience.MACHINES)
    from kcrm.views.seat.prospects import prospects_part  # noqa: PLC0415

    return prospects_part(turn.prospects)


def _was_here(order: Order, policy: Policy) -> str:
    amount = order.labor_fen + order.parts_fen + order.other_fen
    words = [f"{order.opened_at.astimezone(policy.zone):%Y-%m-%d}", label_of(order.type), *([yuan(amount)] if amount else [])]
    return " ".join(words)


def _about(row: DayRow) -> str:
    item = row.followup
    words = [f"{identifier(Thing.FOLLOWUP, item.id)} {label_of(item.kind)}"]
    if row.days_overdue:
        late = n_("{count} day late", "{count} days late", row.days_overdue).format(count=row.days_overdue)
        words.append(toned(late, Tone.BAD))
    if item.attempts:
        words.append(n_("{count} attempt before", "{count} attempts before", item.attempts).format(count=item.attempts))
    return gathered(joined([*words, *reasons_in_words(row, without=_TOLD)]), words)


def _item(row: DayRow) -> tuple[object, ...]:
    item = row.followup
    return (
        identifier(Thing.FOLLOWUP, item.id),
        item.kind,
        item.channel,
        item.due_on,
        row.days_overdue,
        row.priority,
        item.plate,
        item.model,
        item.attempts,
        list(row.reasons),
        item.about,
    )


def _visit(order: Order) -> tuple[object, ...]:
    amount = order.labor_fen + order.parts_fen + order.other_fen
    return identifier(Thing.ORDER, order.id), order.order_no, order.opened_at, order.plate, order.type, amount


def _calls(turn: Turn) -> list[tuple[object, ...]]:
    return [(made.call.called_at, made.kinds, made.call.outcome, made.call.score, made.call.note, made.call.staff) for made in turn.calls]


def _complaint(case: ComplaintCase) -> tuple[object, ...]:
    complaint, clock = case.complaint, case.standing.pressing
    return (
        identifier(Thing.COMPLAINT, complaint.id),
        complaint.severity,
        complaint.channel,
        case.standing.state,
        complaint.department,
        complaint.owner,
        complaint.description,
        clock.kind if clock else None,
        clock.due_at if clock else None,
        clock.minutes_left if clock else None,
        promised(case),
    )


def _opportunities(turn: Turn) -> list[tuple[object, ...]]:
    return [(f"P{each.id}", each.kind, each.amount_fen, each.probability_bp / 100) for each in turn.opportunities]


def _script(script: Script, shown: _Words) -> View:
    told = {**shown, "purpose": [line.text for line in script.purposes]}
    row = [_lines(told[column.key]) for column in _SCRIPT]
    asked = [(each.question.name, each.question.kind, each.text, each.expectation) for each in script.questions]
    return View(
        _("What to say"),
        _SCRIPT,
        [row],
        shape=Shape.RECORD,
        parts={"questions": View(_("Questions"), _QUESTION, asked, audience=Audience.MACHINES)},
    )


def whom(turn: Turn) -> str:
    """Who it is, and the number to dial."""
    return f"{identifier(Thing.CUSTOMER, turn.customer.id)} {turn.customer.name}  {turn.phone or _('no usable phone')}"


def progress(turn: Turn, width: int) -> str:
    """How far the sitting is, whom to dial, what they complain of and drive, so that it all stands beside the keys and the questions."""
    left = _("{left} of {total} left").format(left=turn.left, total=turn.total)
    who = whom(turn)
    about = {item.vehicle_id for item in turn.items if item.vehicle_id is not None} or {each.id for each in turn.vehicles}
    line = "  ".join((left, who, *(heading(case) for case in turn.complaints[:1])))
    for each in turn.vehicles:
        # the plate alone where there is no room for the model
        for car in (" ".join(filter(None, (each.plate, each.model))), each.plate):
            if each.id in about and car and cells(line) + 2 + cells(car) < width:
                return f"{line}  {car}"
    return line
