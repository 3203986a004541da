"""Many rows of a file at a time: laid beside what is stored, told apart by one question, and those that are new stored by one statement.

A row is either as it is stored, or new and nothing about it is out of the ordinary; all others are `OTHER` and kept one by one by
`kcrm.queries.register`, which also tells what is wrong with them. Triggers and constraints see each row as they always do.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Self

from kcrm.model.quality import JUDGED, KnownFrom
from kcrm.named import NamedTuple
from kcrm.queries.evidence import kept_source
from kcrm.queries.register import BY_PHONE
from kcrm.queries.rows import plain_rows
from kcrm.records import Noun, SheetKind

SAME, NEW, OTHER = range(3)
"""What a row is, beside what is stored."""


class Way(NamedTuple):
    """What is particular about a kind. In its SQL `said` is the row of the file, `known` the record that has its number.

    refers: by column of the record's table what it holds of others that the row names. same, new: what else holds of a row that changes
    nothing, and of one that makes a record. along: what a new record brings along: a table, its columns, their values and when it does.
    """

    refers: Mapping[str, str]
    same: str = "true"
    new: str = "true"
    along: tuple[tuple[str, str, str, str], ...] = ()


_VEHICLE: Final = """
CASE WHEN said.vin IS NOT NULL THEN (SELECT id FROM vehicle WHERE vin = said.vin)
    WHEN said.plate IS NOT NULL THEN (SELECT iif(count(*) = 1, max(id), NULL) FROM vehicle WHERE plate = said.plate) END
"""
_OWNER: Final = """
CASE WHEN said.customer_no IS NOT NULL THEN (SELECT id FROM customer WHERE customer_no = said.customer_no)
    WHEN said.owner_phone IS NOT NULL THEN (
        SELECT iif(count(*) = 1, max(id), NULL) FROM customer WHERE {at_phone} AND name = coalesce(said.owner_name, name)
    ) END
""".replace("{at_phone}", f"({BY_PHONE.format(sought='said.owner_phone')})")
_NO_OWNER: Final = "said.customer_no IS NULL AND said.owner_phone IS NULL"
_READING: Final = """
SELECT km FROM (
    SELECT read_on, km FROM mileage_reading WHERE vehicle_id = known.id
    UNION ALL SELECT opened_on, mileage_km FROM repair_order WHERE vehicle_id = known.id AND mileage_km IS NOT NULL
    ORDER BY 1 DESC, 2 DESC LIMIT 1
)
"""


def _consent(kind: str, answer: str, told: str) -> tuple[str, str, str, str]:
    """What a new customer's row says of a kind of consent, if `told`: of an unknown day."""
    return "consent", "customer_id, kind, answer, told_on, origin", f"known.id, '{kind}', {answer}, :today, 'file'", told


WAYS: Final[Mapping[SheetKind, Way]] = {
    SheetKind.ORDERS: Way(
        refers={"vehicle_id": _VEHICLE},
        same="""
            said.vin IS NULL AND said.plate IS NULL
            OR said.vin IS NULL AND EXISTS (SELECT 1 FROM vehicle WHERE id = known.vehicle_id AND plate = said.plate)
            OR said.vin IS NOT NULL AND known.vehicle_id = ({vehicle})
        """.replace("{vehicle}", _VEHICLE),
        new=f"({_VEHICLE}) IS NOT NULL AND coalesce(said.closed_at >= said.opened_at, true)",
    ),
    SheetKind.VEHICLES: Way(
        refers={},
        same="""
            ({no_owner} OR ({owner}) = (
                SELECT customer_id FROM ownership WHERE vehicle_id = known.id ORDER BY coalesce(from_on, '') DESC, id DESC LIMIT 1
            )) AND (said.mileage_km IS NULL OR said.mileage_km = ({reading}))
        """.replace("{no_owner}", _NO_OWNER)
        .replace("{owner}", _OWNER)
        .replace("{reading}", _READING),
        new="""
            ({no_owner} OR EXISTS (SELECT 1 FROM customer WHERE id = ({owner}) AND NOT contact_only))
            AND NOT EXISTS (SELECT 1 FROM vehicle WHERE plate = said.plate)
            AND NOT EXISTS (SELECT 1 FROM vehicle_former WHERE number = said.vin)
            AND NOT EXISTS (SELECT 1 FROM renumbered WHERE number = said.vin AND vehicle_id IS NOT NULL)
        """.replace("{no_owner}", _NO_OWNER).replace("{owner}", _OWNER),
        along=(
            ("ownership", "vehicle_id, customer_id", f"known.id, {_OWNER}", f"NOT ({_NO_OWNER})"),
            ("mileage_reading", "vehicle_id, read_on, km", "known.id, :today, said.mileage_km", "said.mileage_km IS NOT NULL"),
        ),
    ),
    SheetKind.CUSTOMERS: Way(
        refers={},
        same="NOT known.contact_only",
        new="""
            said.phone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM customer WHERE ({at_phone}) AND customer_no IS NULL)
            AND NOT EXISTS (SELECT 1 FROM customer_former WHERE number = said.customer_no)
            AND NOT EXISTS (SELECT 1 FROM renumbered WHERE number = said.customer_no AND customer_id IS NOT NULL)
        """.replace("{at_phone}", BY_PHONE.format(sought="said.phone")),
        along=(
            _consent("contact", "'refused'", "said.do_not_contact"),
            *(
                _consent(kind, f"iif(said.{kind}_consent, 'given', 'refused')", f"said.{kind}_consent IS NOT NULL")
                for kind in ("call", "message")
            ),
        ),
    ),
}
"""By kind of file; of another kind rows are kept one by one."""


_CONFIRMED: Final = {
    # the same from a list tells nothing; from the DMS, where a list said it; first-hand, always
    KnownFrom.LIST: "true",
    KnownFrom.DMS: """
        known.known_from IS NOT 'list' AND NOT EXISTS (SELECT 1 FROM evidence WHERE {table}_id = known.id AND source = 'list')
    """,
    **dict.fromkeys((KnownFrom.CUSTOMER, KnownFrom.DOCUMENT, KnownFrom.OWN), "false"),
}
"""When what a row says, and is known already, tells nothing of how good it is."""


class Staging:
    """The rows of one file, beside what is stored, in one open write. A context manager.

    columns: by key what a row says, and by column of the noun's table what else follows from it. today: of what is read today.
    source: who tells it.
    """

    def __init__(self, connection: sqlite3.Connection, noun: Noun, columns: Sequence[str], today: date, source: KnownFrom) -> None:
        self._connection, self._columns = connection, tuple(columns)
        self._values = {"today": today.isoformat(), "source": kept_source(source)}
        way = WAYS[SheetKind(noun.kind)]
        fields = {field.key: field for field in noun.fields}
        places = {key: fields[key].stored if key in fields else key for key in columns}
        kept = {column: f"said.{key}" for key, column in places.items() if column is not None}
        absent = "".join(f", NULL AS {key}" for key in noun.sheet if key not in places)
        said = f"(SELECT *{absent} FROM temp.said) AS said"  # noqa: S608 - here and below: our own names
        known = f"{noun.table} AS known ON known.{noun.number} = said.{noun.number}"
        same = [*(f"coalesce({value}, known.{column}) IS known.{column}" for column, value in kept.items()), f"({way.same})"]
        if noun.table in JUDGED:
            same.append(_CONFIRMED[source].replace("{table}", noun.table))
        new = [*(f"said.{field.key} IS NOT NULL" for field in noun.fields if field.needed and field.stored), f"({way.new})"]
        self._told_apart = f"""
            SELECT CASE WHEN known.id IS NOT NULL THEN iif({" AND ".join(same)}, {SAME}, {OTHER})
                ELSE iif({" AND ".join(new)}, {NEW}, {OTHER}) END
            FROM {said} LEFT JOIN {known} ORDER BY said.place
        """  # noqa: S608
        defaults = dict(
            plain_rows(connection, "SELECT name, dflt_value FROM pragma_table_info(?) WHERE dflt_value IS NOT NULL", (noun.table,))
        )
        values = {column: f"coalesce({value}, {defaults[column]})" if column in defaults else value for column, value in kept.items()}
        values |= way.refers
        if noun.table in JUDGED:
            values |= {"known_from": ":source", "known_on": ":today"}
        self._insertions = [
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM {rows} AND said.place BETWEEN :first AND :last ORDER BY said.place"  # noqa: S608
            for table, columns, values, rows in (
                (noun.table, ", ".join(values), ", ".join(values.values()), f"{said} WHERE true"),
                *((table, columns, values, f"{said} JOIN {known} WHERE {condition}") for table, columns, values, condition in way.along),
            )
        ]

    def __enter__(self) -> Self:
        self._connection.execute(f"CREATE TEMP TABLE said (place INTEGER PRIMARY KEY, {', '.join(self._columns)})")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.execute("DROP TABLE IF EXISTS temp.said")

    def tell_apart(self, rows: Iterable[Sequence[object]]) -> list[int]:
        """Of each row, as its columns keep it, what it is; they stand here until the next ones come, numbered from 0."""
        self._connection.execute("DELETE FROM temp.said")
        marks = ", ".join("?" for _ in self._columns)
        self._connection.executemany(f"INSERT INTO temp.said VALUES (NULL, {marks})", rows)  # noqa: S608 - marks only
        return [told for (told,) in plain_rows(self._connection, self._told_apart)]

    def leave_out(self, places: Sequence[int]) -> None:
        """Take these away."""
        self._connection.execute("DELETE FROM temp.said WHERE place IN (SELECT value FROM json_each(?))", (json.dumps(places),))

    def store(self, first: int, last: int) -> bool:
        """Store the rows that stand here from one to another, all new; False where the schema does not permit one, and then none is."""
        values = {"first": first, "last": last, **self._values}
        apart = len(self._insertions) > 1
        if apart:
            self._connection.execute("SAVEPOINT staged")
        try:
            for statement in self._insertions:
                self._connection.execute(statement, values)
        except sqlite3.IntegrityError:
            if apart:
                self._connection.execute("ROLLBACK TO staged")
            return False
        finally:
            if apart:
                self._connection.execute("RELEASE staged")
        return True
