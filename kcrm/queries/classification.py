"""Classification in SQL, for any number of customers: their standings, held against what is stored, and only what differs is written.

The rules are `kcrm.rules.classification` and `kcrm.rules.lifecycle`; a test holds these statements against them on random data. Whose an
order is: whoever owned the vehicle on the day it was opened.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from kcrm.model import CustomerClass, Energy, Lifecycle, MovePart, OrderType
from kcrm.queries.records import save
from kcrm.queries.rows import record

# One row an ownership: what the orders of that time came to, and when the vehicle was last seen, whoever had it. The index on
# repair_order holds all that is read of it; conditions stand in the order in which they spare the most work.
_OWNED = """
SELECT ownership.customer_id, ownership.from_on, ownership.until_on, ownership.vehicle_id,
    sum(repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen) FILTER (
        WHERE repair_order.closed_on > :after AND repair_order.closed_on <= :on AND {paid} AND {own}
    ) AS cb_fen,
    sum(repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen) FILTER (
        WHERE {paid} AND repair_order.closed_on <= :on AND {own}
    ) AS paid_fen,
    count(DISTINCT repair_order.opened_on) FILTER (WHERE repair_order.opened_on > :after AND {visit} AND {own}) AS visits,
    (
        SELECT seen.opened_on FROM repair_order AS seen
        WHERE seen.vehicle_id = ownership.vehicle_id AND seen.opened_on <= :on AND seen.{visited} ORDER BY seen.opened_on DESC LIMIT 1
    ) AS seen_on,
    (
        SELECT done.opened_on FROM repair_order AS done
        WHERE done.vehicle_id = ownership.vehicle_id AND done.opened_on <= :on AND done.{maintained} AND done.{visited}
        ORDER BY done.opened_on DESC LIMIT 1
    ) AS maintained_on,
    CASE WHEN vehicle.delivered_on <= :on THEN vehicle.delivered_on END AS delivered_on, vehicle.sold_on, vehicle.scrapped_on,
    {first} AS first_months, {scheduled} AS scheduled_months
FROM ownership
JOIN vehicle ON vehicle.id = ownership.vehicle_id
LEFT JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id AND repair_order.opened_on <= :on
WHERE ownership.from_on IS NULL OR ownership.from_on <= :on
GROUP BY ownership.customer_id, ownership.id
"""
_OWN = (
    "(ownership.from_on IS NULL OR repair_order.opened_on >= ownership.from_on)"
    " AND (ownership.until_on IS NULL OR repair_order.opened_on < ownership.until_on)"
)
# Whoever had the vehicle all the time made its last visit themselves.
_LAST_VISIT = """
CASE WHEN from_on IS NULL AND until_on IS NULL THEN seen_on ELSE (
    SELECT own.opened_on FROM repair_order AS own
    WHERE own.vehicle_id = owned.vehicle_id AND own.opened_on >= coalesce(owned.from_on, '')
        AND own.opened_on < coalesce(owned.until_on, '9999') AND own.opened_on <= :on AND own.{visited}
    ORDER BY own.opened_on DESC LIMIT 1
) END
"""

_STANDINGS = """
INSERT INTO standing (id, cb_fen, paid_fen, visits, last_visit_on, ev_e4, lifecycle)
WITH owned AS ({owned}), lived AS (
    SELECT *, {last_visit} AS last_visit_on,
        CASE WHEN coalesce(delivered_on, seen_on) IS NOT NULL
            THEN max(coalesce(delivered_on, ''), coalesce(seen_on, ''), coalesce(from_on, '')) END AS base_on,
        CASE WHEN maintained_on >= coalesce(delivered_on, '') THEN maintained_on ELSE delivered_on END AS since_on,
        CASE WHEN maintained_on >= coalesce(delivered_on, '') THEN scheduled_months ELSE first_months END AS every_months
    FROM owned
), waited AS (
    SELECT *, coalesce(base_on <= since_on OR base_on <= {expected_on}, false) AS waits FROM lived
), counted AS (
    SELECT *, CASE WHEN waits THEN since_on ELSE base_on END AS counted_on,
        CASE WHEN waits THEN {dormant_by} ELSE :dormant_by END AS dormant_by,
        CASE WHEN waits THEN {earliest_by} ELSE :earliest_by END AS earliest_by
    FROM waited
), aged AS (
    SELECT customer_id, cb_fen, paid_fen, visits, last_visit_on, CASE
        WHEN scrapped_on <= :on THEN 6
        WHEN sold_on <= :on OR until_on <= :on THEN 5
        WHEN base_on IS NULL THEN NULL
        WHEN base_on <= :lost_by AND counted_on <= earliest_by THEN 4
        WHEN counted_on <= dormant_by THEN 3
        WHEN delivered_on > :new_after AND coalesce(seen_on, '') < delivered_on THEN 2
        ELSE 1
    END AS age
    FROM counted
), business AS (
    SELECT customer_id AS id, coalesce(sum(cb_fen), 0) AS cb_fen, coalesce(sum(paid_fen), 0) AS paid_fen, sum(visits) AS visits,
        max(last_visit_on) AS last_visit_on, min(age) AS age
    FROM aged GROUP BY customer_id
    {prospects}
), chance AS (
    SELECT customer_id AS id, sum(amount_fen * probability_bp) AS av_p_e4 FROM opportunity
    WHERE opened_on <= :on AND (ended_on IS NULL OR ended_on > :on) AND (expected_on IS NULL OR expected_on >= :on)
    GROUP BY customer_id
), valued AS (
    SELECT business.*, cb_fen * 10000 + coalesce(chance.av_p_e4, 0) AS ev_e4, customer.customer_no
    FROM business JOIN customer USING (id) LEFT JOIN chance USING (id)
)
SELECT id, cb_fen, paid_fen, visits, last_visit_on, ev_e4,
    CASE age WHEN 1 THEN 'active' WHEN 2 THEN 'new' WHEN 3 THEN 'dormant' WHEN 4 THEN 'lost' WHEN 5 THEN 'sold' WHEN 6 THEN 'scrapped' END
        AS lifecycle
FROM valued ORDER BY ev_e4 DESC, last_visit_on DESC, paid_fen DESC, customer_no IS NULL, customer_no, id
"""
_PROSPECTS = "UNION ALL SELECT id, 0, 0, 0, NULL, NULL FROM customer WHERE contact_only = 0 AND id NOT IN (SELECT customer_id FROM aged)"

_CLASS = "CASE WHEN standing.ev_e4 <= 0 OR standing.rank > :last_b THEN 'C' WHEN standing.rank <= :last_a THEN 'A' ELSE 'B' END"
_IS_KEY = "{class_} IN (SELECT value FROM json_each(:key_classes))"

# Who is new or judged otherwise than stored: in one pass, as it is nobody or a few on most days.
_DIFFERING = f"""
INSERT INTO differing
SELECT standing.id, standing.cb_fen, standing.paid_fen, standing.visits, standing.last_visit_on, standing.ev_e4, standing.lifecycle,
    standing.rank, {_CLASS}, classification.id IS NULL
FROM standing LEFT JOIN classification USING (id)
WHERE classification.id IS NULL OR classification.class <> {_CLASS}
    OR classification.ev_e4 <> standing.ev_e4 OR classification.cb_fen <> standing.cb_fen
    OR classification.paid_fen <> standing.paid_fen OR classification.visits <> standing.visits
    OR classification.last_visit_on IS NOT standing.last_visit_on OR classification.lifecycle IS NOT standing.lifecycle
    OR (classification.key_since_on IS NULL) = ({_IS_KEY.format(class_=_CLASS)})
"""  # noqa: S608 - our own statement

_CHANGED = """
SELECT differing.id, classification.class AS class_before, differing.class AS class_after,
    classification.ev_e4 AS ev_before_e4, differing.ev_e4 AS ev_after_e4, classification.cb_fen AS cb_before_fen,
    differing.cb_fen AS cb_after_fen, classification.last_visit_on AS visit_before_on, differing.last_visit_on AS visit_after_on,
    classification.paid_fen AS paid_before_fen, differing.paid_fen AS paid_after_fen,
    classification.lifecycle AS lifecycle_before, differing.lifecycle AS lifecycle_after, classification.policy_version_id
FROM differing JOIN classification USING (id)
WHERE classification.class <> differing.class OR classification.lifecycle IS NOT differing.lifecycle
ORDER BY differing.rank
"""

_UPDATE = f"""
UPDATE classification SET
    class = differing.class, ev_e4 = differing.ev_e4, cb_fen = differing.cb_fen, paid_fen = differing.paid_fen,
    visits = differing.visits, last_visit_on = differing.last_visit_on, lifecycle = differing.lifecycle, judged_on = :on,
    policy_version_id = :policy_version_id,
    since_on = CASE WHEN classification.class = differing.class THEN since_on ELSE :on END,
    key_since_on = CASE WHEN {_IS_KEY.format(class_="differing.class")} THEN coalesce(key_since_on, :on) END
FROM differing WHERE differing.id = classification.id AND NOT differing.is_new
"""  # noqa: S608

_INSERT = f"""
INSERT INTO classification (id, class, ev_e4, cb_fen, paid_fen, visits, last_visit_on, lifecycle, since_on, key_since_on, judged_on,
    policy_version_id)
SELECT id, class, ev_e4, cb_fen, paid_fen, visits, last_visit_on, lifecycle, :on,
    CASE WHEN {_IS_KEY.format(class_="class")} THEN :on END, :on, :policy_version_id
FROM differing WHERE is_new ORDER BY id
"""  # noqa: S608

_DELETE = "DELETE FROM classification WHERE id NOT IN (SELECT id FROM standing)"


@dataclass(frozen=True, slots=True)
class Interval:
    """Every how many months some vehicles are maintained; None stands for any brand, model, energy.

    dormant_by, earliest_by: as below, where the time is counted from what this interval begins with.
    """

    brand: str | None
    model: str | None
    energy: str | None
    months: int
    dormant_by: date
    earliest_by: date


@dataclass(frozen=True, slots=True)
class AbsenceTerms:
    """By which days a vehicle is dormant and lost, as in `kcrm.rules.followups.absence`: whose time is counted from then or before is.

    first, scheduled: the rows of the tables, the last of which fits every vehicle. lost_by: counted from when it was last seen; to be lost,
    it must have been dormant so long, too, which is earliest_by.
    """

    first: tuple[Interval, ...]
    scheduled: tuple[Interval, ...]
    dormant_by: date
    lost_by: date
    earliest_by: date


@dataclass(frozen=True, slots=True)
class Terms:
    """By what everybody is judged. on: the day; after: the day after which business is present.

    new_after: as in `kcrm.rules.lifecycle`. types: what a customer pays for; no_visit: what is no visit of theirs; maintenance: what ends a
    maintenance interval. prospects: whether those who never had a vehicle are judged too.
    """

    on: date
    after: date
    new_after: date
    absence: AbsenceTerms
    maintenance: Sequence[OrderType]
    types: Sequence[OrderType]
    no_visit: Sequence[OrderType]
    prospects: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is written: how far A and B reach, which classes have all their service followed up, when and by which policy."""

    on: date
    last_a: int
    last_b: int
    key_classes: str
    policy_version_id: int


@dataclass(frozen=True, slots=True)
class Written:
    """How many customers were classified for the first time, otherwise than before, not any more."""

    new: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody whose class or lifecycle changes. e4: ten-thousandths of a fen. policy_version_id: of the judgement before."""

    id: int
    class_before: CustomerClass
    class_after: CustomerClass
    ev_before_e4: int
    ev_after_e4: int
    cb_before_fen: int
    cb_after_fen: int
    visit_before_on: date | None
    visit_after_on: date | None
    paid_before_fen: int
    paid_after_fen: int
    lifecycle_before: Lifecycle | None
    lifecycle_after: Lifecycle | None
    policy_version_id: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run that found something changed. last_a, last_b: ranks; medians: twice the median, None where nobody is active.

    id: 0 until it is stored. at: by the command's clock; two runs that say the same at different times are alike.
    """

    run_on: date
    policy_version_id: int
    customers: int
    last_a: int
    last_b: int
    visits_median_x2: int | None
    paid_median_x2: int | None
    at: datetime = field(compare=False)
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Crossing:
    """When somebody came to another stage, and when that was found."""

    customer_id: int
    crossed_on: date
    lifecycle_before: Lifecycle | None
    lifecycle_after: Lifecycle | None
    seen_on: date


@dataclass(frozen=True, slots=True)
class Life:
    """A vehicle as one owner's: what its stage is told from."""

    delivered_on: date | None
    last_visit_on: date | None
    last_maintenance_on: date | None
    sold_on: date | None
    scrapped_on: date | None
    from_on: date | None
    until_on: date | None
    brand: str | None
    model: str | None
    energy: Energy | None


def reckon(connection: sqlite3.Connection, terms: Terms) -> int:
    """Everybody's standing and rank on a day, into a temporary table that lasts until `forget`; how many there are."""
    arguments: dict[str, object] = {name: getattr(terms, name).isoformat() for name in ("on", "after", "new_after")}
    absence = terms.absence
    arguments |= {name: getattr(absence, name).isoformat() for name in ("lost_by", "dormant_by", "earliest_by")}
    paid = f"repair_order.type {_among('paid', terms.types, arguments)} AND repair_order.payer = 'customer'"
    visited = f"type NOT {_among('no_visit', terms.no_visit, arguments)}"
    forget(connection)
    # ranks are given as rows come: the first is 1
    connection.execute(
        "CREATE TEMP TABLE standing (rank INTEGER PRIMARY KEY, id, cb_fen, paid_fen, visits, last_visit_on, ev_e4, lifecycle)"
    )
    statement = _STANDINGS.format(
        owned=_OWNED.format(
            own=_OWN,
            paid=paid,
            visit=f"repair_order.{visited}",
            visited=visited,
            maintained=f"type {_among('maintenance', terms.maintenance, arguments)}",
            first=_months("first", absence.first, arguments),
            scheduled=_months("scheduled", absence.scheduled, arguments),
        ),
        last_visit=_LAST_VISIT.format(visited=visited),
        expected_on=_later("since_on", "every_months"),
        dormant_by=_by("dormant_by", absence, arguments),
        earliest_by=_by("earliest_by", absence, arguments),
        prospects=_PROSPECTS if terms.prospects else "",
    )
    connection.execute(f"PRAGMA cache_size = -{_IN_ORDER_KIB}")
    return connection.execute(statement, arguments).rowcount


_IN_ORDER_KIB = 8_192
"""Orders are read vehicle by vehicle, classes written in the order of their table, each once: more pages take memory, and no less time."""


def forget(connection: sqlite3.Connection) -> None:
    """Drop what `reckon` and `changed` made."""
    connection.execute("DROP TABLE IF EXISTS temp.standing")
    connection.execute("DROP TABLE IF EXISTS temp.differing")


def _later(day: str, months: str) -> str:
    """So many months later, at the latest the month's last day: SQLite's own step goes on into the next month."""
    stepped = f"date({day}, '+' || {months} || ' months')"
    return (
        f"CASE WHEN substr({day}, 9) <= '28' THEN {stepped}"
        f" ELSE min({stepped}, date({day}, 'start of month', '+' || ({months} + 1) || ' months', '-1 day')) END"
    )


def _by(column: str, absence: AbsenceTerms, arguments: dict[str, object]) -> str:
    """The day that goes with the months of an interval."""
    cases = []
    for months, row in sorted({row.months: row for row in (*absence.first, *absence.scheduled)}.items()):
        arguments[f"{column}_{months}"] = getattr(row, column).isoformat()
        cases.append(f"WHEN {months} THEN :{column}_{months}")
    return f"CASE every_months {' '.join(cases)} END"


def _months(name: str, rows: Sequence[Interval], arguments: dict[str, object]) -> str:
    """The months of the first row that fits a vehicle."""
    cases = []
    for place, row in enumerate(rows):
        conditions = ["true"]
        for column, wanted in (("brand", row.brand), ("model", row.model), ("energy", row.energy)):
            if wanted is not None:
                arguments[f"{name}{place}_{column}"] = str(wanted)
                conditions.append(f"lower(trim(vehicle.{column})) = lower(:{name}{place}_{column})")
        arguments[f"{name}{place}"] = row.months
        cases.append(f"WHEN {' AND '.join(conditions)} THEN :{name}{place}")
    return f"CASE {' '.join(cases)} END"


def _among(name: str, words: Sequence[str], arguments: dict[str, object]) -> str:
    """`IN (…)` with a bound parameter for each word."""
    arguments |= {f"{name}{place}": str(word) for place, word in enumerate(words)}
    return f"IN ({', '.join(f':{name}{place}' for place in range(len(words)))})"


def changed(connection: sqlite3.Connection, verdict: Verdict) -> list[Changed]:
    """Those whose class or lifecycle is another than stored, first to last; to be asked before `keep`."""
    connection.execute("DROP TABLE IF EXISTS temp.differing")
    connection.execute("CREATE TEMP TABLE differing (id, cb_fen, paid_fen, visits, last_visit_on, ev_e4, lifecycle, rank, class, is_new)")
    connection.execute(_DIFFERING, _arguments(verdict))
    return [record(Changed, row) for row in connection.execute(_CHANGED)]


def keep(connection: sqlite3.Connection, verdict: Verdict) -> Written:
    """Store what `changed` found: who is new, who differs; and forget who is not ranked any more. Nobody else is written."""
    arguments = _arguments(verdict)
    different = connection.execute(_UPDATE, arguments).rowcount
    new = connection.execute(_INSERT, arguments).rowcount
    ranked, stored = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our own names
        for table in ("standing", "classification")
    )
    gone = connection.execute(_DELETE).rowcount if ranked != stored else 0
    return Written(new, different, gone)


def plan_new(connection: sqlite3.Connection, customer_class: CustomerClass) -> None:
    """Have those planned who were classified for the first time, as that class; to be asked after `keep`."""
    connection.execute(
        "INSERT INTO plan_queue (customer_id, next_on) SELECT id, '' FROM differing WHERE is_new AND class = ?"
        " ON CONFLICT (customer_id) DO UPDATE SET next_on = ''",
        (customer_class,),
    )


def standings(connection: sqlite3.Connection) -> list[tuple[int, int, str]]:
    """Id, rank and lifecycle of everybody reckoned, first to last."""
    return connection.execute("SELECT id, rank, lifecycle FROM standing ORDER BY rank").fetchall()


def medians_x2(connection: sqlite3.Connection) -> tuple[int, int] | None:
    """Twice the medians of visits and of present business among active customers; None where there is nobody."""
    count: int = connection.execute("SELECT count(*) FROM standing WHERE lifecycle = 'active'").fetchone()[0]
    return (_median_x2(connection, "visits", count), _median_x2(connection, "cb_fen", count)) if count else None


def _median_x2(connection: sqlite3.Connection, column: str, count: int) -> int:
    first, last = (count - 1) // 2, count // 2
    rows = connection.execute(
        f"SELECT {column} FROM standing WHERE lifecycle = 'active' ORDER BY {column} LIMIT ? OFFSET ?",  # noqa: S608 - our own names
        (last - first + 1, first),
    ).fetchall()
    return int(rows[0][0]) + int(rows[-1][0])


def _arguments(verdict: Verdict) -> dict[str, object]:
    return {**{name: getattr(verdict, name) for name in verdict.__slots__}, "on": verdict.on.isoformat()}


# --- runs, moves and crossings ---


def latest_run(connection: sqlite3.Connection) -> Run | None:
    """The run that classified last."""
    row = connection.execute("SELECT * FROM classification_run ORDER BY id DESC LIMIT 1").fetchone()
    return record(Run, row) if row else None


def add_run(connection: sqlite3.Connection, run: Run) -> int:
    """Note a run; its number."""
    number, _saved = save(connection, "classification_run", None, {name: getattr(run, name) for name in run.__slots__ if name != "id"})
    return number


def add_move(connection: sqlite3.Connection, run_id: int, change: Changed, part: MovePart) -> None:
    """Note that somebody changed their class, and by what."""
    same = ("class_before", "class_after", "ev_before_e4", "ev_after_e4", "cb_before_fen", "cb_after_fen")
    values = {name: getattr(change, name) for name in same}
    save(connection, "class_move", None, {"run_id": run_id, "customer_id": change.id, "part": part, **values})


def add_crossing(connection: sqlite3.Connection, crossing: Crossing) -> None:
    """Note that somebody went quiet, came back or gave up the last vehicle; once, though a run that looked back came in between."""
    known = connection.execute(
        "SELECT 1 FROM lifecycle_event WHERE customer_id = ? AND crossed_on = ? AND lifecycle_after IS ?",
        (crossing.customer_id, crossing.crossed_on.isoformat(), crossing.lifecycle_after),
    ).fetchone()
    if known is None:
        save(connection, "lifecycle_event", None, {name: getattr(crossing, name) for name in crossing.__slots__})


_LIVES = """
SELECT ownership.customer_id, vehicle.delivered_on, vehicle.sold_on, vehicle.scrapped_on, ownership.from_on, ownership.until_on,
vehicle.brand, vehicle.model, vehicle.energy, (
    SELECT max(opened_on) FROM repair_order
    WHERE repair_order.vehicle_id = vehicle.id AND opened_on <= :on AND type NOT IN (SELECT value FROM json_each(:no_visit))
) AS last_visit_on, (
    SELECT max(opened_on) FROM repair_order
    WHERE repair_order.vehicle_id = vehicle.id AND opened_on <= :on AND type NOT IN (SELECT value FROM json_each(:no_visit))
        AND type IN (SELECT value FROM json_each(:maintenance))
) AS last_maintenance_on
FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
WHERE ownership.customer_id IN (SELECT value FROM json_each(:ids)) AND coalesce(ownership.from_on, '') <= :on
ORDER BY ownership.customer_id, ownership.id
"""


def lives_of(
    connection: sqlite3.Connection, ids: Iterable[int], on: date, no_visit: Sequence[OrderType], maintenance: Sequence[OrderType]
) -> dict[int, list[Life]]:
    """Every vehicle that these customers have or had by a day, by customer."""
    found: dict[int, list[Life]] = defaultdict(list)
    arguments = {"ids": json.dumps(list(ids)), "on": on.isoformat(), "no_visit": json.dumps(list(no_visit))}
    arguments["maintenance"] = json.dumps(list(maintenance))
    for row in connection.execute(_LIVES, arguments):
        found[row["customer_id"]].append(record(Life, row))
    return found
