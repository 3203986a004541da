"""Rescues as rules see them."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

from kcrm.db import instant
from kcrm.model.rescues import RescueFacts, Solved
from kcrm.named import NamedTuple
from kcrm.queries.rows import record
from kcrm.queries.sources.rescues import WAITED

_BOARD: Final = """
SELECT rescue.*, customer.name AS customer, coalesce(vehicle.plate, rescue.car) AS what, rescuer.name AS rescuer
FROM rescue JOIN customer ON customer.id = rescue.customer_id LEFT JOIN vehicle ON vehicle.id = rescue.vehicle_id
LEFT JOIN staff AS rescuer ON rescuer.id = rescue.rescuer_id
WHERE rescue.closed_at IS NULL OR rescue.closed_at >= ? ORDER BY rescue.closed_at DESC, rescue.asked_at, rescue.id
"""
_HELPED: Final = f"""
SELECT asked_at AS "on", rescue.id, place, fault, {WAITED} AS minutes, solved, staff.name AS by
FROM rescue LEFT JOIN staff ON staff.id = rescuer_id WHERE customer_id = ?
"""  # noqa: S608 - our own


class OnBoard(NamedTuple):
    """What the board tells of a rescue. what: the plate, or the car in words; None where neither was said."""

    id: int
    customer: str
    what: str | None
    place: str
    rescuer: str | None


class Helped(NamedTuple):
    """Help on the road that a customer asked for. on: at which moment. solved: None while it is not over. by: who went."""

    on: datetime
    id: int
    place: str
    fault: str
    minutes: int | None
    solved: Solved | None
    by: str | None


def helped(connection: sqlite3.Connection, customer_id: int) -> list[Helped]:
    """When this customer asked for help on the road."""
    return [record(Helped, row) for row in connection.execute(_HELPED, (customer_id,))]


def rescue_facts(connection: sqlite3.Connection, number: int) -> RescueFacts:
    """The times of the rescue with this number."""
    return record(RescueFacts, connection.execute("SELECT * FROM rescue WHERE id = ?", (number,)).fetchone())


def on_board(connection: sqlite3.Connection, closed_since: datetime) -> list[tuple[OnBoard, RescueFacts]]:
    """Every rescue that is not over, and those over since an instant, the latest of them first."""
    rows = connection.execute(_BOARD, (instant(closed_since),))
    return [(record(OnBoard, row), record(RescueFacts, row)) for row in rows]
