"""Where facts come from and what they are worth; and which contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.quality import JUDGED, OWNER, ConflictState, KnownFrom, Trust
from kcrm.queries.evidence import Conflict
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import Field, of_table
from kcrm.records.types import CUSTOMER
from kcrm.views import Cell, Column, Shape, Valued, View
from kcrm.views.records import valued
from kcrm.views.tones import Tone

if TYPE_CHECKING:
    from kcrm.actions.conflicts import Fact

_TRUST_COLOURS: dict[str, str] = {Trust.CONTRADICTED: Tone.BAD, Trust.STALE: Tone.CAREFUL, Trust.DOUBTFUL: Tone.CAREFUL}


# no field of the record, but whose it is
_OWNER = Field(OWNER, CUSTOMER, N_("Owner"))


def _labels() -> dict[str, str]:
    """By field of whichever record its label, an msgid."""
    labels = {OWNER: _OWNER.label}
    for table, fields in JUDGED.items():
        noun = of_table(table)
        assert noun is not None
        labels |= {key: noun.field(key).label for key in fields if key != OWNER}
    return labels


FIELD = _labels()

_FACTS = (
    Column("field", N_("Field"), Cell.ENUM, labels=FIELD),
    Column("value", N_("Value"), Cell.VALUED, personal=Personal.NOTE),
    Column("source", N_("Known from"), Cell.ENUM, labels=KnownFrom),
    Column("seen_on", N_("Known since"), Cell.DATE),
    Column("verdict", N_("Verdict"), Cell.ENUM, labels=Trust, colours=_TRUST_COLOURS),
    Column("verified_by", N_("Verified by"), priority=2),
    Column("verified_on", N_("Verified on"), Cell.DATE, 1),
)
CONFLICT = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("record", N_("About"), Cell.IDENTIFIER),
    Column("label", N_("Name"), personal=Personal.NAME),
    Column("field", N_("Field"), Cell.ENUM, labels=FIELD),
    Column("old_value", N_("Was"), Cell.VALUED, personal=Personal.NOTE),
    Column("old_source", N_("Known from"), Cell.ENUM, 3, labels=KnownFrom),
    Column("old_on", N_("Known since"), Cell.DATE, 4),
    Column("new_value", N_("Now said"), Cell.VALUED, personal=Personal.NOTE),
    Column("new_source", N_("Said by"), Cell.ENUM, 2, labels=KnownFrom),
    Column("new_on", N_("Said on"), Cell.DATE, 1),
    Column("other", N_("Other vehicle"), Cell.IDENTIFIER, 5),
    Column("taken", N_("New one stands"), Cell.FLAG, 5),
    Column("state", N_("State"), Cell.ENUM, 1, labels=ConflictState),
    Column("right_value", N_("Right"), Cell.VALUED, 6, personal=Personal.NOTE),
    Column("decided_by", N_("Decided by"), priority=6),
    Column("decided_on", N_("Decided on"), Cell.DATE, 6),
)


def facts_view(thing: Thing, number: int, facts: Sequence[Fact]) -> View:
    """A row a field."""
    rows = [
        (
            fact.field,
            _value(thing.value, fact.field, fact.said.value),
            fact.said.source,
            fact.said.on,
            fact.trust,
            fact.verified_by,
            fact.verified_on,
        )
        for fact in facts
    ]
    title = _("What is known of {record}, and from where").format(record=identifier(thing, number))
    return View(title, _FACTS, rows, empty=_("Nothing is known yet."))


def conflicts_view(found: Sequence[Conflict]) -> View:
    """A row a conflict."""
    return View(_("Conflicts"), CONFLICT, list(map(conflict_row, found)), empty=_("No such conflicts."))


def how_to_decide(found: Sequence[Conflict]) -> tuple[str, ...]:
    """Beneath a card that shows conflicts: what to type about them."""
    if not found:
        return ()
    number = identifier(Thing.CONFLICT, found[0].id)
    return (_("To decide {conflict}: kcrm customer settle {conflict} --keep, --take or --wrong").format(conflict=number),)


def conflict_view(found: Conflict) -> View:
    """One conflict."""
    return View(_("Conflict"), CONFLICT, [conflict_row(found)], shape=Shape.RECORD)


def _value(table: str, field: str, value: object) -> Valued | None:
    noun = of_table(table)
    assert noun is not None
    return None if value in {None, ""} else valued(_OWNER if field == OWNER else noun.field(field), value)


def conflict_row(found: Conflict) -> tuple[object, ...]:
    """What `CONFLICT` shows of one."""
    thing = Thing(found.table)
    return (
        identifier(Thing.CONFLICT, found.id),
        identifier(thing, found.record_id),
        found.label,
        found.field,
        _value(found.table, found.field, found.old_value),
        found.old_source,
        found.old_on,
        _value(found.table, found.field, found.new_value),
        found.new_source,
        found.new_on,
        identifier(Thing.VEHICLE, found.other_id) if found.other_id is not None else None,
        found.taken,
        found.state,
        _value(found.table, found.field, found.right_value),
        found.decided_by,
        found.decided_on,
    )
