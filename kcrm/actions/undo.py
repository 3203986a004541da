"""Undo: reverse what an operation did to each row, unless somebody has changed those rows since; read and written table by table.

What planning made and nobody touched is no obstacle: it is taken away, or left, and planned again. A row that others refer to is not
taken away under them. An undo is an operation like any other, so undoing it is a redo.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.access import Permission
from kcrm.named import NamedTuple
from kcrm.progress import one_by_one, taking, work
from kcrm.queries import operations
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.queries.operations import ByName, Difference, Image, Images, Operation, RowKey, Touched
from kcrm.queries.undo import (
    KNOWN_BY,
    ONLY_ACCOUNTS_HAVE,
    account_of,
    change_back,
    customers_of_followups,
    defer_references,
    existing,
    in_order,
    latest_change,
    named,
    naming,
    of_accounts,
    put_back,
    referring,
    set_apart,
    step_after,
    take_away,
    use_much_memory,
    want_planning,
)
from kcrm.storage.migration import schema_version
from kcrm.system import system_user

# What planning decides on a row that is otherwise a person's: it may have changed since, and may point to somebody who goes.
_PLANNED_COLUMNS = {"customer": frozenset({"specialist_id", "former_specialist_id"})}
# A follow-up is about these; without one of them it has no subject.
_SUBJECTS = frozenset({"customer_id", "vehicle_id", "order_id"})
_PLANNED_STATES = frozenset({"open", "cancelled", "lapsed"})
_MOST_DIGITS = 18  # what SQLite holds
# What classification derives of a customer: gone with them, and made anew by the next run.
_DERIVED = frozenset({"classification", "class_move", "lifecycle_event"})
_DERIVED_OF = frozenset({"id", "customer_id"})
_CHANGED = N_("{record} has since been changed by {later}.")
_REFERS = N_("{record} has since been created or changed by {later}, and depends on what would be removed.")
_FOLLOWED = N_("{record}: {later} added a step that builds on it.")
_LOST = N_("{record} refers to something that no longer exists.")


class Obstacle(NamedTuple):
    """A row that cannot be reversed. reason: an msgid with {record} and {later}; later: the operation that last changed it."""

    table: str
    id: int
    label: str
    reason: str
    later: int | None


class UndoRefusedError(RefusedError):
    """Rows stand in the way; with `--force` they are left."""

    def __init__(self, operation: Operation, obstacles: list[Obstacle]) -> None:
        super().__init__(
            N_("{operation} cannot be undone: {count} rows are in the way."),
            hint=N_("To undo the rest and keep those rows and what they refer to: kcrm undo {operation} --force"),
            operation=f"O{operation.id}",
            count=len(obstacles),
        )
        self.obstacles = obstacles


class Undone(NamedTuple):
    """What an undo did, or with dry_run would do. operation: the undo itself; left: rows that `force` passed over."""

    target: Operation
    operation: Operation
    difference: Difference
    left: list[Obstacle]


def operation_number(text: str) -> int:
    """The number in `O9` or `id:O9` as typed; the letter may be small or missing. Raises UsageError."""
    match identified(text):
        case Thing.OPERATION, number:
            return number
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and not digits.startswith("0") and len(digits) <= _MOST_DIGITS):
        raise UsageError(N_("“{value}” is not an operation number. Write it as O9."), value=text)
    return int(digits)


def target_of(session: Session, number: int | None) -> Operation:
    """The operation to undo: the one named, else the latest of who acts, an undo included and planning's own left out.

    Raises NotFoundError, and RefusedError for what cannot be undone.
    """
    if number is None:
        number = operations.latest_of(session.connection, staff_id=session.actor.id if session.actor else None, system_user=system_user())
        if number is None:
            raise RefusedError(N_("You have nothing to undo."), hint=N_("To see what was done: kcrm operation list"))
    operation = operations.operation(session.connection, number)
    if operation is None:
        raise NotFoundError(
            N_("There is no operation {operation}."), hint=N_("To see what was done: kcrm operation list"), operation=f"O{number}"
        )
    _check_undoable(session.connection, operation)
    _check_permitted(session, operation)
    return operation


def colleague_of(session: Session, target: Operation) -> str | None:
    """Whose operation it is, by name and number, where that is known to be somebody else than who acts; None where it is not.

    Where one of the two is not known as an employee, the system's users are compared.
    """
    if session.actor is not None and target.employee_no is not None:
        return None if session.actor.id == target.staff_id else f"{target.employee} ({target.employee_no})"
    return None if target.system_user == system_user() else target.employee_no or target.system_user


def _check_permitted(session: Session, operation: Operation) -> None:
    """Raises RefusedError for what others did, without the permission; and for users, whose rights no undo changes."""
    rights = session.context.rights
    if operations.has_touched(session.connection, operation.id, "user"):
        raise RefusedError(
            N_("{operation} changed a user; that is not undone but changed again."),
            hint=N_("To change it: kcrm user role, kcrm user disable"),
            operation=f"O{operation.id}",
        )
    if rights is None:
        return
    from kcrm.actions.logins import refusal  # noqa: PLC0415 - most desks have no users
    from kcrm.rules.access import may  # noqa: PLC0415

    if operation.staff_id != rights.staff_id and not may(rights, Permission.UNDO_ANY):
        raise refusal(Permission.UNDO_ANY, session.context.path)


def _check_rights_unchanged(session: Session) -> None:
    """Raises RefusedError where the undone policy gives posts other rights and who undoes it may not do that."""
    if session.context.rights is not None and session.planner().policy.access != session.policy.access:
        from kcrm.actions.rights import use_of_two  # noqa: PLC0415 - as above

        use_of_two(session, Permission.USER_ADMIN)


def _check_undoable(connection: sqlite3.Connection, operation: Operation) -> None:
    name = f"O{operation.id}"
    if operation.schema_version != schema_version():
        raise RefusedError(
            N_("{operation} was recorded under schema {recorded}; the database now has schema {present}, so it cannot be undone."),
            operation=name,
            recorded=operation.schema_version,
            present=schema_version(),
        )
    if operations.was_erased(connection, operation.id):
        raise RefusedError(N_("{operation} cannot be undone: what it changed is no longer kept."), operation=name)
    if operations.has_erased(connection, operation.id) or operations.has_touched(connection, operation.id, "erasure_row"):
        raise RefusedError(N_("{operation} cannot be undone: what it erased is gone."), operation=name)
    if operations.has_founded(connection, operation.id):
        raise RefusedError(N_("{operation} created this database; it cannot be undone."), operation=name)


def undo(session: Session, target: Operation, *, force: bool = False, dry_run: bool = False, shown: int | None = None) -> Undone:
    """Reverse the operation, plan what that touched, and say what changed; shown: so many changes of each table and action.

    Raises UndoRefusedError where rows stand in the way and `force` is not given, RefusedError where nothing is left to undo.
    """
    connection = session.connection
    use_much_memory(connection)
    with session.write(dry_run=dry_run, undoes=target.id):
        reversal = _Reversal(connection)
        rows = operations.touched_rows(connection, target.id)
        for touched in one_by_one(N_("Comparing with what is stored now"), rows, target.row_count):
            reversal.consider(touched)
        reversal.settle(force=force)
        if reversal.obstacles and not force:
            raise UndoRefusedError(target, reversal.obstacles)
        if not (reversal.deletes or reversal.updates or reversal.restores):
            raise RefusedError(N_("{operation} has nothing left to undo."), operation=f"O{target.id}")
        reversal.apply(target)
        _check_rights_unchanged(session)
        # by the policy, store and staff as they are after the undo
        session.planner().plan_changed()
        number = operations.open_operation(connection)
        own = operations.operation(connection, number)
        assert own is not None, "it is open"
        with work(N_("Reading what was changed")) as advance:
            difference = operations.difference(connection, number, shown, advance)
        return Undone(target, own, difference, reversal.obstacles)


def is_planned(followup: Image) -> bool:
    """Whether planning made it and nobody has touched it: not called, not put off, not assigned or made by hand."""
    return (
        followup["state"] in _PLANNED_STATES
        and followup["attempts"] == 0
        and followup["call_on"] in {followup["due_on"], followup.get("bundle_on")}
        and followup["call_time"] is None
        and followup["due_by"] != "by_hand"
        and followup["assigned_by"] != "by_hand"
    )


@dataclass(slots=True)
class _Reversal:
    """What reversing comes to: rows to delete, to set back, to put back, each in the order in which the operation touched them.

    extra: planned rows that go along with what they are about. detached: rows that lose a reference planning will find anew.
    """

    connection: sqlite3.Connection
    deletes: dict[RowKey, None] = field(default_factory=dict)
    updates: dict[RowKey, dict[str, str | int | None]] = field(default_factory=dict)
    restores: dict[RowKey, dict[str, str | int | None]] = field(default_factory=dict)
    extra: dict[RowKey, None] = field(default_factory=dict)
    detached: dict[RowKey, str] = field(default_factory=dict)
    obstacles: list[Obstacle] = field(default_factory=list)
    customers: set[int] = field(default_factory=set)
    images: Images = field(init=False)
    references: Mapping[tuple[str, str], str] = field(init=False)
    by_name: Mapping[tuple[str, str], ByName] = field(init=False)

    def __post_init__(self) -> None:
        self.images = Images(self.connection)
        self.references = operations.references(self.connection)
        self.by_name = operations.references_by_name(self.connection)

    # --- row by row ---

    def consider(self, touched: Touched) -> None:
        """Note how this row is reversed, or that it cannot be."""
        if touched.is_new:
            self.deletes[touched.key] = None
            return
        if touched.present == touched.before:
            return
        before, after = self.images.before(touched), self.images.image(touched.table, touched.after)
        present = after if touched.next_id is None else self.images.image(touched.table, touched.present)
        if not _same(touched.table, present, after):
            if not _planning_did(touched.table, before, after, present):
                self._obstruct(touched.key, _CHANGED, present)
                return
            if before is not None:
                assert present is not None, "planning deletes nothing"
                self.customers.add(int(present["customer_id"] or 0))
                return
        if before is None:
            self.deletes[touched.key] = None
        elif present is None or after is None:
            self.restores[touched.key] = dict(before)
        else:
            columns = {column: value for column, value in before.items() if value != after[column]}
            if columns:
                self.updates[touched.key] = columns

    def _obstruct(self, key: RowKey, reason: str, image: Image | None) -> None:
        table, row_id = key
        label = operations.label_of(table, image or {})
        self.obstacles.append(Obstacle(table, row_id, label, reason, latest_change(self.connection, key)))

    # --- who refers to whom ---

    def settle(self, *, force: bool) -> None:
        """See to it that nothing will refer to nothing; with force leave the rows that stand in the way, and all they refer to."""
        left: set[RowKey] = set()
        while True:
            if force:
                self._leave(((each.table, each.id) for each in self.obstacles), left)
            found = len(self.obstacles)
            self._check_order()
            self._take_along()
            self._check_targets()
            if found == len(self.obstacles) or not force:
                return

    def _leave(self, keys: Iterable[RowKey], left: set[RowKey]) -> None:
        pending = [key for key in keys if key not in left]
        while pending:
            key = pending.pop()
            left.add(key)
            for rows in (self.deletes, self.updates, self.restores):
                rows.pop(key, None)
            image = self.images.present(*key) or {}
            for (table, column), parent in self.references.items():
                value = image.get(column) if table == key[0] else None
                if isinstance(value, int) and (parent, value) not in left and self._concerns((parent, value)):
                    pending.append((parent, value))
            pending += [target for target in self._named_by(key[0], image) if target not in left and self._concerns(target)]
            if key[0] in ONLY_ACCOUNTS_HAVE and image:
                account = ("fleet", account_of(self.connection, int(image["customer_id"] or 0)) or 0)
                if account not in left and self._concerns(account):
                    pending.append(account)

    def _concerns(self, key: RowKey) -> bool:
        return key in self.deletes or key in self.updates or key in self.restores

    def _check_order(self) -> None:
        """A complaint's history has no gaps: a step neither goes from under later ones nor comes back under them. Notes stand alone."""
        steps = "complaint_event"
        for rows in (self.deletes, self.restores):
            for key in [key for key in rows if key[0] == steps]:
                image = self.restores.get(key) or self.images.present(*key)
                assert image is not None, "it is there, or comes back"
                complaint_id = int(image["complaint_id"] or 0)
                later = step_after(self.connection, complaint_id, key[1])
                if image["kind"] != "noted" and later is not None and (steps, later) not in self.deletes:
                    operation = latest_change(self.connection, (steps, later))
                    self.obstacles.append(Obstacle(*key, identifier(Thing.COMPLAINT, complaint_id), _FOLLOWED, operation))

    def _take_along(self) -> None:
        """Find who refers to the rows that will go: planned rows go along, the others stand in the way."""
        self.extra, self.detached = {}, {}
        going = _by_table(self.deletes)
        while going:
            along: dict[RowKey, None] = {}
            for (child, column), parent in self.references.items():
                if parent not in going:
                    continue
                for row_id, _parent_id in referring(self.connection, child, column, going[parent]):
                    key = (child, row_id)
                    if key in self.deletes or key in self.extra or column in self.updates.get(key, ()):
                        continue
                    if column in _PLANNED_COLUMNS.get(child, ()):
                        self.detached[key] = column
                    elif (child == "followup" and self._goes_along(row_id, column)) or (child in _DERIVED and column in _DERIVED_OF):
                        along[key] = self.extra[key] = None
                    else:
                        self._obstruct(key, _REFERS, self.images.present(*key))
            self._keep_named(going)
            for key in of_accounts(self.connection, going.get("fleet", ())):
                # a merge that is done once more gives them to the account that stays
                if key not in self.deletes and "customer_id" not in self.updates.get(key, ()):
                    self._obstruct(key, _REFERS, self.images.present(*key))
            going = _by_table(along)

    def _keep_named(self, going: Mapping[str, set[int]]) -> None:
        """Who refers by name to rows that will go stands in the way."""
        for (child, column), called in self.by_name.items():
            for row_id in naming(self.connection, child, column, called, going.get(called.table, ())):
                key = (child, row_id)
                if key not in self.deletes and key not in self.extra and column not in self.updates.get(key, ()):
                    self._obstruct(key, _REFERS, self.images.present(*key))

    def _goes_along(self, followup_id: int, column: str) -> bool:
        """A planned follow-up goes with its subject; one that only lost its assignee or policy is planned again, but not a missed one."""
        image = self.images.present("followup", followup_id)
        assert image is not None, "it was just found"
        return is_planned(image) and (column in _SUBJECTS or image["state"] != "lapsed")

    def _check_targets(self) -> None:
        """Rows that are put or set back may refer to what has gone meanwhile."""
        wanted: dict[str, set[int]] = defaultdict(set)
        pointing: list[tuple[RowKey, str, RowKey]] = []
        for rows in (self.restores, self.updates):
            for key, image in rows.items():
                for (table, column), parent in self.references.items():
                    value = image.get(column) if table == key[0] else None
                    if isinstance(value, int):
                        wanted[parent].add(value)
                        pointing.append((key, column, (parent, value)))
        there = {table: existing(self.connection, table, ids) for table, ids in wanted.items()}
        for key, column, target in pointing:
            table, row_id = target
            if target in self.restores or (row_id in there[table] and target not in self.deletes and target not in self.extra):
                continue
            if column in _PLANNED_COLUMNS.get(key[0], ()):
                self.restores.get(key, self.updates.get(key, {}))[column] = None
            else:
                self._obstruct(key, _LOST, self.restores.get(key) or self.images.present(*key))

        self._check_names()

    def _check_names(self) -> None:
        """The same of what is referred to by its name, which may have been changed meanwhile."""
        for rows in (self.restores, self.updates):
            for key, image in list(rows.items()):
                for column, name in self._names_in(key[0], image):
                    called = self.by_name[key[0], column]
                    again = any(
                        table == called.table and back.get(called.column) == name
                        for each in (self.restores, self.updates)
                        for (table, _id), back in each.items()
                    )
                    row_id = named(self.connection, called, name)
                    target = (called.table, row_id or 0)
                    if not again and (row_id is None or target in self.deletes or called.column in self.updates.get(target, ())):
                        self._obstruct(key, _LOST, self.restores.get(key) or self.images.present(*key))

    def _names_in(self, table: str, image: Image) -> list[tuple[str, str]]:
        """By column the names by which a row refers to others."""
        columns = [column for child, column in self.by_name if child == table]
        return [(column, value) for column in columns if isinstance(value := image.get(column), str)]

    def _named_by(self, table: str, image: Image) -> Iterator[RowKey]:
        """The rows that a row refers to by their names, where they are there."""
        for column, name in self._names_in(table, image):
            called = self.by_name[table, column]
            if (row_id := named(self.connection, called, name)) is not None:
                yield called.table, row_id

    # --- writing ---

    def apply(self, target: Operation) -> None:
        """Write it: what came last goes first. Afterwards the customers whose follow-ups changed want planning."""
        followups = [row_id for rows in (self.deletes, self.updates, self.extra) for table, row_id in rows if table == "followup"]
        self.customers |= customers_of_followups(self.connection, followups)
        self.customers |= {int(image["customer_id"] or 0) for (table, _id), image in self.restores.items() if table == "followup"}
        self.customers |= {row_id for table, row_id in self.detached if table == "customer"}
        defer_references(self.connection)
        self._make_room()
        try:
            self._write()
        except sqlite3.IntegrityError as error:
            raise RefusedError(
                N_("{operation} cannot be undone: another record has taken the place of one it removed ({detail})."),
                operation=f"O{target.id}",
                detail=error,
            ) from error
        want_planning(self.connection, self.customers)

    def _make_room(self) -> None:
        """Follow-ups that took each other's place, as a merge has them do, stand in each other's way whichever goes back first."""
        moving = [
            row_id for (table, row_id), values in self.updates.items() if table == "followup" and not values.keys().isdisjoint(KNOWN_BY)
        ]
        if len(moving) > 1:
            for row_id, case_no in set_apart(self.connection, moving):
                self.updates["followup", row_id].setdefault("case_no", case_no)

    def _write(self) -> None:
        """Who refers goes before whom it refers to, and comes back after; changes are taken back from the last to the first."""
        going, coming = _by_table([*self.extra, *self.deletes]), _by_table(self.restores)
        tables = in_order(self.references, going.keys() | coming.keys())
        count = len(self.extra) + len(self.deletes) + len(self.detached) + len(self.updates) + len(self.restores)
        with work(N_("Undoing"), count) as advance:
            for table in tables:
                take_away(self.connection, table, taking(advance, going.get(table, ())))
            for key, column in taking(advance, self.detached.items()):
                change_back(self.connection, key[0], (column,), [(None, key[1])])
            changes = ((table, tuple(values), (*values.values(), row_id)) for (table, row_id), values in reversed(self.updates.items()))
            for (table, columns), alike in groupby(taking(advance, changes), lambda change: change[:2]):
                change_back(self.connection, table, columns, (values for _table, _columns, values in alike))
            for table in reversed(tables):
                back = sorted(coming.get(table, ()))
                put_back(self.connection, table, [self.restores[table, row_id] for row_id in taking(advance, back)])


def _same(table: str, present: Image | None, after: Image | None) -> bool:
    if present is None or after is None:
        return present is after
    planned = _PLANNED_COLUMNS.get(table, frozenset())
    return all(value == after[column] for column, value in present.items() if column not in planned)


def _planning_did(table: str, before: Image | None, after: Image | None, present: Image | None) -> bool:
    """Whether the row has changed since by planning only, and nobody's word would be lost by planning it again."""
    return (
        table == "followup"
        and present is not None
        and is_planned(present)
        and all(image is None or is_planned(image) for image in (before, after))
    )


def _by_table(keys: Iterable[RowKey]) -> dict[str, set[int]]:
    tables: dict[str, set[int]] = defaultdict(set)
    for table, row_id in keys:
        tables[table].add(row_id)
    return tables
