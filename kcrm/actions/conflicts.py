"""Facts as they are known, who has compared them, and what contradicts each other until somebody decides."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from enum import Enum

from kcrm.actions.edits import of_option
from kcrm.actions.evidence import decision, whose_entry
from kcrm.actions.records import RecordWriter
from kcrm.actions.references import ColumnError
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.columns import parse_value
from kcrm.i18n import N_
from kcrm.identifiers import load_pinyin
from kcrm.model import Role
from kcrm.model.quality import JUDGED, MILEAGE, OWNER, PLATE, Ageing, ConflictState, Judged, KnownFrom, Said, Trust
from kcrm.named import NamedTuple
from kcrm.queries import evidence, vehicles
from kcrm.queries.evidence import Conflict, Evidence, WantedConflicts, origin_of, said_in, stored_evidence
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.queries.records import row_by_id, save, stored_values
from kcrm.queries.register import Register
from kcrm.records import SheetKind, noun_of
from kcrm.rules.quality.evidence import trust

_KINDS = {Thing.CUSTOMER: SheetKind.CUSTOMERS, Thing.VEHICLE: SheetKind.VEHICLES}
_VERIFYING = frozenset({Role.CS_SPECIALIST, Role.CS_MANAGER})


class Fact(NamedTuple):
    """One fact of a record. verified_by: who compared it."""

    field: str
    said: Said
    trust: Trust
    verified_by: str | None
    verified_on: date | None


class Choice(Enum):
    """Which of two values is right."""

    KEEP = "keep"
    TAKE = "take"
    WRONG = "wrong"


def facts_of(session: Session, thing: Thing, number: int) -> list[Fact]:
    """What is known of a customer or vehicle, field by field, and what it is worth."""
    connection, table = session.connection, noun_of(_KINDS[thing]).table
    row = row_by_id(connection, noun_of(_KINDS[thing]), number)
    known = stored_evidence(evidence.rows_of_record(connection, "evidence", table, number))
    open_ones = {each.field for each in evidence.conflicts(connection, _of_record(thing, number))}
    names = evidence.staff_names(connection)
    facts = []
    for key, judged in JUDGED[table].items():
        own = known.get(key)
        said = _said(connection, row, key, judged, own)
        if said.value is not None:
            verdict = trust(said, judged.ages, session.policy.evidence, session.today, contradicted=key in open_ones)
            facts.append(Fact(key, said, verdict, names.get((own and own.verified_by_id) or 0), own and own.verified_on))
    return facts


def open_conflicts(session: Session, thing: Thing, number: int) -> list[Conflict]:
    """What contradicts what is known of a customer or vehicle, and nobody has decided."""
    return evidence.conflicts(session.connection, _of_record(thing, number))


def listed_conflicts(session: Session, thing: Thing, among: Collection[int] | None, *, everything: bool) -> list[Conflict]:
    """Conflicts about customers, these or all, or about vehicles; everything: decided ones, too."""
    numbers = None if among is None else json.dumps(sorted(among))
    wanted = WantedConflicts(not everything, thing is Thing.CUSTOMER, thing is Thing.VEHICLE, numbers)
    return evidence.conflicts(session.connection, wanted)


def settle(session: Session, number: int, choice: Choice, value: str | None, *, dry_run: bool = False) -> Conflict:
    """Decide which value of a conflict is right, and write it; whatever else was open about the fact is decided with it.

    value: what is right where neither is. Raises RefusedError for one that is decided already, and for who entered the value that they say
    is right; UsageError for a value that is missing or cannot be, or that nobody asked for.
    """
    found = evidence.conflict_by_id(session.connection, number)
    if found.state is not ConflictState.OPEN:
        raise RefusedError(
            N_("{number} has already been decided: {state}."),
            hint=N_("To see it: kcrm show {number}"),
            number=identifier(Thing.CONFLICT, number),
            state=found.state,
        )
    if value is not None and choice is not Choice.WRONG:
        raise UsageError(N_("--value belongs to --wrong."))
    if found.field == "name":
        load_pinyin()
    with session.write(dry_run=dry_run) as planner:
        right = _right(session, found, choice, value)
        _check_entry(session, found, right)
        if found.other_id is not None:
            _part_plate(planner.connection, found, choice)
        elif found.field == OWNER:
            _set_owner(planner.connection, found, right or "", session.today)
        else:
            _set_value(session, planner.connection, found, right)
        _note_decided(session, planner.connection, found, choice, right)
        _note_verified(session, Thing(found.table), found.record_id)
        planner.plan_changed()
        return evidence.conflict_by_id(planner.connection, number)


def verify(session: Session, thing: Thing, number: int, fields: Sequence[str], *, dry_run: bool = False) -> list[Fact]:
    """Note that customer service has compared these facts, or those that matter, as they stand.

    Raises RefusedError where it is nobody of customer service, or who entered one of these facts; UsageError for an unknown field.
    """
    table, actor = noun_of(_KINDS[thing]).table, session.actor
    judged = JUDGED[table]
    for key in fields:
        if key not in judged or key == MILEAGE:
            near = get_close_matches(key, judged)
            raise UsageError(N_("--field {field} is no fact that is verified."), near=near, field=key)
    if actor is None or actor.role not in _VERIFYING:
        raise RefusedError(N_("Customer service verifies facts."), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    facts = {fact.field: fact for fact in facts_of(session, thing, number)}
    wanted = fields or [key for key, each in judged.items() if key in facts and _matters(thing, key, each)]
    if empty := [key for key in wanted if key not in facts]:
        raise RefusedError(N_("{record} has no {field}; there is nothing to verify."), record=identifier(thing, number), field=empty[0])
    if own := [key for key in wanted if _entered_by(session.connection, table, number, key) == actor.id]:
        others = [key for key in wanted if key not in own]
        raise RefusedError(
            N_("{name} entered {fields} of {record}; somebody else verifies that."),
            hint=N_("To verify the rest: kcrm {thing} verify {record} {others}") if others else None,
            name=actor.name,
            fields=", ".join(own),
            record=identifier(thing, number),
            thing=table,
            others=" ".join(f"--field {key}" for key in others),
        )
    with session.write(dry_run=dry_run) as planner:
        for key in wanted:
            _keep(planner.connection, thing, number, key, facts[key].said, (actor.id, session.today))
        _note_verified(session, thing, number)
        return facts_of(session, thing, number)


def _check_entry(session: Session, found: Conflict, right: str | None) -> None:
    """What is decided for counts as compared: raises RefusedError for who entered it. A plate of two vehicles is given up, not compared."""
    actor = session.actor
    if actor is None or right is None or found.other_id is not None or whose_entry(session.connection, found, right) != actor.id:
        return
    raise RefusedError(
        N_("{name} entered “{value}”; somebody else decides whether that is right."),
        hint=N_("They type: kcrm --as EMPLOYEE_NO customer settle {number} --{choice}"),
        name=actor.name,
        value=right,
        number=identifier(Thing.CONFLICT, found.id),
        choice=(Choice.KEEP if right == found.old_value else Choice.TAKE).value,
    )


def _entered_by(connection: sqlite3.Connection, table: str, number: int, key: str) -> int | None:
    """Who entered a fact as it stands, by number, wherever it is kept."""
    if key == OWNER:
        return evidence.entered_by(connection, "ownership", vehicles.last_ownership(connection, number), "customer_id")
    return evidence.entered_by(connection, table, number, key)


def _note_verified(session: Session, thing: Thing, number: int) -> None:
    """Within a write: of a vehicle, whether all that is fixed of it, as far as it is known, has been compared now."""
    if thing is Thing.VEHICLE:
        fixed = [fact for fact in facts_of(session, thing, number) if JUDGED["vehicle"][fact.field].fixed]
        if all(fact.verified_on is not None for fact in fixed):
            evidence.note_verified(session.connection, number, session.today)


def _matters(thing: Thing, key: str, judged: Judged) -> bool:
    """Whether a fact is verified where no field is named: what is fixed of a vehicle, who a customer is and how to reach them."""
    if thing is Thing.VEHICLE:
        return judged.fixed or key == PLATE
    return judged.identity or judged.ages in {Ageing.PHONE, Ageing.ADDRESS}


def _of_record(thing: Thing, number: int) -> WantedConflicts:
    return WantedConflicts(customer_id=number) if thing is Thing.CUSTOMER else WantedConflicts(vehicle_id=number)


def _said(connection: sqlite3.Connection, row: sqlite3.Row, key: str, judged: Judged, own: Evidence | None) -> Said:
    """A fact as it stands, wherever it is kept."""
    if key == OWNER:
        owners = vehicles.owners_of(connection, row["id"])
        return origin_of(row, own, identifier(Thing.CUSTOMER, owners[-1].customer_id) if owners else None)
    if key == MILEAGE:
        reading = vehicles.latest_reading(connection, row["id"])
        return Said(reading.km, KnownFrom.OWN, reading.read_on) if reading is not None else Said(None, KnownFrom.OWN, None)
    return said_in(row, key, judged, own)


def _right(session: Session, found: Conflict, choice: Choice, value: str | None) -> str | None:
    """The value that is right, as it is kept; None for none. Raises UsageError."""
    if choice is not Choice.WRONG:
        return (found.old_value or None) if choice is Choice.KEEP else found.new_value
    if found.other_id is not None:
        if value is not None:
            raise UsageError(N_("--value: a plate is given to a vehicle by kcrm vehicle edit."))
        return None
    if found.field == OWNER:
        if not value:
            raise UsageError(N_("--wrong needs --value: this fact cannot be empty."))
        return identifier(Thing.CUSTOMER, select(session, value, Thing.CUSTOMER))
    kind = _KINDS[Thing(found.table)]
    if not value and not noun_of(kind).field(found.field).clearable:
        raise UsageError(N_("--wrong needs --value: this fact cannot be empty."))
    read = parse_value(kind, found.field, value, today=session.today, now=session.now) if value else None
    return None if read is None else str(stored_values({found.field: read})[found.field])


def _part_plate(connection: sqlite3.Connection, found: Conflict, choice: Choice) -> None:
    """Take the plate from the vehicle, or vehicles, that it does not belong to. By the conflict it is known that it may not come back."""
    wrong = {
        Choice.KEEP: (found.vehicle_id,),
        Choice.TAKE: (found.other_id,),
        Choice.WRONG: (found.vehicle_id, found.other_id),
    }[choice]
    noun = noun_of(SheetKind.VEHICLES)
    for number in filter(None, wrong):
        row = row_by_id(connection, noun, number)
        if row["plate"] == found.new_value:
            save(connection, noun.table, row, {PLATE: None})


def _set_owner(connection: sqlite3.Connection, found: Conflict, right: str, today: date) -> None:
    owners = vehicles.owners_of(connection, found.record_id)
    named = identified(right)
    assert named is not None, "an owner is kept by identifier"
    if owners and owners[-1].customer_id == named[1]:
        return
    if not (owners and found.taken and found.old_value == right and vehicles.take_back(connection, found.record_id, named[1])):
        vehicles.hand_over(connection, found.record_id, named[1], today if owners else None)


def _set_value(session: Session, connection: sqlite3.Connection, found: Conflict, right: str | None) -> None:
    kind = _KINDS[Thing(found.table)]
    row = row_by_id(connection, noun_of(kind), found.record_id)
    try:
        _writer(session, connection).write(kind, row, {found.field: right})
    except ColumnError as error:
        raise of_option(error) from error


def _note_decided(session: Session, connection: sqlite3.Connection, found: Conflict, choice: Choice, right: str | None) -> None:
    """The decision, and where the value comes from, which somebody has compared now; not what they entered with the decision."""
    by, today = session.actor.id if session.actor is not None else None, session.today
    compared = (None, None) if choice is Choice.WRONG else (by, today)
    sides = {
        Choice.KEEP: Said(right, found.old_source, found.old_on),
        Choice.TAKE: Said(right, found.new_source, found.new_on),
        Choice.WRONG: Said(right, KnownFrom.CUSTOMER, today),
    }
    if right is not None and found.other_id is None:
        _keep(connection, Thing(found.table), found.record_id, found.field, sides[choice], compared)
    for row in evidence.rows_of_record(connection, "conflict", found.table, found.record_id):
        one = row["id"] == found.id
        if row["field"] != found.field or row["other_id"] != found.other_id or not (one or row["state"] == ConflictState.OPEN):
            continue
        decided: Mapping[str, object] = decision(row, right, by, today)
        if found.other_id is not None:
            state = {Choice.KEEP: ConflictState.KEPT_OLD, Choice.TAKE: ConflictState.TOOK_NEW, Choice.WRONG: ConflictState.WRONG}[choice]
            decided = {**decided, "state": state.value, "right_value": None}
        save(connection, "conflict", row, decided)


def _keep(
    connection: sqlite3.Connection, thing: Thing, number: int, key: str, said: Said, verified: tuple[int | None, date | None]
) -> None:
    """Where a fact comes from, and who compared it."""
    rows = stored_evidence(evidence.rows_of_record(connection, "evidence", thing.value, number))
    by, on = verified
    known = {"source": said.source, "seen_on": said.on, "verified_by_id": by, "verified_on": on}
    save(connection, "evidence", rows[key].row if key in rows else None, {f"{thing.value}_id": number, "field": key, **known})


def _writer(session: Session, connection: sqlite3.Connection) -> RecordWriter:
    by = session.actor.id if session.actor is not None else None
    return RecordWriter(Register(connection), session.today, session.policy.zone, by=by)
