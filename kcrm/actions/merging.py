"""Two records of one customer, or of one vehicle, made one: everything that hung on either hangs on the one that stays.

It is one operation, which `undo` takes back. The other's identifier, number, name and phones lead to the one that stays.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from kcrm.actions.consenting import joined
from kcrm.actions.evidence import decision
from kcrm.actions.selecting import row_still_there
from kcrm.actions.session import Session
from kcrm.db import instant
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import initials_of, pinyin_of
from kcrm.model import CancelReason
from kcrm.model.quality import ConflictState, Sameness
from kcrm.named import NamedTuple
from kcrm.queries import merging, staff
from kcrm.queries.duplicates import parties_of
from kcrm.queries.erasures import erasure_of
from kcrm.queries.evidence import join_evidence, rows_of_record
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import differing, save, stored_values, update
from kcrm.queries.undo import want_planning
from kcrm.records import Field, Noun, SheetKind, noun_of
from kcrm.records.types import STAFF
from kcrm.rules.quality.duplicates import compared
from kcrm.rules.quality.fillers import fillers
from kcrm.rules.quality.merging import STRICTER, Value, merged, stays

_KINDS = {Thing.CUSTOMER: SheetKind.CUSTOMERS, Thing.VEHICLE: SheetKind.VEHICLES}
# Which record stays says whose number it is; the stricter consent wins whatever is chosen.
_NOT_CHOSEN = frozenset({"id", "kind", "do_not_contact", "contact_only", "note", "phone2", "phone_state"})


class Choice(NamedTuple):
    """A field of which the two did not say the same, and what the one that stays says now."""

    field: Field
    kept: Value
    going: Value
    now: Value


class Merge(NamedTuple):
    """What became of it. moved: rows by table. ended: follow-ups that both had. without: phones the record has no place for."""

    thing: Thing
    kept: str
    kept_label: str
    going: str
    going_label: str
    choices: list[Choice]
    moved: Counter[str]
    ended: int
    without: tuple[str, ...]


class Wanted(NamedTuple):
    """Which two are one. keep: the one that stays, where the rule is not to say. taken: keys of which the other is believed."""

    one: int
    other: int
    keep: int | None = None
    taken: Collection[str] = ()
    force: bool = False


def merge(session: Session, thing: Thing, wanted: Wanted, *, dry_run: bool = False) -> Merge:
    """Make two records one.

    Raises RefusedError for a record with itself, a person with a company, two who do not look like one (unless forced), vehicles of two
    owners; UsageError for a field that there is not to choose.
    """
    noun = noun_of(_KINDS[thing])
    if wanted.one == wanted.other:
        raise RefusedError(N_("{record} cannot be merged with itself."), record=identifier(thing, wanted.one))
    taken = _columns(noun, wanted.taken)
    with session.write(dry_run=dry_run) as planner:
        connection = planner.connection
        one, other = (row_still_there(connection, _KINDS[thing], number) for number in (wanted.one, wanted.other))
        kept, going = (one, other) if _first_stays(noun, one, other, wanted.keep) else (other, one)
        if thing is Thing.CUSTOMER:
            _check_customers(session, connection, kept, going, force=wanted.force)
            ended = _gather_customer(session, connection, kept["id"], going["id"])
        else:
            ended = _gather_vehicle(session, connection, kept["id"], going["id"])
        moved = merging.move_children(connection, noun.table, going["id"], kept["id"])
        merging.join_ownerships(connection, f"{noun.table}_id", kept["id"])
        columns = ("id", *(column for column in noun.columns if column != "id"))
        own, others = ({column: row[column] for column in columns} for row in (kept, going))
        result = merged(own, others, taken, fillers(session.policy.evidence))
        if thing is Thing.CUSTOMER:
            result = result._replace(values=result.values | stored_values(joined(connection, kept["id"], result.values, session.today)))
        taken = frozenset(column for column in differing(kept, result.values) if result.values[column] == going[column])
        join_evidence(connection, noun.table, kept, going, taken, session.today)
        merging.delete_rows(connection, noun.table, [going["id"]])
        merging.note_merge(connection, noun.table, own, others, result.values, session.today)
        changed = differing(kept, {**result.values, **_spelt(result.values)})
        if changed:
            update(connection, noun.table, kept["id"], changed)
        _decide_beside(session, connection, noun, kept["id"], result.values)
        want_planning(connection, [kept["id"]] if thing is Thing.CUSTOMER else merging.owners_ever(connection, kept["id"]))
        choices = list(_choices(connection, noun, kept, going, result.values))
        labels = (_label(noun, result.values), _label(noun, going))
    return Merge(
        thing, identifier(thing, kept["id"]), labels[0], identifier(thing, going["id"]), labels[1], choices, moved, ended, result.without
    )


def _decide_beside(session: Session, connection: sqlite3.Connection, noun: Noun, number: int, values: dict[str, Value]) -> None:
    """Decide what was open between two values of which the record that stays says neither: whoever merges them believes a third."""
    by = session.actor.id if session.actor is not None else None
    for row in rows_of_record(connection, "conflict", noun.table, number):
        value = values.get(row["field"])
        if row["state"] != ConflictState.OPEN or row["other_id"] is not None or value is None:
            continue
        stands = str(value) in {row["old_value"], row["new_value"]}
        changed = {"taken": str(value) == row["new_value"]} if stands else decision(row, str(value), by, session.today)
        save(connection, "conflict", row, changed)


def _first_stays(noun: Noun, one: sqlite3.Row, other: sqlite3.Row, keep: int | None) -> bool:
    if keep is None:
        return stays(dict(one), dict(other), noun.number)
    if keep not in {one["id"], other["id"]}:
        raise UsageError(N_("--keep names neither of the two."))
    return bool(keep == one["id"])


def _columns(noun: Noun, keys: Collection[str]) -> frozenset[str]:
    """The columns of fields of which the other may be believed. Raises UsageError for one that there is not."""
    choosable = {
        field.key: field.stored
        for field in noun.options.values()
        if field.stored and field.key not in {*_NOT_CHOSEN, *STRICTER, noun.number}
    }
    columns = set()
    for key in keys:
        plain = key.strip().lower().replace("-", "_")
        column = choosable.get(plain)
        if column is None:
            raise UsageError(N_("“{value}” is not a field that can be chosen."), near=get_close_matches(plain, choosable), value=key)
        columns.add(column)
    return frozenset(columns)


def _check_customers(session: Session, connection: sqlite3.Connection, kept: sqlite3.Row, going: sqlite3.Row, *, force: bool) -> None:
    names = {"one": identifier(Thing.CUSTOMER, kept["id"]), "other": identifier(Thing.CUSTOMER, going["id"])}
    for each in (kept, going):
        if (erasure := erasure_of(connection, each["id"])) is not None:
            reason = N_("{customer} was erased on {day} and cannot be merged.")
            raise RefusedError(reason, customer=identifier(Thing.CUSTOMER, each["id"]), day=erasure.erased_on)
    if kept["kind"] != going["kind"]:
        raise RefusedError(N_("{one} and {other} are a person and a company; they cannot be one."), **names)
    for own, other in merging.shared_forms(connection, going["id"], kept["id"]):
        raise RefusedError(
            N_("{one} and {other} each have the same questionnaire of the same day ({forms})."),
            hint=N_("One of them was entered twice. To take it back: kcrm operation list"),
            forms=", ".join(identifier(Thing.SURVEY_FORM, number) for number in (own, other)),
            **names,
        )
    if force:
        return
    parties = parties_of(connection, (kept["id"], going["id"]))
    if compared(parties[kept["id"]], parties[going["id"]], session.policy.duplicates).sameness not in {Sameness.CERTAIN, Sameness.PERHAPS}:
        raise RefusedError(
            N_("{one} and {other} do not look like one customer."),
            hint=N_("To merge them all the same: add --force; undo takes it back."),
            **names,
        )


def _gather_customer(session: Session, connection: sqlite3.Connection, kept: int, going: int) -> int:
    merging.join_refusals(connection, going, kept)
    merging.join_asked(connection, "customer", going, kept)
    merging.join_accounts(connection, going, kept)
    merging.join_campaigns(connection, going, kept)
    merging.join_events(connection, going, kept)
    merging.forget_class(connection, going)
    merging.move_apart(connection, going, kept)
    return _part_followups(session, connection, Thing.CUSTOMER, going, kept)


def _gather_vehicle(session: Session, connection: sqlite3.Connection, kept: int, going: int) -> int:
    if not merging.share_ownership(connection, going, kept):
        one, other = (identifier(Thing.VEHICLE, number) for number in (kept, going))
        raise RefusedError(
            N_("{one} and {other} belong to two customers."),
            hint=N_("If those are one: kcrm customer merge. Else give it to one of them first: kcrm vehicle transfer {other} WHO"),
            one=one,
            other=other,
        )
    merging.share_readings(connection, going, kept)
    merging.join_asked(connection, "vehicle", going, kept)
    return _part_followups(session, connection, Thing.VEHICLE, going, kept)


def _part_followups(session: Session, connection: sqlite3.Connection, thing: Thing, going: int, kept: int) -> int:
    case, at = identifier(thing, going), instant(session.now)
    return merging.part_followups(connection, f"{thing.value}_id", going, kept, case, at, CancelReason.MERGED)


def _choices(connection: sqlite3.Connection, noun: Noun, kept: sqlite3.Row, going: sqlite3.Row, now: dict[str, Value]) -> Iterator[Choice]:
    for column, field in noun.columns.items():
        values = (kept[column], going[column], now.get(column))
        if column != "id" and (values[0] != values[1] or values[2] != values[0]):
            yield Choice(field, *(_shown(connection, field, value) for value in values))


def _shown(connection: sqlite3.Connection, field: Field, value: Value) -> Value:
    return staff.staff_by_id(connection, value).name if isinstance(value, int) and field.type.refers == STAFF.refers else value


def _spelt(values: dict[str, Value]) -> dict[str, Value]:
    name = values.get("name")
    return {"pinyin": pinyin_of(str(name)), "initials": initials_of(str(name))} if name is not None else {}


def _label(noun: Noun, values: sqlite3.Row | dict[str, Value]) -> str:
    return str(values["name"] if noun.table == "customer" else values["plate"] or values["vin"])


def tell_apart(session: Session, one: int, other: int, note: str | None, *, clear: bool = False, dry_run: bool = False) -> tuple[int, int]:
    """Say that two customers are two, or no longer; the lower number first. Raises RefusedError where that is said already, or is not."""
    pair = (min(one, other), max(one, other))
    names = dict(zip(("one", "other"), (identifier(Thing.CUSTOMER, number) for number in pair), strict=True))
    if one == other:
        raise RefusedError(N_("{record} is one customer."), record=names["one"])
    with session.write(dry_run=dry_run) as planner:
        known = pair in merging.said_apart(planner.connection)
        if known and not clear:
            raise RefusedError(N_("{one} and {other} are said to be two already."), **names)
        if clear and not known:
            raise RefusedError(N_("Nobody said that {one} and {other} are two."), **names)
        if clear:
            merging.say_no_more_apart(planner.connection, pair)
        else:
            merging.say_apart(planner.connection, pair, session.today, note)
    return pair
