"""What a record's new values are worth beside those it has: which of them are taken, where they come from, and who contradicts whom.

A fact's origin is kept with its record; it has a row of its own only where it differs. What follows from a write goes through the same
register, so that it is kept or given up with the record that it belongs to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from kcrm.actions.references import ColumnError
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.quality import JUDGED, MILEAGE, OWNER, PLATE, ConflictState, Judged, KnownFrom, Said
from kcrm.named import NamedTuple
from kcrm.queries.evidence import Conflict, Evidence, Pair, conflict_by_id, entered_by, kept_text, origin_of, stored_evidence
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.queries.records import Kept, stored_value
from kcrm.queries.register import Register
from kcrm.queries.vehicles import ownership_of
from kcrm.records import of_table
from kcrm.rules.quality.resolving import HIGHEST, Resolution, again, confirms, decide, fills, holds, rank, resolve

_ELSEWHERE: Final = frozenset({OWNER, MILEAGE})
"""Facts that are not kept in the record itself."""
_AT_THE_DESK: Final = frozenset(KnownFrom) - {KnownFrom.DMS, KnownFrom.LIST}
"""Where from whoever enters a fact is somebody of the store."""


class Telling(NamedTuple):
    """Who tells what is written. decides: a person at the desk, whose word is taken; else a file, which is weighed.

    on: the day. by: the id of the person, if they are known. fillers: what only fills a form, in a file.
    """

    source: KnownFrom
    on: date
    decides: bool
    by: int | None = None
    fillers: frozenset[str] = frozenset()


@dataclass(slots=True)
class Judgement:
    """Of one record: what is to be written, what is to be said of it, and how many conflicts it opens."""

    register: Register
    table: str
    telling: Telling
    values: dict[str, object]
    warnings: list[ColumnError] = field(default_factory=list)
    opened: int = 0

    def weigh(self, row: sqlite3.Row | None) -> None:
        """Leave out of the values what a record, None for a new one, has from a better source."""
        if row is None or self.table not in JUDGED:
            return
        self._leave_plate(row)
        judged = [(key, each) for key, each in JUDGED[self.table].items() if key in self.values and key not in _ELSEWHERE]
        if not judged:
            return
        evidence = stored_evidence(self._of_record("evidence", row["id"]))
        for key, each in judged:
            self._weigh(row, key, each, evidence)

    def _leave_plate(self, row: sqlite3.Row) -> None:
        """Leave out of a file the plate that somebody decided is not this vehicle's: the DMS goes on telling of it, night after night."""
        plate = self.values.get(PLATE)
        if self.telling.decides or plate is None or plate == row[PLATE]:
            return
        decided = self._lost(row["id"], str(plate))
        if decided is not None:
            del self.values[PLATE]
            reason = RefusedError(N_("{number} was decided otherwise; left out"), number=identifier(Thing.CONFLICT, decided))
            self.warnings.append(ColumnError(PLATE, plate, reason))

    def _lost(self, number: int, plate: str) -> int | None:
        """The conflict in which this vehicle, by its number, lost the plate, to another that has it still or to neither; None for none."""
        having = {row["id"] for row in self.register.find("vehicle", PLATE, plate)}
        for own, other, lost in (("vehicle_id", "other_id", ConflictState.KEPT_OLD), ("other_id", "vehicle_id", ConflictState.TOOK_NEW)):
            for row in self.register.find("conflict", own, number):
                if row["other_id"] is None or row["new_value"] != plate:
                    continue
                if row["state"] == ConflictState.WRONG or (row["state"] == lost and row[other] in having):
                    return int(row["id"])
        return None

    def _weigh(self, row: sqlite3.Row, key: str, judged: Judged, evidence: Mapping[str, Evidence]) -> None:
        told = self.values[key]
        value = stored_value(told)
        if value is None:
            value = judged.unsaid
        known = evidence.get(key)
        old = origin_of(row, known, _said(row, key, judged))
        new = Said(value, self.telling.source, self.telling.on)
        if row[key] == value:
            if old.value is not None and confirms(old, new):
                self.tell(row, key, known, new, verified=old.verified)
                self._decided(row["id"], key, new)
            return
        emptied = told is None
        resolution = Resolution.TAKES if emptied or value == judged.strict else self._resolved(row, old, new, judged, known)
        if not resolution.takes:
            del self.values[key]
        elif not emptied:
            self.tell(row, key, known, new)
        elif judged.unsaid is None:
            self._empty(row, key, known, new)
        if self.telling.decides:
            self._decided(row["id"], key, new)
        if resolution.opens:
            self.open(Pair(self.table, row["id"], key, old, new), taken=resolution.takes)
        reason = self._reason(old, new, resolution, judged)
        if reason:
            before = _shown(self.table, key, old.value)
            self.warnings.append(ColumnError(key, told, RefusedError(reason, before=before, source=old.source, on=old.on)))

    def _empty(self, row: sqlite3.Row, key: str, known: Evidence | None, new: Said) -> None:
        """Keep what a person, or a first-hand file, takes away, so that no file brings it back; of others a later one does."""
        if self.telling.decides or rank(new) == HIGHEST:
            said = {"source": new.source, "seen_on": new.on, "verified_by_id": None, "verified_on": None, "emptied": str(row[key])}
            self.register.save("evidence", None if known is None else known.row, {f"{self.table}_id": row["id"], "field": key, **said})

    def _resolved(self, row: sqlite3.Row, old: Said, new: Said, judged: Judged, known: Evidence | None = None) -> Resolution:
        if self.telling.decides:
            return decide(old, new, identity=judged.identity)
        if old.value is None and known is not None and known.emptied == str(new.value):
            return again(old, new, identity=judged.identity, fillers=self.telling.fillers)
        if old.value == judged.strict and holds(old, new, judged.strict, joined=self._joined(row)):
            return Resolution.KEEPS
        return resolve(old, new, identity=judged.identity, fillers=self.telling.fillers)

    def _joined(self, row: sqlite3.Row) -> bool:
        """Whether another record was merged into this one."""
        return bool(self.register.find(f"{self.table}_former", "kept_id", row["id"]))

    def _reason(self, old: Said, new: Said, resolution: Resolution, judged: Judged) -> str:
        """What whoever told it is told of it; one who decides, only of a conflict."""
        if old.value is None:
            return "" if resolution.takes else N_("stays empty, as somebody took this away on {on}")
        if self.telling.decides and not resolution.opens:
            return ""
        fillers = self.telling.fillers
        if resolution.takes:
            told = (judged.identity and not fills(old, fillers)) or old.value == judged.strict
            return N_("replaces {before}") if told else ""
        if fills(new, fillers):
            return "" if fills(old, fillers) else N_("{before} stays; this only fills a form")
        if old.verified and rank(old) > rank(new):
            return N_("{before} stays, which customer service has verified")
        known_from = rank(old) > rank(new) or old.value == judged.strict
        return N_("{before} stays, known from {source}") if known_from else N_("{before} stays, told the same day or later")

    def owner(self, row: sqlite3.Row, before: str | None, after: str) -> bool:
        """Whether a vehicle has another owner from now on. before, after: their identifiers."""
        known = stored_evidence(self._of_record("evidence", row["id"])).get(OWNER)
        old, new = origin_of(row, known, before), Said(after, self.telling.source, self.telling.on)
        resolution = self._resolved(row, old, new, JUDGED[self.table][OWNER])
        if resolution.takes:
            self.tell(row, OWNER, known, new)
            self._decided(row["id"], OWNER, new)
        if resolution.opens:
            self.open(Pair(self.table, row["id"], OWNER, old, new), taken=resolution.takes)
        return resolution.takes

    def plate(self, number: int, other: sqlite3.Row, plate: str) -> None:
        """Another vehicle has the plate that this one, by its number, is given."""
        known = stored_evidence(self.register.find("evidence", "vehicle_id", other["id"])).get(PLATE)
        new = Said(plate, self.telling.source, self.telling.on)
        self.open(Pair(self.table, number, PLATE, origin_of(other, known, plate), new), taken=True, other_id=other["id"])

    def tell(self, row: sqlite3.Row, key: str, known: Evidence | None, new: Said, *, verified: bool = False) -> None:
        """Keep where the value comes from, unless all of the record does."""
        source = {"source": new.source, "seen_on": new.on, "emptied": None}
        source |= {} if verified else {"verified_by_id": None, "verified_on": None}
        if known is not None:
            self.register.save("evidence", known.row, source)
        elif (new.source, new.on) != origin_of(row, None, None)[1:3]:
            self.register.save("evidence", None, {f"{self.table}_id": row["id"], "field": key, **source})

    def open(self, pair: Pair, *, taken: bool, other_id: int | None = None) -> None:
        """Open a conflict, unless it is open already, or was decided and nothing has changed by it."""
        new = kept_text(pair.new.value)
        for row in self._of_record("conflict", pair.record_id):
            if row["field"] != pair.field or row["other_id"] != other_id or new not in {row["old_value"], row["new_value"]}:
                continue
            if row["state"] == ConflictState.OPEN and {row["old_value"], row["new_value"]} == pair.values:
                self.register.save("conflict", row, {"taken": taken == (row["new_value"] == new)})
                return
            if not taken and row["state"] != ConflictState.OPEN and (right_of(row) or "") == kept_text(pair.old.value):
                return
        self.opened += 1
        self.register.save("conflict", None, {**pair.columns, "other_id": other_id, "taken": taken})

    def _decided(self, record_id: int, key: str, new: Said) -> None:
        """Whoever types a value, or takes it away, decides what was open about it."""
        if not self.telling.decides:
            return
        value = kept_text(new.value)
        for row in self._of_record("conflict", record_id):
            if row["field"] != key or row["state"] != ConflictState.OPEN or (row["other_id"] is not None and not value):
                continue
            decided = decision(row, value, self.telling.by, self.telling.on)
            if self._entered(row, value):
                decided = {"taken": value == row["new_value"]}
            self.register.save("conflict", row, decided)

    def _entered(self, row: sqlite3.Row, value: str) -> bool:
        """Whether who types one of two values entered it before: to say it twice decides nothing."""
        if self.telling.by is None or row["other_id"] is not None or value not in {row["old_value"], row["new_value"]}:
            return False
        connection = self.register.connection
        return whose_entry(connection, conflict_by_id(connection, row["id"]), value) == self.telling.by

    def _of_record(self, table: str, record_id: int) -> Sequence[sqlite3.Row]:
        return self.register.find(table, f"{self.table}_id", record_id)


def whose_entry(connection: sqlite3.Connection, found: Conflict, value: str) -> int | None:
    """Who entered one of the two values of a conflict, by number, as far as the log knows; None for a third one.

    What the DMS or a list says was entered elsewhere, whoever brought the file.
    """
    source = {found.old_value: found.old_source, found.new_value: found.new_source}.get(value)
    if source not in _AT_THE_DESK:
        return None
    if value == found.new_value:
        return entered_by(connection, "conflict", found.id, "new_value")
    if found.field != OWNER:
        return entered_by(connection, found.table, found.record_id, found.field, value)
    named = identified(value)
    assert named is not None, "an owner is kept by identifier"
    ownership = ownership_of(connection, found.record_id, named[1])
    return None if ownership is None else entered_by(connection, "ownership", ownership, "customer_id")


def decision(row: sqlite3.Row, value: str | None, by: int | None, on: date) -> dict[str, Kept]:
    """What becomes of a conflict where this is the right value; nothing, where none is."""
    sides = {row["new_value"]: ConflictState.TOOK_NEW, row["old_value"]: ConflictState.KEPT_OLD}
    state = sides.get(value or "", ConflictState.WRONG)
    right = value or None if state is ConflictState.WRONG else None
    return {"state": state.value, "right_value": right, "decided_by_id": by, "decided_on": on.isoformat()}


def right_of(row: sqlite3.Row) -> str | None:
    """The value that a conflict was decided for; None while it is open, and where none was right."""
    right: str | None = row[{ConflictState.KEPT_OLD: "old_value", ConflictState.TOOK_NEW: "new_value"}.get(row["state"], "right_value")]
    return right


def read_ahead(register: Register, table: str, numbers: Iterable[int]) -> None:
    """Read what is known of these records' facts, so that it is not asked for one by one."""
    ids = list(numbers)
    for kept in ("evidence", "conflict"):
        register.read_ahead(kept, f"{table}_id", ids)


def _shown(table: str, key: str, kept: str | int | None) -> object:
    """What is kept of a fact, as the value that it is: a word of the vocabulary, yes or no."""
    noun = of_table(table)
    assert noun is not None, "what is judged is declared"
    return None if kept is None else noun.field(key).type.load(kept)


def _said(row: sqlite3.Row, key: str, judged: Judged) -> str | int | None:
    """What was said there: nothing, where the value is what stands there by itself, as the phone of who did not give their name."""
    value: str | int | None = row[key]
    unnamed = key == "name" and row["contact_only"] and value == row["phone"]
    return None if value == judged.unsaid or unnamed else value
