"""Checklists, their items, and what was found when somebody went through them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from kcrm.model.manager import CheckResult, Place
from kcrm.named import NamedTuple
from kcrm.queries.records import save
from kcrm.queries.rows import record, where


class Checklist(NamedTuple):
    """A list with how many items are in use, and the first of them. checker_id: who goes through it, None for nobody in particular."""

    id: int
    name: str
    place: Place
    rhythm_days: int
    checker_id: int | None
    items: int
    first_item: int | None


class Item(NamedTuple):
    """One item of a list that is in use."""

    id: int
    item_no: int
    item: str
    weight: int
    required: bool


class RunItem(NamedTuple):
    """One item of a run as it read on that day. result: None while it is not answered."""

    id: int
    run_id: int
    item_no: int
    item: str
    weight: int
    required: bool
    result: CheckResult | None
    note: str | None


class Run(NamedTuple):
    """Somebody going through a list. checked: whose own it was, None where it was nobody's in particular. spot: which one of several."""

    id: int
    checklist_id: int
    checklist: str
    place: Place
    ran_on: date
    checker_id: int
    checker: str
    checked_id: int | None
    checked: str | None
    spot: str | None
    note: str | None


class NewRun(NamedTuple):
    """A run as it is stored."""

    checklist_id: int
    ran_on: date
    checker_id: int
    checked_id: int | None = None
    spot: str | None = None
    note: str | None = None


class WantedRuns(NamedTuple):
    """Which runs; None for any."""

    id: int | None = None
    checklist: int | None = None
    place: Place | None = None
    first: date | None = None
    last: date | None = None


_LISTS: Final = """
SELECT id, name, place, rhythm_days, checker_id,
    (SELECT count(*) FROM checklist_item WHERE checklist_id = checklist.id AND active) AS items,
    (SELECT id FROM checklist_item WHERE checklist_id = checklist.id AND active ORDER BY item_no, id LIMIT 1) AS first_item
FROM checklist ORDER BY name
"""
_RUNS: Final = """
SELECT run.id, run.checklist_id, checklist.name AS checklist, checklist.place, run.ran_on, run.checker_id, checker.name AS checker,
    run.checked_id, checked.name AS checked, run.spot, run.note
FROM checklist_run AS run
JOIN checklist ON checklist.id = run.checklist_id
JOIN staff AS checker ON checker.id = run.checker_id
LEFT JOIN staff AS checked ON checked.id = run.checked_id
WHERE {conditions} ORDER BY run.ran_on DESC, run.id DESC
"""
_CONDITIONS: Final = {
    "id": "run.id = :id",
    "checklist": "run.checklist_id = :checklist",
    "place": "checklist.place = :place",
    "first": "run.ran_on >= :first",
    "last": "run.ran_on <= :last",
}
# the latest in which every item is answered and something applied; what counts as complete is `kcrm.rules.checklists`
_LATEST: Final = """
SELECT checklist_id, ran_on, id FROM checklist_run AS run
WHERE NOT EXISTS (SELECT 1 FROM run_item WHERE run_id = run.id AND result IS NULL)
    AND EXISTS (SELECT 1 FROM run_item WHERE run_id = run.id AND result <> 'na')
ORDER BY ran_on, id
"""


def checklists(connection: sqlite3.Connection) -> list[Checklist]:
    """Every checklist, by name."""
    return [record(Checklist, row) for row in connection.execute(_LISTS)]


def checklist_of_item(connection: sqlite3.Connection, item_id: int) -> int | None:
    """The checklist in which an item stands; None where there is no such item."""
    row = connection.execute("SELECT checklist_id FROM checklist_item WHERE id = ?", (item_id,)).fetchone()
    return None if row is None else int(row[0])


def items_of(connection: sqlite3.Connection, checklist_id: int) -> list[Item]:
    """What is asked for now, in the order of the list."""
    rows = connection.execute(
        "SELECT id, item_no, item, weight, required FROM checklist_item WHERE checklist_id = ? AND active ORDER BY item_no, id",
        (checklist_id,),
    )
    return [record(Item, row) for row in rows]


def runs(connection: sqlite3.Connection, wanted: WantedRuns) -> list[Run]:
    """The runs that are wanted, the latest first."""
    values = {name: value.isoformat() if isinstance(value, date) else value for name, value in zip(wanted._fields, wanted, strict=True)}
    rows = connection.execute(_RUNS.format(conditions=where(_CONDITIONS, values)), values)
    return [record(Run, row) for row in rows]


def answers_of(connection: sqlite3.Connection, run_ids: Collection[int]) -> Mapping[int, Sequence[RunItem]]:
    """What was found, by run, in the order of the list."""
    found: defaultdict[int, list[RunItem]] = defaultdict(list)
    rows = connection.execute(
        "SELECT * FROM run_item WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY run_id, item_no, id", (json.dumps(list(run_ids)),)
    )
    for row in rows:
        found[row["run_id"]].append(record(RunItem, row))
    return found


def latest_complete(connection: sqlite3.Connection) -> Mapping[int, tuple[date, int]]:
    """By checklist the day and number of the last run that is complete."""
    return {row["checklist_id"]: (date.fromisoformat(row["ran_on"]), row["id"]) for row in connection.execute(_LATEST)}


def add_run(connection: sqlite3.Connection, new: NewRun, items: Sequence[Item]) -> int:
    """A run with the items as they read now, none of them answered."""
    number, _saved = save(connection, "checklist_run", None, new._asdict())
    for each in items:
        asked = {"run_id": number, "item_no": each.item_no, "item": each.item, "weight": each.weight, "required": each.required}
        save(connection, "run_item", None, asked)
    return number


def answer(connection: sqlite3.Connection, item: RunItem, result: CheckResult, note: str | None) -> None:
    """Write what was found of an item."""
    row = connection.execute("SELECT * FROM run_item WHERE id = ?", (item.id,)).fetchone()
    save(connection, "run_item", row, {"result": result, "note": note})


def open_measure(connection: sqlite3.Connection, title: str, owner_id: int) -> int | None:
    """The measure of these words that somebody has under way."""
    row = connection.execute(
        "SELECT max(id) FROM measure WHERE title = ? AND owner_id = ? AND state = 'open'", (title, owner_id)
    ).fetchone()
    number: int | None = row[0]
    return number
