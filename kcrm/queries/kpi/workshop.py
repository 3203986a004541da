"""What KPIs are made of, counted in SQL: one scan over a period's days each. Tests hold it against the pure rules on random data.

Every count comes for the whole store, by team, or by person; a person counts for the days from their first to their last working day.
Keys of the answers: None for the whole, else the team or the person's id; what bears neither is in the whole only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kcrm.dates import Period
from kcrm.model import OrderType
from kcrm.model.kpi import FIRST_TYPES, PAID_TYPES, REPAIR_TYPES, FileFacts, ProspectCounts, ServiceCounts, VehicleFacts, WorkshopFacts
from kcrm.queries.staff import works_here

Counted = str | int | None


class Of(StrEnum):
    """Whose orders or vehicles are counted together."""

    WHOLE = "whole"
    TEAM = "team"
    ADVISOR = "advisor"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class _Part:
    """How a part is told in SQL. column: of the order; join: to the person, whose working days are the bounds."""

    column: str
    join: str = ""


def _person(column: str, day: str = "repair_order.opened_on") -> str:
    return f"JOIN staff ON staff.id = {column} AND {works_here(day)}"


_PARTS: Mapping[Of, _Part] = {
    Of.WHOLE: _Part("NULL"),
    Of.TEAM: _Part("{order}.team"),
    Of.ADVISOR: _Part("{order}.advisor_id", _person("{order}.advisor_id")),
    Of.TECHNICIAN: _Part("{order}.technician_id", _person("{order}.technician_id")),
}
_RANK = "CASE repair_order.type " + " ".join(f"WHEN '{each}' THEN {rank}" for rank, each in enumerate(FIRST_TYPES)) + " END"
_OPENED = "repair_order.opened_on BETWEEN :first AND :last"

# of the whole store from the covering index alone: no column besides day, vehicle and type
_VISITS = """
SELECT {counts} FROM (
    SELECT min({rank}) AS first_type FROM repair_order
    WHERE {opened} AND type IN ({types}) GROUP BY opened_on, vehicle_id
)
"""

# mended again before it was closed, it never left the store
_ORIGINAL = "LEFT JOIN repair_order AS original ON original.order_no = repair_order.rework_of"
_RETURNED = "repair_order.rework_of IS NOT NULL AND (original.id IS NULL OR original.closed_at <= repair_order.opened_at)"

_VISITS_OF = f"""
SELECT part, {{counts}}, total(by_appointment), total(came_back AND first_type IN ({{repairs}})) FROM (
    SELECT {{part}} AS part, min({{rank}}) AS first_type, max(repair_order.appointment) AS by_appointment,
        max(coalesce({_RETURNED}, 0)) AS came_back
    FROM repair_order {_ORIGINAL} {{join}}
    WHERE {{opened}} AND repair_order.type IN ({{types}}) GROUP BY 1, repair_order.opened_on, repair_order.vehicle_id
) {{group}}
"""  # noqa: S608 - our own names

# the number of steps is that of commas and one; the eighth is the callback, which stands last and is known better by its follow-up
_ORDERS_OF = """
SELECT part, total(timed), total(iif(timed, standard_centihours, 0)), total(iif(timed, actual_centihours, 0)),
    total(closed), total(iif(closed, own_steps + coalesce(called_back, own_callback), 0)),
    total(closed AND promised_at IS NOT NULL), total(closed AND closed_at <= promised_at), total(paid_fen)
FROM (
    SELECT {part} AS part, closed_at, promised_at,
        standard_centihours, actual_centihours, standard_centihours IS NOT NULL AND actual_centihours IS NOT NULL AS timed,
        closed_at IS NOT NULL AND type IN ({types}) AS closed,
        coalesce((length(steps) + 1) / 2 - (steps LIKE '%8'), 0) AS own_steps, coalesce(steps LIKE '%8', 0) AS own_callback,
        iif(type IN ({types}), (
            SELECT max(followup.state = 'done') FROM followup
            WHERE followup.vehicle_id = repair_order.vehicle_id AND followup.kind = 'post_service'
                AND followup.base_on = repair_order.closed_on AND followup.state <> 'cancelled'
        ), NULL) AS called_back,
        iif(type IN ({paid}), labor_fen + parts_fen + other_fen, 0) AS paid_fen
    FROM repair_order {join} WHERE {opened}
) {group}
"""

# what came back counts against whose work the first order was
_CAME_BACK_OF = f"""
SELECT {{part}}, count(DISTINCT repair_order.opened_on || ' ' || repair_order.vehicle_id)
FROM repair_order {_ORIGINAL} {{join}}
WHERE {{opened}} AND {_RETURNED} AND repair_order.type IN ({{types}})
GROUP BY 1
"""  # noqa: S608 - as above

# iif, as SQLite reckons both sides of AND, for every vehicle
_VEHICLES_OF = """
SELECT part, count(*), total(scrapped), total(throughout), total(throughout AND known.id IN (
        SELECT vehicle_id FROM repair_order WHERE opened_on BETWEEN :window_first AND :last AND type IN ({types})
    )), total(first_due), total(iif(first_due, EXISTS (
        SELECT 1 FROM repair_order WHERE repair_order.vehicle_id = known.id
            AND repair_order.opened_on BETWEEN known.delivered_on AND :last AND repair_order.type IN ({maintenance})
    ), 0))
FROM (
    SELECT vehicle.id, {part} AS part, delivered_on, coalesce(scrapped_on, '9999') <= :last AS scrapped,
        delivered_on <= :window_first AND coalesce(scrapped_on, '9999') > :last AS throughout,
        delivered_on BETWEEN :due_first AND :due_last AND coalesce(scrapped_on, '9999') > :last AS first_due
    FROM vehicle WHERE delivered_on <= :last
) AS known {group}
"""
# a team has no vehicles that it looks after: its own are those which it saw last before the window began
_VEHICLE_PARTS: Mapping[Of, str] = {
    Of.WHOLE: "NULL",
    Of.ADVISOR: "service_advisor_id",
    Of.TEAM: """iif(delivered_on <= :window_first, (
        SELECT team FROM repair_order
        WHERE vehicle_id = vehicle.id AND opened_on < :window_first AND type IN ({types}) AND team IS NOT NULL
        ORDER BY opened_on DESC, opened_at DESC, repair_order.id DESC LIMIT 1
    ), NULL)""",
}
_FILES = """
SELECT count(*), count(iif(grade = 'ordinary', 1, NULL)), count(grade), count(iif(loyalty = 'loyal', 1, NULL)), count(loyalty)
FROM customer
"""
# the tails are what is indexed
_PROSPECTS = """
SELECT source, count(*), total(EXISTS (
    SELECT 1 FROM customer JOIN ownership ON ownership.customer_id = customer.id JOIN vehicle ON vehicle.id = ownership.vehicle_id
    WHERE (phone_tail = substr(prospect.phone, -4) AND customer.phone = prospect.phone
            OR phone2_tail = substr(prospect.phone, -4) AND phone2 = prospect.phone)
        AND delivered_on BETWEEN registered_on AND :last AND coalesce(from_on, delivered_on) <= delivered_on
))
FROM prospect WHERE registered_on BETWEEN :first AND :last GROUP BY source ORDER BY source
"""
_LOST = """
SELECT reason, count(*) FROM opportunity WHERE state = 'lost' AND ended_on BETWEEN :first AND :last
GROUP BY reason ORDER BY reason IS NULL, count(*) DESC, reason
"""
_REPAIRS = ", ".join(str(FIRST_TYPES.index(each)) for each in REPAIR_TYPES)
_COUNTS = ", ".join(f"total(first_type = {rank})" for rank in range(len(FIRST_TYPES)))


def service_counts(connection: sqlite3.Connection, period: Period, excluded: Collection[OrderType]) -> ServiceCounts:
    """The visits of the whole store by type. excluded: types of orders that are no visit."""
    sql = _VISITS.format(counts=_COUNTS, rank=_RANK, opened=_OPENED, types=_visit_types(excluded))
    return ServiceCounts(*map(int, connection.execute(sql, _days(period)).fetchone()))


def workshop_facts(
    connection: sqlite3.Connection, period: Period, excluded: Collection[OrderType], of: Of = Of.WHOLE
) -> Mapping[Counted, WorkshopFacts]:
    """What the orders opened in a period say, of every part that has any."""
    types, days, part = _visit_types(excluded), _days(period), _PARTS[of]
    # grouping by what is always the same would still sort
    names = {
        "group": "" if of is Of.WHOLE else "GROUP BY part",
        "opened": _OPENED,
        "types": types,
        "rank": _RANK,
        "counts": _COUNTS,
        "repairs": _REPAIRS,
        "paid": _listed(PAID_TYPES),
    }
    own = {"part": part.column.format(order="repair_order"), "join": part.join.format(order="repair_order")}
    first = {"part": part.column.format(order="original"), "join": part.join.format(order="original")}
    visits = _by_part(connection, _VISITS_OF.format(**names, **own), days)
    orders = _by_part(connection, _ORDERS_OF.format(**names, **own), days)
    back = _by_part(connection, _CAME_BACK_OF.format(**names, **first), days)
    nothing = (0,) * (len(FIRST_TYPES) + 2)
    found: dict[Counted, WorkshopFacts] = {}
    for key in (visits.keys() | orders.keys() | back.keys()) - (set() if of is Of.WHOLE else {None}):
        *counts, by_appointment, repairs_back = visits.get(key, nothing)
        timed, standard, actual, closed, steps, promised, in_time, paid = orders.get(key, (0,) * 8)
        (came_back,) = back.get(key, (0,))
        found[key] = WorkshopFacts(
            visits=ServiceCounts(*counts),
            by_appointment=by_appointment,
            came_back=came_back,
            repairs_back=repairs_back,
            timed=timed,
            standard_centihours=standard,
            actual_centihours=actual,
            closed=closed,
            steps_done=steps,
            with_promise=promised,
            in_time=in_time,
            paid_fen=paid,
        )
    return found


def vehicle_facts(
    connection: sqlite3.Connection,
    period: Period,
    window: Period,
    due: Period | None,
    types: tuple[Collection[OrderType], Collection[OrderType]],
    of: Of = Of.WHOLE,
) -> Mapping[Counted, VehicleFacts]:
    """What became of the vehicles that the store delivered: of the store, by the advisor who looks after them, or by team.

    A vehicle is of the team of its last visit before the window begins, of several on that day the one opened last; who first came within
    the window is of none. Wherever in the store a vehicle comes back to, it has come back. Of a team only the return is told.
    window: in which a vehicle comes back; ends with the period. due: days of delivery whose time for the first maintenance ran out.
    types: of orders that are no visit, and of those that are maintenance.
    """
    excluded, maintenance = types
    visits = _visit_types(excluded)
    sql = _VEHICLES_OF.format(
        part=_VEHICLE_PARTS[of].format(types=visits),
        group="" if of is Of.WHOLE else "GROUP BY part",
        types=visits,
        maintenance=_listed(maintenance),
    )
    arguments = {
        "last": period.last.isoformat(),
        "window_first": window.first.isoformat(),
        "due_first": due.first.isoformat() if due else None,
        "due_last": due.last.isoformat() if due else None,
    }
    rows = _by_part(connection, sql, arguments)
    return {key: VehicleFacts(*row) for key, row in rows.items() if key is not None or of is Of.WHOLE}


def file_facts(connection: sqlite3.Connection) -> FileFacts:
    """The customer files there are now, and how many are of ordinary and of loyal customers; None as long as nobody is judged so."""
    files, ordinary, graded, loyal, judged = connection.execute(_FILES).fetchone()
    return FileFacts(files, ordinary if graded else None, loyal if judged else None)


def prospects_by_source(connection: sqlite3.Connection, period: Period) -> Mapping[Counted, ProspectCounts]:
    """How many prospects became known, and how many of them bought, of every source that brought any.

    Who bought is known by the phone: the first owner of a vehicle has the number that the prospect gave.
    """
    return {source: ProspectCounts(*counts) for source, counts in _by_part(connection, _PROSPECTS, _days(period)).items()}


def opportunities_lost(connection: sqlite3.Connection, period: Period) -> Mapping[str | None, int]:
    """How many opportunities were noted as lost, by the reason given; None for those without one."""
    return dict(map(tuple, connection.execute(_LOST, _days(period))))


def _by_part(connection: sqlite3.Connection, sql: str, arguments: Mapping[str, object]) -> dict[Counted, tuple[int, ...]]:
    return {row[0]: tuple(map(int, row[1:])) for row in map(tuple, connection.execute(sql, arguments))}


def _visit_types(excluded: Collection[OrderType]) -> str:
    return _listed([each for each in FIRST_TYPES if each not in excluded])


def _listed(types: Collection[OrderType]) -> str:
    """Our own words as a list of SQL."""
    return ", ".join(f"'{OrderType(each)}'" for each in types)


def _days(period: Period) -> dict[str, object]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}
