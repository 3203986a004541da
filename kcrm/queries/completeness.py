"""How complete customers' files are, counted for all of them at once; and a file's own facts, for `kcrm.rules.quality.completeness`.

What is counted here is what the rule counts; a test holds the two together on random files.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from kcrm.named import NamedTuple
from kcrm.queries.rows import plain_rows, sorting_in_a_file
from kcrm.records import SheetKind, noun_of
from kcrm.records.catalogue import KINDS, Counted, Part, Share
from kcrm.records.noun import Applies, Section

if TYPE_CHECKING:
    from kcrm.queries.filters import Condition

# of vehicles that a customer has; one on order has no file yet
_HELD: Final = """
held (customer_id, vehicle_id, bought) AS (
    SELECT ownership.customer_id, vehicle.id,
        NOT EXISTS (SELECT 1 FROM ownership AS former WHERE former.vehicle_id = vehicle.id AND former.until_on IS NOT NULL)
    FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
    WHERE ownership.until_on IS NULL AND coalesce(vehicle.sold_on, '9999') > :today AND coalesce(vehicle.scrapped_on, '9999') > :today
        AND (vehicle.delivered_on IS NOT NULL OR vehicle.planned_delivery_on IS NULL)
)
"""
_FILED: Final = "NOT customer.contact_only AND customer.id NOT IN (SELECT customer_id FROM erasure)"
_APPLIES: Final[Mapping[Applies, str]] = {
    Applies.ALWAYS: "1",
    Applies.PERSON: "customer.kind = 'person'",
    Applies.BOUGHT: "held.bought",
    Applies.CREDIT: "held.bought AND (coalesce(vehicle.payment, '') IN ('loan', 'lease') OR vehicle.loan_until IS NOT NULL)",
    Applies.TRADE_IN: "held.bought AND coalesce(vehicle.purchase_kind, '') = 'trade_in'",
    Applies.FUEL: "coalesce(vehicle.energy, '') <> 'electric'",
}
_FROM: Final[Mapping[SheetKind, str]] = {
    SheetKind.CUSTOMERS: "customer",
    SheetKind.VEHICLES: "held JOIN vehicle ON vehicle.id = held.vehicle_id JOIN customer ON customer.id = held.customer_id",
}
_ASKED: Final[Mapping[SheetKind, str]] = {
    SheetKind.CUSTOMERS: "JOIN asked ON asked.customer_id = customer.id",
    SheetKind.VEHICLES: "JOIN asked ON asked.vehicle_id = vehicle.id",
}
_ORIGIN = ("known_from", "known_on")
_BESIDE: Final[Mapping[SheetKind, Sequence[str]]] = {
    SheetKind.CUSTOMERS: ("kind", "contact_only", "phone_state", "call_consent_on", "message_consent_on", *_ORIGIN),
    SheetKind.VEHICLES: _ORIGIN,
}
"""What is read of a record besides what is counted: what applies, where its facts come from, and since when."""


_WHOSE: Final = """
SELECT customer.id, customer.name, customer.phone, staff.employee_no, staff.name
FROM customer LEFT JOIN staff ON staff.id = customer.specialist_id WHERE customer.id IN (SELECT value FROM json_each(?))
"""
_AT_ONCE: Final = 2_000

_NAMES: Final = tuple(f"{letter}{place}" for place in range(len(Section)) for letter in "fa")
"""Of each group, in the order of `Section`, how many are filled and how many apply."""
_FILLED, _APPLICABLE = (f"({' + '.join(_NAMES[place::2])})" for place in range(2))


class Counting(NamedTuple):
    """What is counted. fields: those switched on. fillers: what says nothing, as values are compared with it.

    asked_since: what was asked on this day in vain, or later, counts as filled. condition: on the customers whose files they are.
    """

    fields: Sequence[Counted]
    fillers: Collection[str]
    asked_since: date
    today: date
    condition: Condition

    @property
    def values(self) -> dict[str, object]:
        """What is bound."""
        days = {"asked_since": self.asked_since.isoformat(), "today": self.today.isoformat()}
        return {**self.condition.values, **days, "fillers": json.dumps(sorted(self.fillers))}

    def of(self, kind: SheetKind, section: Section | None = None) -> list[Counted]:
        """The fields of a kind of record, or of a group of it."""
        return [each for each in self.fields if each.kind is kind and section in {None, each.field.section}]

    @property
    def whose(self) -> str:
        """Which customers have a file: who is only ever spoken to has none, nor has who was erased."""
        return f"{_FILED} AND ({self.condition.sql})"


class FileShare(NamedTuple):
    """A customer with how complete their file is, group by group in the order of `Section`."""

    customer_id: int
    customer: str
    phone: str | None
    specialist_no: str | None
    specialist: str | None
    shares: tuple[Share, ...]


class PersonShare(NamedTuple):
    """A specialist, None for nobody, with the files of those whom they look after. enough: how many files have what is required."""

    specialist_no: str | None
    specialist: str | None
    files: int
    enough: int
    shares: tuple[Share, ...]


def shares_by_specialist(connection: sqlite3.Connection, counting: Counting, required: int) -> list[PersonShare]:
    """By specialist, nobody last. required: of how many fields, of all that are switched on, a file is enough."""
    sums = ", ".join(f"sum({name})" for name in _NAMES)
    statement = f"""{_files(counting)}
        SELECT staff.employee_no, staff.name, count(*), sum({_FILLED} * :counted >= :required * {_APPLICABLE}), {sums}
        FROM file JOIN customer ON customer.id = file.customer_id LEFT JOIN staff ON staff.id = customer.specialist_id
        GROUP BY customer.specialist_id ORDER BY staff.employee_no IS NULL, staff.employee_no
    """  # noqa: S608 - here and below: our own words, every value is bound
    with sorting_in_a_file(connection):
        rows = plain_rows(connection, statement, {**counting.values, "counted": len(counting.fields), "required": required})
        return [PersonShare(number, name, files, enough, _shares(sums)) for number, name, files, enough, *sums in rows]


def count_files(connection: sqlite3.Connection, counting: Counting, lacking: Counted | None) -> int:
    """How many there are. lacking: only those that lack this field."""
    statement = f"WITH {_HELD} SELECT count(*) FROM customer WHERE {counting.whose} AND {_lacks(lacking)}"  # noqa: S608
    total: int = connection.execute(statement, counting.values).fetchone()[0]
    return total


def shares_by_customer(
    connection: sqlite3.Connection, counting: Counting, lacking: Counted | None, limit: int | None
) -> Iterator[FileShare]:
    """The files, least complete first, as many as `limit` says or all. lacking: only those that lack this field."""
    statement = f"""{_files(counting)}
        SELECT file.customer_id, {", ".join(_NAMES)} FROM file JOIN customer ON customer.id = file.customer_id WHERE {_lacks(lacking)}
        ORDER BY {_FILLED} * 1.0 / max({_APPLICABLE}, 1), {_APPLICABLE} DESC, file.customer_id LIMIT :limit
    """  # noqa: S608
    with sorting_in_a_file(connection):
        rows = plain_rows(connection, statement, {**counting.values, "limit": -1 if limit is None else limit})
        while some := rows.fetchmany(_AT_ONCE):
            given = (json.dumps([row[0] for row in some]),)
            who = {number: whose for number, *whose in plain_rows(connection, _WHOSE, given)}
            for number, *sums in some:
                name, phone, specialist_no, specialist = who[number]
                yield FileShare(number, name, phone, specialist_no, specialist, _shares(sums))


def shares_by_field(connection: sqlite3.Connection, counting: Counting) -> dict[str, Share]:
    """By key how many have it filled, of those whom it applies to."""
    found: dict[str, Share] = {}
    for kind in KINDS:
        fields = counting.of(kind)
        if not fields:
            continue
        sums = ", ".join(f"sum({_filled(each)} AND {_applies(each)}), sum({_applies(each)})" for each in fields)
        statement = f"WITH {_HELD} SELECT {sums} FROM {_FROM[kind]} WHERE {counting.whose}"  # noqa: S608
        row = plain_rows(connection, statement, counting.values).fetchone()
        statement = f"""WITH {_HELD} SELECT asked.field, count(*) FROM {_FROM[kind]} {_ASKED[kind]}
            WHERE {counting.whose} AND {_counts_as_asked(fields)} GROUP BY 1"""  # noqa: S608
        asked = dict(plain_rows(connection, statement, counting.values))
        for each, share in zip(fields, _shares(row), strict=True):
            found[each.field.key] = Share(share.filled + asked.get(each.field.key, 0), share.applicable)
    return found


def files_of(connection: sqlite3.Connection, ids: Sequence[int], today: date) -> Mapping[int, list[Part]]:
    """The parts of these customers' files: their own record and the vehicles that are theirs."""
    found: dict[int, list[Part]] = {number: [] for number in ids}
    given = {"ids": json.dumps(ids), "today": today.isoformat()}
    for kind in KINDS:
        noun = noun_of(kind)
        counted = {field.key: field.stored for field in noun.fields if field.catalogue is not None}
        keys = (*counted, *_BESIDE[kind])
        columns = ", ".join(f"{noun.table}.{counted.get(key, key)}" for key in keys)
        bought = "held.bought" if kind is SheetKind.VEHICLES else "1"
        statement = f"""WITH {_HELD} SELECT customer.id, {noun.table}.id, {bought}, {columns} FROM {_FROM[kind]}
            WHERE customer.id IN (SELECT value FROM json_each(:ids)) ORDER BY customer.id, {noun.table}.id"""  # noqa: S608
        rows = plain_rows(connection, statement, given).fetchall()
        asked = asked_of(connection, noun.table, [row[1] for row in rows])
        for customer_id, number, first, *values in rows:
            part = Part(kind, dict(zip(keys, values, strict=True)), asked.get(number, {}), bool(first), number)
            found[customer_id].append(part)
    return found


def asked_of(connection: sqlite3.Connection, table: str, ids: Sequence[int]) -> Mapping[int, Mapping[str, date]]:
    """By record of this table what was asked in vain, and when."""
    statement = f"SELECT {table}_id, field, asked_on FROM asked WHERE {table}_id IN (SELECT value FROM json_each(?)) ORDER BY 1, id"  # noqa: S608
    rows = groupby(plain_rows(connection, statement, (json.dumps(ids),)), itemgetter(0))
    return {number: {field: date.fromisoformat(day) for _number, field, day in some} for number, some in rows}


def keep_asked(connection: sqlite3.Connection, table: str, number: int, field: str, day: date) -> bool:
    """Note that a field of a record was asked in vain; whether that is new."""
    statement = f"""INSERT INTO asked ({table}_id, field, asked_on) VALUES (?1, ?2, ?3)
        ON CONFLICT ({table}_id, field) DO UPDATE SET asked_on = ?3 WHERE asked_on <> ?3"""  # noqa: S608
    return connection.execute(statement, (number, field, day.isoformat())).rowcount > 0


def file_shares(counting: Counting) -> str:
    """As it stands after WITH, `file_share`: of each file, group by group, what is filled and what applies. Bound: `counting.values`."""
    filled, applicable = (
        " ".join(f"WHEN '{section}' THEN {name}" for section, name in zip(Section, _NAMES[place::2], strict=True)) for place in range(2)
    )
    sections = ", ".join(f"('{section}')" for section in Section)
    return f"""{_tables(counting)}, section (section) AS (VALUES {sections}),
        file_share (customer_id, staff_id, section, filled, applicable) AS (
            SELECT customer.id, customer.specialist_id, section, CASE section {filled} END, CASE section {applicable} END
            FROM file JOIN customer ON customer.id = file.customer_id CROSS JOIN section
        )"""  # noqa: S608


def _files(counting: Counting) -> str:
    """Begins a statement with `file`: of each customer who has one what is filled and what applies, in `_NAMES`."""
    return f"WITH {_tables(counting)}"


def _tables(counting: Counting) -> str:
    rows = []
    for kind in KINDS:
        sums, added = [], []
        for section in Section:
            fields = counting.of(kind, section)
            sums.append(" + ".join(f"({_filled(each)} AND {_applies(each)})" for each in fields) or "0")
            sums.append(" + ".join(_applies(each) for each in fields) or "0")
            keys = ", ".join(f"'{each.field.key}'" for each in fields)
            added += [f"asked.field IN ({keys})", "0"]
        rows.append(f"SELECT customer.id, {', '.join(sums)} FROM {_FROM[kind]} WHERE {counting.whose}")  # noqa: S608
        asked = f"{counting.whose} AND {_counts_as_asked(counting.of(kind))}"
        rows.append(f"SELECT customer.id, {', '.join(added)} FROM {_FROM[kind]} {_ASKED[kind]} WHERE {asked}")  # noqa: S608
    names, sums = ", ".join(_NAMES), [f"sum({name})" for name in _NAMES]
    parts = f"part (customer_id, {names}) AS ({' UNION ALL '.join(rows)})"
    return f"{_HELD}, {parts}, file (customer_id, {names}) AS (SELECT customer_id, {', '.join(sums)} FROM part GROUP BY 1)"  # noqa: S608


def _lacks(lacking: Counted | None) -> str:
    """Whether a customer's file lacks this field; all do where none is asked for."""
    if lacking is None:
        return "true"
    table, key = noun_of(lacking.kind).table, lacking.field.key
    asked = f"SELECT 1 FROM asked WHERE asked.{table}_id = {table}.id AND asked.field = '{key}' AND asked.asked_on >= :asked_since"  # noqa: S608
    condition = f"{_applies(lacking)} AND NOT {_filled(lacking)} AND NOT EXISTS ({asked})"
    return f"customer.id IN (SELECT customer.id FROM {_FROM[lacking.kind]} WHERE {condition})"  # noqa: S608


def _filled(counted: Counted) -> str:
    """Whether a field is filled with something that says anything; 0 or 1, never NULL."""
    column = f"{noun_of(counted.kind).table}.{counted.column}"
    said = f"{column} <> '' AND lower(replace({column}, ' ', '')) NOT IN (SELECT value FROM json_each(:fillers))"  # noqa: S608
    return f"({column} IS NOT NULL AND (typeof({column}) <> 'text' OR {said}))"


def _applies(counted: Counted) -> str:
    assert counted.field.catalogue is not None
    return f"({_APPLIES[counted.field.catalogue]})"


def _counts_as_asked(fields: Iterable[Counted]) -> str:
    """Of a row of `asked` beside its record: whether it makes a field count that is not filled."""
    cases = [f"WHEN '{each.field.key}' THEN {_applies(each)} AND NOT {_filled(each)}" for each in fields]
    return f"asked.asked_on >= :asked_since AND CASE asked.field {' '.join(cases)} ELSE 0 END" if cases else "false"


def _shares(row: Sequence[int | None]) -> tuple[Share, ...]:
    return tuple(Share(filled or 0, applicable or 0) for filled, applicable in zip(row[::2], row[1::2], strict=True))
