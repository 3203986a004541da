"""The rows of persons who are erased: gathered by references, emptied, and looked for once more by the words that only they have."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final

from kcrm.named import NamedTuple
from kcrm.queries.personal import Told, emptied, references_of, text_columns, told_tables, vehicle_tables
from kcrm.queries.things import PREFIX, Thing
from kcrm.records.impersonal import BOUGHT, FILLED, IMPERSONAL, KEPT, OF_THE_CAR, OF_THE_HOUSE, WORDS
from kcrm.storage.logged import logged_tables, table_numbers

Image = dict[str, str | int | None]

_GONE: Final = "SELECT row_id FROM temp.gone WHERE table_name = '{table}'"
_OWNED: Final = """
SELECT vehicle_id, from_on, until_on, until_on IS NULL AS present,
    NOT EXISTS (SELECT 1 FROM ownership AS former WHERE former.vehicle_id = ownership.vehicle_id AND former.id < ownership.id) AS bought
FROM ownership WHERE customer_id IN (SELECT value FROM json_each(?))
"""
_ORDERS: Final = """
INSERT OR IGNORE INTO temp.gone SELECT 'repair_order', repair_order.id FROM ownership JOIN repair_order USING (vehicle_id)
WHERE customer_id IN (SELECT value FROM json_each(?))
    AND coalesce(from_on, '') <= opened_on AND opened_on < coalesce(until_on, '9999')
"""
# a part of them is looked for: a shorter one stands in many a text by chance
_LEAST: Final = 2
_SENTENCE: Final = re.compile(r"[^。！？；.!?;\n]*[。！？；.!?;]?")
# what is no text about anybody, or must stay as it was counted
_UNSEARCHED: Final = frozenset({"kpi_frozen", "kpi_target", "policy_version", "erasure", "erasure_mark", "erasure_row", "staff", "store"})
_MOBILE: Final = re.compile("(1[0-9]{2})([0-9]{4})([0-9]{4})")
# what is said in tables that are no part of the operations log, and the columns of it
_SAID_ASIDE: Final = (("access", ("what", "filter", "command", "file", "reason")), ("right_request", ("why", "decision")))
_CASES: Final = frozenset({"customer", "complaint", "prospect"})
LETTERS: Final = {"repair_order" if thing is Thing.ORDER else thing.value: letter for thing, letter in PREFIX.items()}


class Known(NamedTuple):
    """What a person was known by. words: that nobody else has, longest first."""

    phones: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    vehicles: frozenset[tuple[str, str | None]]
    words: Sequence[str]


class Gone:
    """The rows that tell of some customers, in a temporary table of one open write; to be emptied together."""

    def __init__(self, connection: sqlite3.Connection, customers: Sequence[int]) -> None:
        self._connection, self._customers = connection, customers
        self._given = (json.dumps(list(customers)),)
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS gone (table_name TEXT, row_id INTEGER, PRIMARY KEY (table_name, row_id))")
        connection.execute("DELETE FROM temp.gone")
        connection.execute("INSERT INTO temp.gone SELECT 'customer', value FROM json_each(?)", self._given)
        self._owned = connection.execute(_OWNED, self._given).fetchall()
        self._told = told_tables(connection)
        while sum([self._gather(told) for told in self._told]):
            pass
        connection.execute(_ORDERS, self._given)
        present = json.dumps([row["vehicle_id"] for row in self._owned if row["present"]])
        for told in vehicle_tables(connection):
            for each in told.by:
                connection.execute(
                    f"INSERT OR IGNORE INTO temp.gone SELECT '{told.table}', id FROM {told.table}"  # noqa: S608 - here and below: our own names
                    f" WHERE {self._of_nobody(told.table)} AND {each.column} IN (SELECT value FROM json_each(?))",
                    (present,),
                )

    def _gather(self, told: Told) -> int:
        added = 0
        for each in told.by:
            condition = "" if each.parent == "customer" else f" AND {self._of_nobody(told.table)}"
            added += self._connection.execute(
                f"INSERT OR IGNORE INTO temp.gone SELECT '{told.table}', id FROM {told.table}"  # noqa: S608
                f" WHERE {each.column} IN ({_GONE.format(table=each.parent)}){condition}"
            ).rowcount
        return added

    def _of_nobody(self, table: str) -> str:
        whose = [each.column for each in references_of(self._connection, table) if each.parent == "customer"]
        return " AND ".join(f"{column} IS NULL" for column in whose) or "true"

    # --- what they were known by ---

    @cached_property
    def known(self) -> Known:
        """Of all of them together, as it is before they are emptied."""
        connection = self._connection
        theirs = connection.execute("SELECT * FROM customer WHERE id IN (SELECT value FROM json_each(?))", self._given).fetchall()
        formers = connection.execute(
            "SELECT * FROM customer_former WHERE kept_id IN (SELECT value FROM json_each(?))", self._given
        ).fetchall()
        before = connection.execute("SELECT number FROM renumbered WHERE customer_id IN (SELECT value FROM json_each(?))", self._given)
        columns = ("phone", "phone2", "kept_phone", "kept_phone2")
        phones = {row[column] for row in (*theirs, *formers) for column in columns if column in row.keys()}  # noqa: SIM118 - a Row
        names = {row["name"] for row in (*theirs, *formers)} | {row["kept_name"] for row in formers}
        numbers = {row["customer_no"] for row in theirs} | {row["number"] for row in formers} | {row[0] for row in before}
        ids = json.dumps([row["vehicle_id"] for row in self._owned])
        vehicles = connection.execute("SELECT id, vin, plate FROM vehicle WHERE id IN (SELECT value FROM json_each(?))", (ids,)).fetchall()
        present = {row["vehicle_id"] for row in self._owned if row["present"]}
        cars = frozenset((row["vin"], row["plate"] if row["id"] in present else None) for row in vehicles)
        said = [row[column] for row in theirs for column in ("address", "wechat", "email", "contact_phone")]
        words = {*phones, *names, *numbers, *said, *(plate for _vin, plate in cars)} - {None}
        alone = {word for word in words if len(word) >= _LEAST and not self._of_others(word)}
        spelt = {each for phone in phones & alone for each in _spellings(phone)}
        longest_first = sorted(alone | spelt, key=len, reverse=True)
        return Known(frozenset(phones - {None}), frozenset(numbers - {None}), frozenset(names - {None}), cars, longest_first)

    def _of_others(self, word: str) -> bool:
        """Whether somebody else is called or reached by that, too."""
        row = self._connection.execute(
            "SELECT 1 FROM customer WHERE ?1 IN (name, phone, phone2, customer_no, email, wechat, address)"
            " AND id NOT IN (SELECT value FROM json_each(?2)) UNION ALL SELECT 1 FROM staff WHERE ?1 IN (name, phone, email) LIMIT 1",
            (word, *self._given),
        ).fetchone()
        return row is not None

    # --- emptying ---

    def end_overdue(self, today: date, at: str) -> None:
        """Calls that fell due were planned, whatever becomes of them: they are skipped, as what is cancelled is not counted."""
        self._connection.execute(
            "UPDATE followup SET state = 'skipped', ended_at = ?, reason = ? WHERE state = 'open' AND due_on <= ?"
            " AND customer_id IN (SELECT value FROM json_each(?))",
            (at, FILLED, today.isoformat(), *self._given),
        )

    def empty(self) -> Counter[str]:
        """Empty what the rows say of them; how many rows of each table."""
        known = self.known  # before it is gone
        counts: Counter[str] = Counter()
        self._images = {told.table: told.emptied for told in (*self._told, *vehicle_tables(self._connection))}
        self._images |= {table: emptied(self._connection, table) for table in ("repair_order", "vehicle")}
        for table, columns in self._images.items():
            if table not in {"customer", "vehicle"}:
                counts[table] += self._empty(table, columns, _GONE.format(table=table))
        counts["vehicle"] += self._empty_vehicles()
        counts["customer"] += self._connection.execute(
            f"UPDATE customer SET {', '.join(f'{column} = NULL' for column in _nullable(self._images['customer']))},"  # noqa: S608
            " name = 'C' || id, pinyin = '', initials = '', do_not_contact = 1 WHERE id IN (SELECT value FROM json_each(?))",
            self._given,
        ).rowcount
        self._house(counts)
        self._mentions(known.words, counts)
        return +counts

    def _empty(self, table: str, columns: Mapping[str, str | None], rows: str) -> int:
        if not columns:
            return 0
        settings, there = [], []
        for place, (column, filled) in enumerate(columns.items()):
            # two that must differ do
            left = "NULL" if filled is None else f"'{FILLED * (place + 1)}'"
            stays = f"{column} IS NULL"
            if (words := WORDS.get((table, column))) is not None:
                listed = "', '".join(sorted(words))
                stays += f" OR {column} IN ('{listed}')"
            settings.append(f"{column} = CASE WHEN {stays} THEN {column} ELSE {left} END")
            there.append(f"NOT ({stays})")
        return self._connection.execute(
            f"UPDATE {table} SET {', '.join(settings)} WHERE id IN ({rows}) AND ({' OR '.join(there)})"  # noqa: S608
        ).rowcount

    def _empty_vehicles(self) -> int:
        present = [row["vehicle_id"] for row in self._owned if row["present"]]
        bought = [row["vehicle_id"] for row in self._owned if row["bought"] and not row["present"]]
        count = self._empty("vehicle", self._images["vehicle"], ", ".join(map(str, present)))
        return count + self._empty("vehicle", dict.fromkeys(BOUGHT), ", ".join(map(str, bought)))

    def _house(self, counts: Counter[str]) -> None:
        """Rows of the house that are about something of theirs."""
        self._housed: dict[str, list[int]] = {}
        identifiers = json.dumps(
            [
                f"{LETTERS[table]}{number}"
                for table, number in self._connection.execute("SELECT table_name, row_id FROM temp.gone")
                if table in LETTERS
            ]
        )
        for table, about in OF_THE_HOUSE.items():
            condition = " OR ".join(f"{column} IN (SELECT value FROM json_each(?1))" for column in about)  # noqa: S608
            rows = self._connection.execute(f"SELECT id FROM {table} WHERE {condition}", (identifiers,)).fetchall()  # noqa: S608
            self._housed[table] = [row[0] for row in rows]
            columns = {column: left for column, left in emptied(self._connection, table).items() if column not in about}
            counts[table] += self._empty(table, columns, ", ".join(map(str, self._housed[table])))
            self._images[table] = columns

    def _mentions(self, words: Sequence[str], counts: Counter[str]) -> None:
        """Sentences elsewhere that name them by a word that only they have, or by the identifier of a case of theirs."""
        cases = [
            f"{LETTERS[table]}{number}"
            for table, number in self._connection.execute("SELECT table_name, row_id FROM temp.gone").fetchall()
            if table in _CASES
        ]
        self._naming, self._worded = _naming(words, cases), _naming(words, ()) or re.compile("(?!)")
        self._sought = [*words, *cases]
        sought = json.dumps(self._sought)
        for table in logged_tables(self._connection):
            columns = [] if table in _UNSEARCHED else [*text_columns(self._connection, table)]
            columns = [column for column in columns if IMPERSONAL.get((table, column), OF_THE_CAR) is OF_THE_CAR]
            columns = [column for column in columns if column not in KEPT.get(table, {})]
            columns = [column for column in columns if table not in OF_THE_HOUSE or column not in OF_THE_HOUSE[table]]
            if not columns:
                continue
            found = " OR ".join(f"instr({table}.{column}, sought.value)" for column in columns)
            rows = self._connection.execute(
                f"SELECT DISTINCT {table}.* FROM json_each(?) AS sought JOIN {table} ON ({found})"  # noqa: S608
                f" AND {table}.id NOT IN ({_GONE.format(table=table)})",
                (sought,),
            ).fetchall()
            needed = text_columns(self._connection, table)
            for row in rows:
                changed = {column: self._without(row[column], needed=needed[column]) for column in columns if row[column] is not None}
                changed = {column: value for column, value in changed.items() if value != row[column]}
                if changed:
                    settings = ", ".join(f"{column} = ?" for column in changed)
                    self._connection.execute(f"UPDATE {table} SET {settings} WHERE id = ?", (*changed.values(), row["id"]))  # noqa: S608
                    counts[table] += 1

    def _without(self, text: str, *, needed: bool) -> str | None:
        if self._naming is None or not self._naming.search(text):
            return text
        if self._naming.fullmatch(text) and not needed:
            return None
        return "".join(FILLED if self._naming.search(part) else part for part in _SENTENCE.findall(text))

    # --- what was recorded ---

    def images(self) -> dict[int, str]:
        """By entry of the log what is to stand there instead: of their rows what stays, of others' all but what names them."""
        theirs = dict(self._own_images())
        return theirs | {entry: left for entry, left in self._naming_images() if entry not in theirs}

    def _own_images(self) -> Iterator[tuple[int, str]]:
        numbers = table_numbers(self._connection)
        for table, columns in self._images.items():
            rows = _GONE.format(table=table)
            if table == "vehicle":
                rows = ", ".join(str(row["vehicle_id"]) for row in self._owned)
            elif table in self._housed:
                rows = ", ".join(map(str, self._housed[table]))
            recorded = self._connection.execute(
                f"SELECT id, before FROM operation_row WHERE table_no = ? AND before IS NOT NULL AND row_id IN ({rows})",  # noqa: S608
                (numbers[table],),
            )
            present = {row[0] for row in self._connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
            stays = present - columns.keys()
            for entry, before in recorded.fetchall():
                image = {key: value for key, value in json.loads(before).items() if key in stays or value in WORDS.get((table, key), ())}
                left = _as_json(image)
                if left != before:
                    yield entry, left

    def _naming_images(self) -> Iterator[tuple[int, str]]:
        if self._naming is None:
            return
        given = json.dumps([_as_json({"": word})[5:-2] for word in self._sought])
        rows = self._connection.execute(
            "SELECT DISTINCT operation_row.id, before FROM json_each(?) AS sought JOIN operation_row ON instr(before, sought.value)"
            " WHERE table_no > 0",
            (given,),
        )
        for entry, before in rows.fetchall():
            yield entry, _as_json({key: value for key, value in json.loads(before).items() if not self._names(value)})

    def commands(self) -> dict[int, str]:
        """By operation its command line without what names them."""
        return dict(self._texts("operation", ("command",)))

    def empty_asides(self) -> None:
        """The records of what left and the rights that were asked for, without what names them."""
        for table, columns in _SAID_ASIDE:
            for column in columns:
                for number, text in self._texts(table, (column,)):
                    self._connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (text, number))  # noqa: S608

    def _texts(self, table: str, columns: Iterable[str]) -> Iterator[tuple[int, str]]:
        given = json.dumps(list(self.known.words))
        for column in columns:
            rows = self._connection.execute(
                f"SELECT DISTINCT {table}.id, {table}.{column} FROM json_each(?) AS sought"  # noqa: S608
                f" JOIN {table} ON instr({table}.{column}, sought.value)",
                (given,),
            )
            for number, text in rows.fetchall():
                left = self._worded.sub(FILLED, text)
                if left != text:
                    yield number, left

    def _names(self, value: str | int | None) -> bool:
        return isinstance(value, str) and self._naming is not None and self._naming.search(value) is not None

    def rows(self) -> list[tuple[str, int]]:
        """The rows that are theirs, by table and id."""
        return self._connection.execute("SELECT table_name, row_id FROM temp.gone ORDER BY 1, 2").fetchall()


def _nullable(columns: Mapping[str, str | None]) -> list[str]:
    return [column for column, left in columns.items() if left is None]


def _spellings(phone: str) -> Iterator[str]:
    """How somebody may have typed a phone into a text, beside its digits alone: in groups, or with the country's code."""
    mobile = _MOBILE.fullmatch(phone)
    grouped = [f"{mobile[1]}{between}{mobile[2]}{between}{mobile[3]}" for between in " -"] if mobile else []
    yield from grouped
    if mobile:
        yield from (f"{code}{between}{each}" for code in ("86", "0086") for each in (phone, *grouped) for between in ("", " ", "-"))


def _naming(words: Sequence[str], cases: Sequence[str]) -> re.Pattern[str] | None:
    parts = [rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" for word in (*words, *cases)]
    return re.compile("|".join(parts)) if parts else None


def _as_json(image: Mapping[str, object]) -> str:
    """As SQLite writes an image."""
    return json.dumps(image, ensure_ascii=False, separators=(",", ":"))
