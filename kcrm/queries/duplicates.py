"""Customers who have something in common that few have: candidates of `kcrm.rules.quality.duplicates`, never all pairs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from kcrm.model import CustomerKind, Gender
from kcrm.model.quality import Party
from kcrm.queries.rows import plain_rows, sorting_in_a_file

Pair = tuple[int, int]

_PAIRS_AT_ONCE: Final = 2_000

# Of pinyin and region alone nothing follows that points could reach; with the address besides it may. No row comes twice.
_SHARED: Final = """
shared (what, customer_id) AS (
    SELECT 'phone ' || phone, id FROM customer WHERE phone IS NOT NULL
    UNION ALL SELECT 'phone ' || phone2, id FROM customer WHERE phone2 IS NOT NULL AND phone2 IS NOT phone
    UNION ALL SELECT DISTINCT 'phone ' || former_phone.phone, customer.id FROM former_phone JOIN customer ON customer.id = kept_id
        WHERE former_phone.phone IS NOT customer.phone AND former_phone.phone IS NOT customer.phone2
    UNION ALL SELECT 'vehicle ' || vehicle_id, customer_id FROM ownership GROUP BY vehicle_id, customer_id
    UNION ALL SELECT 'plate ' || plate, customer_id FROM ownership JOIN vehicle ON vehicle.id = vehicle_id WHERE plate IS NOT NULL
        GROUP BY plate, customer_id
    UNION ALL SELECT 'born ' || birthday || pinyin, id FROM customer WHERE birthday IS NOT NULL
    UNION ALL SELECT 'lives ' || region || ' ' || address || ' ' || pinyin, id FROM customer
        WHERE address IS NOT NULL AND region IS NOT NULL
)
"""

# Sorted once and taken group by group: a join of all with all that have the same would need an index over them, in memory.
_PAIRS: Final = f"""
WITH {_SHARED},
alike (numbers) AS MATERIALIZED (
    SELECT json_group_array(customer_id) FROM shared GROUP BY what HAVING count(*) BETWEEN 2 AND :shared_by
),
among (customer_id) AS MATERIALIZED (SELECT value FROM json_each(:among))
SELECT one.value, other.value
FROM alike CROSS JOIN json_each(numbers) AS one CROSS JOIN json_each(numbers) AS other
WHERE other.value > one.value AND (:everybody OR one.value IN among OR other.value IN among)
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - our own

_SHARED_BY_MANY: Final = """
SELECT phone, count(*) FROM (
    SELECT phone FROM customer WHERE phone IS NOT NULL
    UNION ALL SELECT phone2 FROM customer WHERE phone2 IS NOT NULL AND phone2 IS NOT phone
) GROUP BY phone HAVING count(*) > :shared_by ORDER BY 2 DESC, 1
"""

_PARTIES: Final = """
SELECT id, kind, name, pinyin, phone, phone2, birthday, gender, address,
    (SELECT json_group_array(vehicle_id) FROM ownership WHERE customer_id = customer.id),
    (SELECT json_group_array(plate) FROM ownership JOIN vehicle ON vehicle.id = vehicle_id
        WHERE customer_id = customer.id AND plate IS NOT NULL),
    (SELECT json_group_array(former_phone.phone) FROM former_phone WHERE kept_id = customer.id)
FROM customer WHERE id IN (SELECT value FROM json_each(?))
"""

_LIKE_ONE: Final = """
SELECT id FROM customer WHERE phone_tail = substr(:phone, -4) AND phone = :phone
UNION SELECT id FROM customer WHERE phone2 IS NOT NULL AND phone2_tail = substr(:phone, -4) AND phone2 = :phone
UNION SELECT id FROM customer WHERE phone_tail = substr(:phone2, -4) AND phone = :phone2
UNION SELECT id FROM customer WHERE phone2 IS NOT NULL AND phone2_tail = substr(:phone2, -4) AND phone2 = :phone2
UNION SELECT kept_id FROM former_phone WHERE phone IN (:phone, :phone2)
UNION SELECT id FROM customer WHERE pinyin = :pinyin AND (birthday = :birthday OR address = :address)
LIMIT :most
"""


def candidates(connection: sqlite3.Connection, shared_by: int, among: Collection[int] | None = None) -> Iterator[tuple[Party, Party]]:
    """Pairs of customers who share a phone, a vehicle, a plate, or pinyin with birthday or address, by their numbers.

    shared_by: what more customers share tells nothing. among: only pairs with one of these.
    """
    values = {"shared_by": shared_by, "everybody": among is None, "among": json.dumps(list(among or ()))}
    with sorting_in_a_file(connection):
        pairs = plain_rows(connection, _PAIRS, values)
        while some := list(islice(pairs, _PAIRS_AT_ONCE)):
            parties = parties_of(connection, {number for pair in some for number in pair})
            for one, other in some:
                yield parties[one], parties[other]


def candidates_of(connection: sqlite3.Connection, customer_id: int, shared_by: int) -> list[tuple[Party, Party]]:
    """The same of one customer, found by indexes: as quick as `find`. What they share with more customers tells nothing here, too."""
    row = connection.execute("SELECT phone, phone2, pinyin, birthday, address FROM customer WHERE id = ?", (customer_id,)).fetchone()
    found = [number for (number,) in plain_rows(connection, _LIKE_ONE, {**dict(row), "most": shared_by + 2}) if number != customer_id]
    if not found or len(found) > shared_by:
        return []
    parties = parties_of(connection, {customer_id, *found})
    return [(parties[customer_id], parties[number]) for number in found]


def last_customer(connection: sqlite3.Connection) -> int:
    """The highest number that a customer has had."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM customer").fetchone()[0])


def customers_after(connection: sqlite3.Connection, last_id: int) -> list[int]:
    """Who was entered after the customer of this number."""
    return [number for (number,) in plain_rows(connection, "SELECT id FROM customer WHERE id > ? ORDER BY id", (last_id,))]


def parties_of(connection: sqlite3.Connection, numbers: Collection[int]) -> Mapping[int, Party]:
    """What two customers are compared by, of these, by number."""
    return {row[0]: _party(row) for row in plain_rows(connection, _PARTIES, (json.dumps(list(numbers)),))}


def phones_of_many(connection: sqlite3.Connection, shared_by: int) -> list[tuple[str, int]]:
    """Phones that more customers have, and how many do: most of all first."""
    with sorting_in_a_file(connection):
        return [(phone, count) for phone, count in plain_rows(connection, _SHARED_BY_MANY, {"shared_by": shared_by})]


def _party(row: Sequence[object]) -> Party:
    number, kind, name, pinyin, phone, phone2, birthday, gender, address, vehicles, plates, formers = row
    assert isinstance(number, int)
    return Party(
        number,
        CustomerKind(str(kind)),
        str(name),
        str(pinyin),
        frozenset(str(each) for each in (phone, phone2, *json.loads(str(formers))) if each is not None),
        frozenset((*(f"vehicle {each}" for each in json.loads(str(vehicles))), *(f"plate {each}" for each in json.loads(str(plates))))),
        None if birthday is None else date.fromisoformat(str(birthday)),
        None if gender is None else Gender(str(gender)),
        None if address is None else str(address),
    )
