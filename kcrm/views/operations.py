"""The operations log as people and machines read it: who did what, and each row's fields before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kcrm.actions.operations import OperationCard
from kcrm.actions.undo import Obstacle, Undone
from kcrm.context import AppContext
from kcrm.i18n import N_, _
from kcrm.model import AssignedBy, CancelReason, Channel, ComplaintState, DueBy, Finding, Happened, Kind, Level, State
from kcrm.model.personal import Personal
from kcrm.model.quality import ConflictState, KnownFrom
from kcrm.model.words import Word, labels_of
from kcrm.queries.lookup import Thing, identified, row_name
from kcrm.queries.operations import Action, Change, Difference, Operation
from kcrm.queries.steps import Step
from kcrm.records import Field, of_table
from kcrm.views import Audience, Cell, Column, Shape, View, labels
from kcrm.views.labels import label_of
from kcrm.views.records import valued
from kcrm.views.tables import TABLE
from kcrm.views.tones import Tone
from kcrm.views.values import for_csv, for_people, joined

_WOULD: labels.Labels = {Action.INSERT: N_("would come back"), Action.UPDATE: N_("would change"), Action.DELETE: N_("would go")}
# what a row joins is told by the rows themselves
_NUMBERED_AS = {"classification": "customer", "customer_former": "customer", "vehicle_former": "vehicle"}
_JOINING = frozenset({"call_followup"})
_STEPS = frozenset({"complaint_event"})
_COLOURS: dict[str, str] = {Action.INSERT: Tone.GOOD, Action.UPDATE: Tone.CAREFUL, Action.DELETE: Tone.BAD}

ACTION: labels.Labels = {Action.INSERT: N_("new"), Action.UPDATE: N_("changed"), Action.DELETE: N_("gone")}

# what no declaration of a record says: references, and the tables of planning, cases and figures
FIELD: labels.Labels = {
    "name": N_("Name"),
    "note": N_("Note"),
    "specialist_id": N_("Specialist"),
    "former_specialist_id": N_("Former specialist"),
    "level": N_("Level"),
    "class": N_("ABC class"),
    "lifecycle": N_("Lifecycle"),
    "filter": N_("Filter"),
    "vehicle_id": N_("Vehicle"),
    "customer_id": N_("Customer"),
    "order_id": N_("Order"),
    "from_on": N_("From"),
    "until_on": N_("Until"),
    "read_on": N_("Read on"),
    "field": N_("Field"),
    "asked_on": N_("Day asked"),
    "km": N_("Mileage (km)"),
    "kind": N_("Kind"),
    "channel": N_("By"),
    "due_on": N_("Due"),
    "due_by": N_("Due date basis"),
    "call_on": N_("Call on"),
    "lapses_on": N_("Lapses"),
    "assignee_id": N_("Assignee"),
    "duty_id": N_("Assignee when due"),
    "bundle_on": N_("Bundle: day"),
    "bundle_lead_id": N_("Bundle: by whose day"),
    "bundle_counts": N_("Bundle: a day of the month"),
    "bundle_caller_id": N_("Bundle: caller"),
    "bundle_contact_id": N_("Bundle: contact"),
    "assigned_by": N_("Assigned by"),
    "state": N_("State"),
    "reason": N_("Reason"),
    "attempts": N_("Attempts"),
    "ended_at": N_("Ended"),
    "go_live_on": N_("Live from"),
    "code": N_("Store code"),
    "region": N_("Region"),
    "owner_id": N_("Owner"),
    "paused": N_("Paused"),
    "call_time": N_("Call at"),
    "agreed_time": N_("Agreed time"),
    "registered_at": N_("Registered at"),
    "first_due_at": N_("First contact due"),
    "invalid_on": N_("Invalid since"),
    "again_on": N_("Call again on"),
    "matter": N_("What about"),
    "place": N_("Place"),
    "finding": N_("Finding"),
    "month": N_("Month"),
    "item": N_("Item"),
    "amount": N_("Amount"),
    "survey": N_("Survey"),
    "surveyed_on": N_("Answered on"),
    "score": N_("Score"),
    "answer": N_("Answer"),
    "rating": N_("Rating"),
    "expectation": N_("Expected"),
    "known_from": N_("Known from"),
    "known_on": N_("Known since"),
    "source": N_("Known from"),
    "seen_on": N_("Known since"),
    "verified_by_id": N_("Verified by"),
    "verified_on": N_("Verified on"),
    "emptied": N_("Taken away"),
    "old_value": N_("Was"),
    "old_source": N_("Known from"),
    "old_on": N_("Known since"),
    "new_value": N_("Now said"),
    "new_source": N_("Said by"),
    "new_on": N_("Said on"),
    "other_id": N_("Other vehicle"),
    "taken": N_("New one stands"),
    "right_value": N_("Right"),
    "decided_by_id": N_("Decided by"),
    "decided_on": N_("Decided on"),
}
_WORDS: Mapping[tuple[str, str], type[Word]] = {
    ("customer", "known_from"): KnownFrom,
    ("vehicle", "known_from"): KnownFrom,
    ("evidence", "source"): KnownFrom,
    ("conflict", "old_source"): KnownFrom,
    ("conflict", "new_source"): KnownFrom,
    ("conflict", "state"): ConflictState,
    ("followup", "kind"): Kind,
    ("followup", "channel"): Channel,
    ("followup", "state"): State,
    ("followup", "due_by"): DueBy,
    ("followup", "assigned_by"): AssignedBy,
    ("followup", "reason"): CancelReason,
    ("complaint", "state"): ComplaintState,
    ("complaint", "level"): Level,
    ("complaint", "finding"): Finding,
}
_NAMELESS = frozenset(
    {
        "followup",
        "ownership",
        "mileage_reading",
        "call",
        "refusal",
        "opportunity",
        "survey_form",
        "need",
        "prospect",
        "prospect_event",
        "visitor",
        "evidence",
        "conflict",
        "asked",
    }
)
# older operations tell of hours that were kept in minutes
_HOURS = {"standard_minutes": "standard_centihours", "actual_minutes": "actual_centihours"}
_KEYS = {"amount_fen": "amount"}
_FLAGS = frozenset({"paused", "taken"})
# what was said and written down, by its key: to see before it goes
_SAID = frozenset({"note", "text", "description", "score", "rating", "answer"})
_PARENTS: Mapping[Thing | None, str] = {Thing.CUSTOMER: "customer", Thing.VEHICLE: "vehicle"}
# how a name is searched for, and the policy's whole text: no news to people
_UNTOLD = frozenset({"pinyin", "initials", "id", "snapshot", "policy_version_id"})

_HEADING = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("at", N_("Time"), Cell.INSTANT),
    Column("recorded_at", N_("Recorded"), Cell.INSTANT, audience=Audience.MACHINES),
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER, 4),
    Column("employee", N_("Employee"), priority=1),
    Column("system_user", N_("System user"), priority=3),
    Column("command", N_("Command")),
    Column("about", N_("Whom and what"), priority=1, audience=Audience.PEOPLE, personal=Personal.NAME),
    Column("rows", N_("Rows"), Cell.COUNT, 2),
    Column("automatic", N_("Automatic"), Cell.FLAG, 5),
    Column("undoes", N_("Undoes"), Cell.IDENTIFIER, 1),
    Column("undone_by", N_("Undone by"), Cell.IDENTIFIER, 1),
    Column("record", N_("No."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("label", N_("Name"), audience=Audience.MACHINES, personal=Personal.NAME),
    Column("happened", N_("What happened"), Cell.ENUM, labels=Happened, audience=Audience.MACHINES),
    Column("detail", N_("Detail"), Cell.TEXTS, audience=Audience.MACHINES),
)
_OF_FIELD = 6  # columns that tell of one field: its key and name, before and after for machines and for people
_ERASED = Column("erased", N_("Erased"), Cell.FLAG)
_SUMMARY = (
    Column("table", N_("Records"), Cell.ENUM, labels=TABLE),
    Column("action", N_("Change"), Cell.ENUM, labels=ACTION, colours=_COLOURS),
    Column("rows", N_("Rows"), Cell.COUNT),
)
_CHANGES = (
    Column("table", N_("Records"), Cell.ENUM, labels=TABLE),
    Column("record", N_("No."), Cell.IDENTIFIER),
    Column("label", N_("Name"), personal=Personal.NAME),
    Column("action", N_("Change"), Cell.ENUM, labels=ACTION, colours=_COLOURS),
    Column("field", N_("Field"), audience=Audience.MACHINES),
    Column("field", N_("Field"), audience=Audience.PEOPLE),
    Column("before", N_("Before"), audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("after", N_("After"), audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("before_shown", N_("Before"), audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("after_shown", N_("After"), audience=Audience.PEOPLE, personal=Personal.NOTE),
)
_LEFT = (
    Column("table", N_("Records"), Cell.ENUM, labels=TABLE),
    Column("record", N_("No."), Cell.IDENTIFIER),
    Column("label", N_("Name"), personal=Personal.NAME),
    Column("reason", N_("Reason")),
)


def operations_view(operations: Sequence[Operation], about: Mapping[int, Step], total: int) -> View:
    """The list, latest first. about: by operation what it was about, where that is one thing. total: how many there are."""
    return View(_("Operations"), _HEADING, [_heading_row(operation, about.get(operation.id)) for operation in operations], total=total)


def operation_view(card: OperationCard, context: AppContext, *, whole: bool) -> View:
    """One operation: its heading, what it was about, the counts, and what changed field by field."""
    operation, difference = card.operation, card.difference
    notes = [_("Its changes are no longer kept.")] if operation.rows_kept < operation.row_count else []
    return View(
        _("Operation {operation}").format(operation=f"O{operation.id}"),
        (*_HEADING, _ERASED),
        [(*_heading_row(operation, card.about), bool(notes))],
        shape=Shape.RECORD,
        notes=(*notes, *_cut_note(difference)),
        parts=difference_parts(difference, context, whole=whole),
    )


def undone_view(undone: Undone, context: AppContext, *, whole: bool = False) -> View:
    """What an undo did: its own number, what it undid, what changed, and what was left."""
    columns = (
        Column("id", N_("No."), Cell.IDENTIFIER),
        Column("undoes", N_("Undoes"), Cell.IDENTIFIER),
        Column("command", N_("Command")),
    )
    row = (f"O{undone.operation.id}", f"O{undone.target.id}", undone.target.command)
    parts = {**difference_parts(undone.difference, context, whole=whole), "left": left_view(undone.left)}
    return View(_("Undone"), columns, [row], shape=Shape.RECORD, notes=tuple(_cut_note(undone.difference)), parts=parts)


def left_view(obstacles: Sequence[Obstacle]) -> View:
    """The rows that stand in an undo's way."""
    rows = [(each.table, record_name(each.table, each.id), each.label or None, obstacle_reason(each)) for each in obstacles]
    return View(_("Skipped"), _LEFT, rows)


def obstacle_reason(obstacle: Obstacle) -> str:
    """Why this row stands in the way, as a translated sentence."""
    record = " ".join(filter(None, [_table_word(obstacle.table), record_name(obstacle.table, obstacle.id), obstacle.label]))
    return _(obstacle.reason).format(record=record, later=f"O{obstacle.later}")


def difference_parts(difference: Difference, context: AppContext, *, whole: bool) -> dict[str, View]:
    """The counts, then the changes; whole: with every field of a record that is gone."""
    counts = [(table, action, rows) for (table, action), rows in sorted(difference.counts.items())]
    changes = [row for change in difference.changes for row in _change_rows(change, difference, context, whole=whole)]
    return {"summary": View(_("Rows"), _SUMMARY, counts), "changes": View(_("Changes"), _CHANGES, changes)}


def changes_in_words(difference: Difference, context: AppContext) -> Iterator[str]:
    """Each record that would change in a line: what it is, its fields before and after; of one that would go what was said in it."""
    for change in difference.changes:
        if change.table in _JOINING:
            continue
        gone = change.action is Action.DELETE
        rows = [row for row in _change_rows(change, difference, context, whole=True) if row[5] is None or not gone or row[4] in _SAID]
        fields = [f"{row[5]} {row[8] or '-'}" if gone else f"{row[5]} {row[8] or '-'} -> {row[9] or '-'}" for row in rows if row[5]]
        if gone and not fields and change.table in _STEPS:
            continue
        words = fields if fields and not gone else [_(_WOULD[str(change.action)]), *fields]
        label = _joined_label(change, difference) or _known_as(change, difference)
        name = " ".join(filter(None, (_table_word(change.table), record_name(change.table, change.id), label)))
        yield _("{about}: {said}").format(about=name, said=joined(words))


def _known_as(change: Change, difference: Difference) -> str:
    """Its label; the customers and vehicles that it has by number alone, by name and plate too."""
    words: list[str] = []
    for word in change.label.split():
        thing, number = (None, 0) if change.table in _PARENTS.values() else identified(word) or (None, 0)
        words += filter(None, (word, difference.labels.get((_PARENTS.get(thing, ""), number), "")))
    return " ".join(words)


def record_name(table: str, row_id: int) -> str:
    """C12, V7; the bare number for rows that have no letter of their own."""
    # the class of a customer bears its number, and what was merged into another bears its own
    return row_name(_NUMBERED_AS.get(table, table), row_id) or str(row_id)


def _table_word(table: str) -> str:
    return _(TABLE[table]) if table in TABLE else table


def _cut_note(difference: Difference) -> list[str]:
    shown, total = len(difference.changes), difference.counts.total()
    return [_("Showing the changes of {shown} of {total} rows.").format(shown=shown, total=total)] if shown < total else []


def step_in_words(step: Step) -> str:
    """C23 罗瑶: answered, 9; that it was a call, or a step of K5, goes without saying."""
    words = [_named(step.table, str(word))[1] for word in step.words] if step.what is Happened.CHANGED else list(map(_word, step.words))
    said = words if step.what in {Happened.CALL, Happened.COMPLAINT_STEP} else [label_of(step.what), *words]
    return _("{about}: {said}").format(about=f"{record_name(step.table, step.id)} {step.name}".rstrip(), said=joined(said))


def _word(word: object) -> str:
    if isinstance(word, int):
        return _("{score}").format(score=word)
    return label_of(word) if isinstance(word, Word) else str(word)


def _heading_row(operation: Operation, about: Step | None) -> tuple[object, ...]:
    return (
        f"O{operation.id}",
        operation.at,
        operation.recorded_at,
        operation.employee_no,
        operation.employee,
        operation.system_user,
        operation.command,
        step_in_words(about) if about else None,
        operation.row_count,
        operation.automatic,
        f"O{operation.undoes}" if operation.undoes else None,
        f"O{operation.undone_by}" if operation.undone_by else None,
        record_name(about.table, about.id) if about else None,
        about.name if about else None,
        about.what if about else None,
        [str(word) for word in about.words] if about else None,
    )


def _change_rows(change: Change, difference: Difference, context: AppContext, *, whole: bool) -> list[tuple[object, ...]]:
    """A row for each field that differs; only one for a new record, whose fields are its own, and to people for one that is gone."""
    record = record_name(change.table, change.id)
    label = _joined_label(change, difference) or change.label
    start = (change.table, record, label or None, change.action)
    if change.action is Action.INSERT or (change.action is Action.DELETE and not whole):
        return [(*start, *[None] * _OF_FIELD)]
    columns = [column for column in change.before if column not in _UNTOLD and (change.after or change.before[column] is not None)]
    rows: list[tuple[object, ...]] = [
        (
            *start,
            *_named(change.table, column),
            *(_for_machines(change.table, column, image.get(column), difference, context.zone) for image in (change.before, change.after)),
            *(
                _for_people(change.table, column, image.get(column), difference, context.shown_in)
                for image in (change.before, change.after)
            ),
        )
        for column in columns
    ]
    return rows or [(*start, *[None] * _OF_FIELD)]


def _declared(table: str, column: str) -> Field | None:
    noun = of_table(table)
    return noun.columns.get(_HOURS.get(column, column)) if noun is not None else None


def _named(table: str, column: str) -> tuple[str, str]:
    """A column's key, and what people call it."""
    field = _declared(table, column)
    if field is None:
        key = _KEYS.get(column, column)
        return key, _(FIELD[key]) if key in FIELD else key
    # what refers to another record is called by what that is
    return column if column.endswith("_id") else field.key, _(FIELD.get(column, field.label))


def _joined_label(change: Change, difference: Difference) -> str:
    """A row that has no name of its own is known by those it joins: the kind of a follow-up, its customer, its vehicle."""
    if change.table not in _NAMELESS:
        return ""
    image = {**change.before, **change.after}
    kind = None if change.table == "prospect_event" else image.get("kind")  # a step, of which `lost` is one too
    words = [label_of(Kind(str(kind)))] if kind in labels_of(Kind) else []
    for column in ("prospect_id", "customer_id", "vehicle_id"):
        parent = difference.references.get((change.table, column))
        value = image.get(column)
        if parent and isinstance(value, int):
            words.append(f"{record_name(parent, value)} {difference.labels.get((parent, value), '')}".strip())
    return " ".join(words)


def _for_machines(table: str, column: str, value: str | int | None, difference: Difference, zone: ZoneInfo) -> str | None:
    parent = difference.references.get((table, column))
    if value is None:
        return None
    if parent and isinstance(value, int):
        return record_name(parent, value)
    return for_csv(*_typed(table, column, value), zone)


def _for_people(table: str, column: str, value: str | int | None, difference: Difference, zone: ZoneInfo) -> str | None:
    parent = difference.references.get((table, column))
    if value is None:
        return None
    if parent and isinstance(value, int):
        return f"{record_name(parent, value)} {difference.labels.get((parent, value), '')}".strip()
    return for_people(*_typed(table, column, value), zone)


def _typed(table: str, column: str, value: str | int) -> tuple[Column, object]:  # noqa: PLR0911 - one per kind
    """A stored value as its kind of cell."""
    field = _declared(table, column)
    if column in _HOURS:
        return Column(column, "", Cell.NUMBER), f"{int(value) / 60:g}"
    if field is not None:
        return valued(field, value)
    if column in _FLAGS:
        return Column(column, "", Cell.FLAG), bool(value)
    if column.endswith("_at"):
        return Column(column, "", Cell.INSTANT), datetime.fromisoformat(str(value))
    if column.endswith("_fen"):
        return Column(column, "", Cell.MONEY), value
    if (table, column) in _WORDS:
        return Column(column, "", Cell.ENUM, labels=_WORDS[table, column]), value
    return Column(column, ""), value
