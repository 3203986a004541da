"""All that is held of one customer, in words that they understand: what each table is called, and its columns.

What is declared as a record has its words there; here stand those of calls, answers, steps and the like.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from kcrm.i18n import N_, _
from kcrm.model import By, CallResult, CancelReason, Cause, Channel, CustomerClass, Direction, Kind, Lifecycle, Outcome, State
from kcrm.model.campaigns import Group
from kcrm.model.classes import AwayReason
from kcrm.model.fleets import CreditGrade
from kcrm.model.held import LEFT_OUT
from kcrm.model.messages import MessageState
from kcrm.model.personal import Personal
from kcrm.model.prospects import ProspectStep
from kcrm.model.vocabulary import EventKind
from kcrm.model.words import Word
from kcrm.queries.held import FIRST_OWNER, OF_THE_CAR, OTHERS_WORDS, PERSONAL, Held, own_phones
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import of_table
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.labels import QUESTION, SURVEY
from kcrm.views.records import valued

TITLES: Final[Mapping[str, str]] = {
    "vehicle": N_("Your vehicles"),
    "ownership": N_("Since when each vehicle is yours"),
    "repair_order": N_("Your visits to the workshop"),
    "mileage_reading": N_("Mileages read"),
    "appointment": N_("Your appointments"),
    "call": N_("Calls and messages with you"),
    "call_result": N_("What calls came to"),
    "answer": N_("What you answered in calls"),
    "followup": N_("Calls and messages planned for you"),
    "message_result": N_("Messages that did not arrive or that you refused"),
    "consent": N_("What you consented to"),
    "refusal": N_("What you want to hear no more of"),
    "complaint": N_("Your complaints"),
    "complaint_event": N_("How your complaints were handled"),
    "finding": N_("What was noted for a department"),
    "survey_form": N_("Questionnaires you filled in"),
    "form_answer": N_("What you answered in questionnaires"),
    "prospect": N_("Your interest in a vehicle"),
    "prospect_event": N_("Steps towards a purchase"),
    "visitor": N_("Your visits to the showroom"),
    "opportunity": N_("Business that may come"),
    "need": N_("What you are waiting for"),
    "work": N_("Work and parts left"),
    "rescue": N_("Help on the road"),
    "job": N_("Jobs done for you"),
    "recall_vin": N_("Recalls of your vehicles"),
    "points": N_("Your reward points"),
    "voucher": N_("Your vouchers"),
    "club": N_("Your membership of the club"),
    "attendance": N_("Events you were invited to"),
    "campaign_target": N_("Campaigns that were for you"),
    "classification": N_("How the store rates you"),
    "away_reason": N_("Why you stayed away"),
    "fleet": N_("Your account"),
    "member": N_("Companies you speak for"),
    "relation": N_("How you stand to other customers"),
    "product": N_("What you use"),
    "anniversary": N_("Days that are remembered"),
    "contract": N_("Your contracts"),
    "bill": N_("Your bills"),
    "bill_order": N_("Visits on your bills"),
    "payment": N_("Your payments"),
    "credit_assessment": N_("How your credit was judged"),
    "customer_former": N_("Records of you that were made one"),
    "task": N_("Tasks about you"),
}
"""What is given out, by table, in the order of the page."""

_CALLED: Final = {"vehicle": N_("Vehicle"), "repair_order": N_("Order")}
_ON, _AT, _YES, _COUNT, _TEXT, _FEN = Cell.DATE, Cell.INSTANT, Cell.FLAG, Cell.COUNT, Cell.TEXT, Cell.MONEY
_Kind = Cell | type[Word] | Mapping[str, str]
_QUESTIONS: Final[Mapping[str, tuple[str, _Kind]]] = {
    "survey": (N_("Survey"), SURVEY),
    "question": (N_("Question"), QUESTION),
    "rating": (N_("Rating"), _COUNT),
    "expectation": (N_("Expected"), _COUNT),
    "answer": (N_("Answer"), _TEXT),
}
COLUMNS: Final[Mapping[str, Mapping[str, tuple[str, _Kind]]]] = {
    "ownership": {"vehicle_id": (N_("Vehicle"), _TEXT), "from_on": (N_("From"), _ON), "until_on": (N_("Until"), _ON)},
    "mileage_reading": {"vehicle_id": (N_("Vehicle"), _TEXT), "read_on": (N_("Read on"), _ON), "km": (N_("Mileage (km)"), _COUNT)},
    "call": {
        "called_at": (N_("Time"), _AT),
        "direction": (N_("Direction"), Direction),
        "by": (N_("By"), By),
        "outcome": (N_("Outcome"), Outcome),
        "score": (N_("Score"), _COUNT),
        "note": (N_("Note"), _TEXT),
        "phone": (N_("Phone"), _TEXT),
        "topics": (N_("Topics"), _TEXT),
        "staff_id": (N_("Employee"), _TEXT),
    },
    "call_result": {
        "result": (N_("Result"), CallResult),
        "until_on": (N_("Until"), _ON),
        "booked_at": (N_("Appointment"), _AT),
        "insurer": (N_("Insurer"), _TEXT),
        "premium_fen": (N_("Premium"), _FEN),
    },
    "answer": _QUESTIONS,
    "form_answer": _QUESTIONS,
    "followup": {
        "kind": (N_("What"), Kind),
        "channel": (N_("By"), Channel),
        "vehicle_id": (N_("Vehicle"), _TEXT),
        "order_id": (N_("Order"), _TEXT),
        "due_on": (N_("Due"), _ON),
        "call_on": (N_("Call on"), _ON),
        "state": (N_("State"), State),
        "reason": (N_("Reason"), CancelReason),
        "ended_at": (N_("Ended"), _AT),
        "matter": (N_("What about"), _TEXT),
        "place": (N_("Place"), _TEXT),
        "assignee_id": (N_("Assignee"), _TEXT),
    },
    "message_result": {
        "told_on": (N_("Date"), _ON),
        "state": (N_("State"), MessageState),
        "phone": (N_("Phone"), _TEXT),
        "reason": (N_("Reason"), _TEXT),
    },
    "refusal": {"kind": (N_("What"), Kind), "refused_on": (N_("Refused on"), _ON)},
    "complaint_event": {
        "at": (N_("Time"), _AT),
        "kind": (N_("Step"), EventKind),
        "staff_id": (N_("Employee"), _TEXT),
        "department": (N_("Department"), _TEXT),
        "cause": (N_("Cause"), Cause),
        "reason": (N_("Reason"), _TEXT),
        "satisfied": (N_("Satisfied"), _YES),
        "goodwill_fen": (N_("Goodwill"), _FEN),
        "note": (N_("Note"), _TEXT),
    },
    "finding": {
        "text": (N_("Finding"), _TEXT),
        "department": (N_("Department"), _TEXT),
        "found_on": (N_("Found on"), _ON),
        "answered_at": (N_("Answered at"), _AT),
        "answer": (N_("Answer"), _TEXT),
    },
    "survey_form": {
        "survey": (N_("Survey"), SURVEY),
        "surveyed_on": (N_("Answered on"), _ON),
        "vehicle_id": (N_("Vehicle"), _TEXT),
        "order_id": (N_("Order"), _TEXT),
        "note": (N_("Note"), _TEXT),
        "topics": (N_("Topics"), _TEXT),
        "staff_id": (N_("Employee"), _TEXT),
    },
    "prospect_event": {
        "day": (N_("Date"), _ON),
        "kind": (N_("Step"), ProspectStep),
        "model": (N_("Model"), _TEXT),
        "km": (N_("Mileage (km)"), _COUNT),
        "licence_seen": (N_("Licence seen"), _YES),
        "agreement_signed": (N_("Agreement signed"), _YES),
        "declined": (N_("Declined"), _YES),
        "list_price_fen": (N_("List price"), _FEN),
        "price_fen": (N_("Price"), _FEN),
        "gifts": (N_("Gifts"), _TEXT),
        "valid_until": (N_("Valid until"), _ON),
        "deposit_fen": (N_("Deposit"), _FEN),
        "promised_on": (N_("Promised for"), _ON),
        "reason": (N_("Reason"), _TEXT),
        "rival": (N_("Competitor"), _TEXT),
        "agreed_on": (N_("Agreed day"), _ON),
        "intended_on": (N_("Intended day"), _ON),
        "note": (N_("Note"), _TEXT),
        "staff_id": (N_("Employee"), _TEXT),
    },
    "visitor": {
        "came_at": (N_("Came at"), _AT),
        "party": (N_("People"), _COUNT),
        "again": (N_("Came again"), _YES),
        "drive_offered": (N_("Test drive offered"), _YES),
        "name": (N_("Name"), _TEXT),
        "note": (N_("Note"), _TEXT),
        "staff_id": (N_("Employee"), _TEXT),
    },
    "campaign_target": {"campaign_id": (N_("Campaign"), _TEXT), "part": (N_("Group"), Group)},
    "classification": {
        "class": (N_("ABC class"), CustomerClass),
        "lifecycle": (N_("Lifecycle"), Lifecycle),
        "visits": (N_("Visits that count"), _COUNT),
        "paid_fen": (N_("Paid"), _FEN),
        "last_visit_on": (N_("Last visit"), _ON),
        "judged_on": (N_("Judged on"), _ON),
    },
    "away_reason": {"said_on": (N_("Date"), _ON), "reason": (N_("Reason"), AwayReason)},
    "bill_order": {"bill_id": (N_("Bill"), _TEXT)},
    "credit_assessment": {
        "day": (N_("Date"), _ON),
        "size": (N_("Size"), _COUNT),
        "finance": (N_("Finance"), _COUNT),
        "cooperation": (N_("Cooperation"), _COUNT),
        "stability": (N_("Stability"), _COUNT),
        "grade": (N_("Credit grade"), CreditGrade),
        "limit_fen": (N_("Credit limit"), _FEN),
        "credit_days": (N_("Credit days"), _COUNT),
        "approved_on": (N_("Approved on"), _ON),
        "valid_until": (N_("Valid until"), _ON),
    },
    "customer_former": {
        "number": (N_("Customer no."), _TEXT),
        "name": (N_("Name"), _TEXT),
        "phone": (N_("Phone"), _TEXT),
        "phone2": (N_("Second phone"), _TEXT),
        "merged_on": (N_("Merged on"), _ON),
    },
}
"""Of tables that no declaration of a record covers what is given out of each row; all else of them is how the store works."""


def held_view(held: Held) -> View:
    """Who the customer is, and a part for each kind of thing that is held of them."""
    (customer,) = held.tables["customer"]
    columns, rows = _table("customer", held)
    title = _("What is held of {name}").format(name=customer["name"])
    parts = {table: View(_(TITLES[table]), *_table(table, held)) for table in TITLES if table in held.tables}
    reasons = [(_(reason),) for reason in dict.fromkeys(LEFT_OUT.values())]
    parts["left_out"] = View(_("Not in this file"), (Column("what", N_("What")),), reasons)
    number = Column("id", N_("No."), Cell.IDENTIFIER)
    record = (identifier(Thing.CUSTOMER, customer["id"]), *rows[0])
    return View(title, (number, *columns), [record], shape=Shape.RECORD, parts=parts, told=tuple(PERSONAL))


def _table(table: str, held: Held) -> tuple[tuple[Column, ...], list[tuple[object, ...]]]:
    """The columns of a table in which anything stands, and its rows."""
    found = [{column.key: (column, value) for column, value in _cells(table, row, held)} for row in held.tables[table]]
    columns = {key: column for row in found for key, (column, _value) in row.items()}
    shown = [columns[key] for key in dict.fromkeys(_order(table)) if key in columns]
    return tuple(shown), [tuple(row[column.key][1] if column.key in row else None for column in shown) for row in found]


def _order(table: str) -> Iterator[str]:
    noun = of_table(table)
    yield from COLUMNS[table] if noun is None else (field.key for field in noun.fields)


def _cells(table: str, row: sqlite3.Row, held: Held) -> Iterator[tuple[Column, object]]:
    """What a row says, without what is nobody's business: links within the database and what names somebody else."""
    noun, phones = of_table(table), own_phones(held)
    declared = {column: (field.key, field.label) for column, field in noun.columns.items()} if noun is not None else {}
    for column in COLUMNS.get(table, declared):
        kept = row[column]
        if kept is None or column in {"id", "customer_id"} or (table, column) in OTHERS_WORDS or not _is_theirs(table, column, row, held):
            continue
        key, label = declared.get(column, (column, ""))
        parent = held.references.get((table, column))
        if parent is not None:
            name = held.names.get((parent, kept))
            if name is not None:
                yield Column(key, _CALLED.get(parent) or label or COLUMNS[table][column][0]), name
        elif noun is not None:
            field = noun.columns[column]
            if field.personal is not Personal.PHONE or kept in phones:
                yield valued(field, kept)
        elif column not in {"phone", "phone2"} or kept in phones:
            label, kind = COLUMNS[table][column]
            yield _typed(column, label, kind, f"{row['survey']}.{kept}" if kind is QUESTION else kept)


def _is_theirs(table: str, column: str, row: sqlite3.Row, held: Held) -> bool:
    """Of a vehicle that had an owner before or has one since, what of it is not about another owner."""
    if table != "vehicle":
        return True
    first, last = held.spans[row["id"]]
    return (last == "9999" or column in OF_THE_CAR) and not (first and column in FIRST_OWNER)


def _typed(key: str, label: str, kind: _Kind, kept: str | int) -> tuple[Column, object]:
    """A stored value as what it is."""
    if not isinstance(kind, Cell):
        return Column(key, label, Cell.ENUM, labels=kind), kept
    if kind is Cell.DATE:
        return Column(key, label, kind), date.fromisoformat(str(kept))
    if kind is Cell.INSTANT:
        return Column(key, label, kind), datetime.fromisoformat(str(kept))
    return Column(key, label, kind), bool(kept) if kind is Cell.FLAG else kept
