"""Vehicles that have a plate, the end of their VIN or an owner in common: candidates of `kcrm.rules.quality.vehicle_duplicates`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from kcrm.model.quality import Machine
from kcrm.queries.rows import plain_rows, sorting_in_a_file

_PAIRS_AT_ONCE: Final = 2_000

# One mistyped character stands in the end of the VIN or before it: either the end is the same, or all before it is, and the owner.
_PAIRS: Final = """
WITH shared (what, vehicle_id) AS (
    SELECT 'plate ' || plate, id FROM vehicle WHERE plate IS NOT NULL
    UNION ALL SELECT 'end ' || vin_tail, id FROM vehicle
    UNION ALL SELECT 'owner ' || customer_id || ' ' || substr(vin, 1, 11), vehicle_id
        FROM ownership JOIN vehicle ON vehicle.id = vehicle_id GROUP BY customer_id, vehicle_id
),
alike (numbers) AS MATERIALIZED (SELECT json_group_array(vehicle_id) FROM shared GROUP BY what HAVING count(*) > 1),
among (vehicle_id) AS MATERIALIZED (SELECT vehicle_id FROM ownership WHERE customer_id IN (SELECT value FROM json_each(:owners)))
SELECT one.value, other.value
FROM alike CROSS JOIN json_each(numbers) AS one CROSS JOIN json_each(numbers) AS other
WHERE other.value > one.value AND (:everything OR one.value IN among OR other.value IN among)
GROUP BY 1, 2 ORDER BY 1, 2
"""

_MACHINES: Final = """
SELECT id, vin, plate, model, delivered_on, (SELECT json_group_array(customer_id) FROM ownership WHERE vehicle_id = vehicle.id)
FROM vehicle WHERE id IN (SELECT value FROM json_each(?))
"""


def vehicle_candidates(connection: sqlite3.Connection, owners: Collection[int] | None = None) -> Iterator[tuple[Machine, Machine]]:
    """Pairs that are worth comparing, by their numbers. owners: only pairs of which one is or was one of these customers'."""
    with sorting_in_a_file(connection):
        pairs = plain_rows(connection, _PAIRS, {"everything": owners is None, "owners": json.dumps(list(owners or ()))})
        while some := list(islice(pairs, _PAIRS_AT_ONCE)):
            machines = _machines(connection, {number for pair in some for number in pair})
            for one, other in some:
                yield machines[one], machines[other]


def _machines(connection: sqlite3.Connection, numbers: Collection[int]) -> Mapping[int, Machine]:
    return {row[0]: _machine(row) for row in plain_rows(connection, _MACHINES, (json.dumps(list(numbers)),))}


def _machine(row: Sequence[object]) -> Machine:
    number, vin, plate, model, delivered_on, owners = row
    assert isinstance(number, int)
    return Machine(
        number,
        str(vin),
        None if plate is None else str(plate),
        None if model is None else str(model),
        None if delivered_on is None else date.fromisoformat(str(delivered_on)),
        frozenset(json.loads(str(owners))),
    )
