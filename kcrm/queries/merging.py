"""Records made one: what hung on the other moves, where both have the same one of them stays; and customers who are said to be two."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Final

from kcrm.queries.operations import references
from kcrm.queries.records import save
from kcrm.queries.rows import plain_rows

Record = Mapping[str, str | int | None]

# Of a customer made anew, or told apart from others, by the steps below.
_BY_ITSELF: Final = frozenset({"classification", "customer_apart", "evidence"})
# Both have it, where one may: of two the one that stays has its own.
_OF_ONE_KEY: Final = """
SELECT own.id AS own, other.id AS other, own.state AS own_state, other.state AS other_state,
    (own.opened_at, own.id) <= (other.opened_at, other.id) AS own_is_older
FROM followup AS own JOIN followup AS other
    ON (own.kind, own.channel, coalesce(own.case_no, ''), own.base_on, own.occurrence)
        = (other.kind, other.channel, coalesce(other.case_no, ''), other.base_on, other.occurrence)
WHERE own.{column} = :kept AND other.{column} = :going
    AND (own.customer_id = other.customer_id OR :customers) AND (own.vehicle_id IS other.vehicle_id OR NOT :customers)
"""


def note_merge(connection: sqlite3.Connection, table: str, kept: Record, going: Record, now: Record, on: date) -> None:
    """Remember what the record that goes was called, and what of the other's names and phones the one that stays says no more.

    kept, going: the two as they were; now: what the one that stays says. What had been merged into the one that goes has moved along.
    """
    row = {"id": going["id"], "kept_id": kept["id"], "merged_on": on.isoformat()}
    if table == "customer":
        left = [kept[column] for column in ("phone", "phone2") if kept[column] not in {None, now["phone"], now["phone2"]}]
        row |= {column: going[column] for column in ("name", "phone", "phone2")} | {"number": going["customer_no"]}
        row |= dict(zip(("kept_phone", "kept_phone2"), left, strict=False))
    else:
        row |= {"number": going["vin"], "name": going["plate"]}
    named = "name" if table == "customer" else "plate"
    if kept[named] != now[named]:
        row["kept_name"] = kept[named]
    save(connection, f"{table}_former", None, row)


def move_children(connection: sqlite3.Connection, table: str, going: int, kept: int) -> Counter[str]:
    """Whatever refers to one record of the table refers to the other; how many rows of each table do."""
    moved: Counter[str] = Counter()
    for (child, column), parent in references(connection).items():
        if parent == table and child not in _BY_ITSELF:
            moved[child] += connection.execute(f"UPDATE {child} SET {column} = ? WHERE {column} = ?", (kept, going)).rowcount  # noqa: S608 - our own
    return +moved


def part_followups(connection: sqlite3.Connection, column: str, going: int, kept: int, case: str, at: str, reason: str) -> int:
    """Of two follow-ups of one key the older one stays open, or the one that was settled; how many are put an end to.

    column: by which they hang on the record; case: what tells the other from it, as the key is the same.
    """
    ended = 0
    values = {"kept": kept, "going": going, "customers": column == "customer_id"}
    for own, other, own_state, other_state, own_is_older in connection.execute(_OF_ONE_KEY.format(column=column), values).fetchall():
        both = own_state == other_state == "open"
        apart = other if (own_is_older if both else own_state != "open") else own
        connection.execute("UPDATE followup SET case_no = ? WHERE id = ?", (case, apart))
        if (other_state if apart == other else own_state) == "open":
            connection.execute("UPDATE followup SET state = 'cancelled', reason = ?, ended_at = ? WHERE id = ?", (reason, at, apart))
            ended += 1
    return ended


def join_refusals(connection: sqlite3.Connection, going: int, kept: int) -> None:
    """A kind that both refused was refused on the earlier day."""
    connection.execute(
        "UPDATE refusal SET refused_on = (SELECT min(refused_on) FROM refusal AS either"
        " WHERE either.kind = refusal.kind AND either.customer_id IN (:kept, :going))"
        " WHERE customer_id = :kept AND kind IN (SELECT kind FROM refusal WHERE customer_id = :going)",
        {"kept": kept, "going": going},
    )
    connection.execute(
        "DELETE FROM refusal WHERE customer_id = ? AND kind IN (SELECT kind FROM refusal WHERE customer_id = ?)", (going, kept)
    )


def join_asked(connection: sqlite3.Connection, table: str, going: int, kept: int) -> None:
    """What was asked of both in vain was asked on the later day."""
    both = {"kept": kept, "going": going}
    connection.execute(
        f"UPDATE asked SET asked_on = (SELECT max(asked_on) FROM asked AS either"  # noqa: S608 - our own
        f" WHERE either.field = asked.field AND either.{table}_id IN (:kept, :going))"
        f" WHERE {table}_id = :kept AND field IN (SELECT field FROM asked WHERE {table}_id = :going)",
        both,
    )
    connection.execute(
        f"DELETE FROM asked WHERE {table}_id = :going AND field IN (SELECT field FROM asked WHERE {table}_id = :kept)",  # noqa: S608 - our own
        both,
    )


def join_campaigns(connection: sqlite3.Connection, going: int, kept: int) -> None:
    """Who is twice in a campaign is in it once: as who was approached, if either was, else of the earlier wave."""
    both = {"kept": kept, "going": going}
    connection.execute(
        "DELETE FROM campaign_target WHERE customer_id IN (:kept, :going) AND EXISTS ("
        " SELECT 1 FROM campaign_target AS other WHERE other.campaign_id = campaign_target.campaign_id"
        " AND other.customer_id IN (:kept, :going) AND other.customer_id <> campaign_target.customer_id"
        " AND (other.part = 'control', other.wave, other.id)"
        " < (campaign_target.part = 'control', campaign_target.wave, campaign_target.id))",
        both,
    )
    connection.execute(
        "DELETE FROM campaign_left_out WHERE customer_id = :going AND (campaign_id, wave) IN ("
        " SELECT campaign_id, wave FROM campaign_left_out WHERE customer_id = :kept)",
        both,
    )


def join_events(connection: sqlite3.Connection, going: int, kept: int) -> None:
    """Who is twice on the list of an event is on it once, as who came, else as who answered; of two memberships that last the longer."""
    both = {"kept": kept, "going": going}
    connection.execute(
        "DELETE FROM attendance WHERE customer_id IN (:kept, :going) AND EXISTS ("
        " SELECT 1 FROM attendance AS other WHERE other.event_id = attendance.event_id"
        " AND other.customer_id IN (:kept, :going) AND other.customer_id <> attendance.customer_id"
        " AND (other.state <> 'came', other.answer IS NULL, other.id)"
        " < (attendance.state <> 'came', attendance.answer IS NULL, attendance.id))",
        both,
    )
    connection.execute(
        "DELETE FROM event_left_out WHERE customer_id = :going AND event_id IN ("
        " SELECT event_id FROM event_left_out WHERE customer_id = :kept)",
        both,
    )
    connection.execute(
        "DELETE FROM club WHERE customer_id IN (:kept, :going) AND until_on IS NULL AND EXISTS ("
        " SELECT 1 FROM club AS other WHERE other.customer_id IN (:kept, :going) AND other.until_on IS NULL"
        " AND (other.from_on, other.id) < (club.from_on, club.id))",
        both,
    )


def join_accounts(connection: sqlite3.Connection, going: int, kept: int) -> None:
    """Of two accounts one stays, with what it does not know from the other; nobody is related to, or a member of, themselves."""
    rows = {row["customer_id"]: row for row in connection.execute("SELECT * FROM fleet WHERE customer_id IN (?, ?)", (going, kept))}
    if len(rows) == 2:  # noqa: PLR2004 - both
        own, other = rows[kept], rows[going]
        filled = {column: other[column] for column in own.keys() if own[column] is None and other[column] is not None}  # noqa: SIM118
        connection.execute("UPDATE fleet_handover SET fleet_id = ? WHERE fleet_id = ?", (own["id"], other["id"]))
        connection.execute("DELETE FROM fleet WHERE id = ?", (other["id"],))
        both_open = {column: value for column, value in filled.items() if not column.startswith("closed")}
        save(connection, "fleet", own, {**both_open, "since_on": min(own["since_on"], other["since_on"])})
    for table, column in (("relation", "other_id"), ("member", "person_id")):
        connection.execute(
            f"DELETE FROM {table} WHERE (customer_id, {column}) IN (VALUES (:kept, :going), (:going, :kept))",  # noqa: S608 - our own
            {"kept": kept, "going": going},
        )


def shared_forms(connection: sqlite3.Connection, going: int, kept: int) -> list[tuple[int, int]]:
    """Questionnaires of one survey and day that both filled in, by number."""
    statement = (
        "SELECT own.id, other.id FROM survey_form AS own JOIN survey_form AS other USING (survey, surveyed_on)"
        " WHERE own.customer_id = ? AND other.customer_id = ? ORDER BY 1"
    )
    return list(plain_rows(connection, statement, (kept, going)))


def forget_class(connection: sqlite3.Connection, customer_id: int) -> None:
    """What classification derived of a customer who goes; the next run judges the one who stays by all that is theirs."""
    connection.execute("DELETE FROM classification WHERE id = ?", (customer_id,))


def join_ownerships(connection: sqlite3.Connection, column: str, number: int) -> None:
    """Who owned a vehicle under two records, one after the other and nobody between them, owned it all along.

    column, number: of which vehicle, or of all vehicles of which customer.
    """
    rows = connection.execute(
        f"SELECT id, vehicle_id, customer_id, until_on FROM ownership"  # noqa: S608 - our own
        f" WHERE vehicle_id IN (SELECT vehicle_id FROM ownership WHERE {column} = ?)"
        " ORDER BY vehicle_id, coalesce(from_on, ''), until_on IS NULL, until_on, id",
        (number,),
    ).fetchall()
    for _ownership, consecutive in groupby(rows, key=itemgetter("vehicle_id", "customer_id")):
        first, *later = consecutive
        if later:
            delete_rows(connection, "ownership", [each["id"] for each in later])
            connection.execute("UPDATE ownership SET until_on = ? WHERE id = ?", (later[-1]["until_on"], first["id"]))


def share_ownership(connection: sqlite3.Connection, going: int, kept: int) -> bool:
    """Two records of one vehicle with one present owner: one ownership since the earlier day. False where the owners differ."""
    own, other = (
        connection.execute("SELECT id, customer_id, from_on FROM ownership WHERE vehicle_id = ? AND until_on IS NULL", (number,)).fetchone()
        for number in (kept, going)
    )
    if own is None or other is None:
        return True
    if own["customer_id"] != other["customer_id"]:
        return False
    delete_rows(connection, "ownership", [other["id"]])
    days = [each["from_on"] for each in (own, other) if each["from_on"] is not None]
    connection.execute("UPDATE ownership SET from_on = ? WHERE id = ?", (min(days, default=None), own["id"]))
    return True


def share_readings(connection: sqlite3.Connection, going: int, kept: int) -> None:
    """Of what was read on the same day under both records the greater stays: a vehicle drives on, and there is one reading a day."""
    connection.execute(
        "UPDATE mileage_reading AS own SET km = other.km FROM mileage_reading AS other"
        " WHERE own.vehicle_id = ? AND other.vehicle_id = ? AND other.read_on = own.read_on AND other.km > own.km",
        (kept, going),
    )
    rows = plain_rows(
        connection,
        "SELECT id FROM mileage_reading AS other WHERE vehicle_id = ? AND read_on IN"
        " (SELECT read_on FROM mileage_reading WHERE vehicle_id = ?)",
        (going, kept),
    )
    delete_rows(connection, "mileage_reading", [number for (number,) in rows])


def delete_rows(connection: sqlite3.Connection, table: str, numbers: Collection[int]) -> None:
    """Take these rows away, to which nothing refers any more."""
    connection.execute(f"DELETE FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))  # noqa: S608 - our own


def owners_ever(connection: sqlite3.Connection, vehicle_id: int) -> list[int]:
    """Whose the vehicle is or was, by number."""
    return [
        number for (number,) in plain_rows(connection, "SELECT DISTINCT customer_id FROM ownership WHERE vehicle_id = ?", (vehicle_id,))
    ]


# --- said to be two ---


def said_apart(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    """Pairs of customers who are said to be two, the lower number first."""
    return set(plain_rows(connection, "SELECT customer_id, other_id FROM customer_apart"))


def say_apart(connection: sqlite3.Connection, pair: tuple[int, int], on: date, note: str | None) -> None:
    """These two, the lower number first, are two."""
    save(connection, "customer_apart", None, {"customer_id": pair[0], "other_id": pair[1], "said_on": on.isoformat(), "note": note})


def say_no_more_apart(connection: sqlite3.Connection, pair: tuple[int, int]) -> None:
    """Whether these two are two is open again."""
    connection.execute("DELETE FROM customer_apart WHERE (customer_id, other_id) = (?, ?)", pair)


def move_apart(connection: sqlite3.Connection, going: int, kept: int) -> None:
    """Whom one record is told apart from, the other is; but not from itself."""
    rows = connection.execute("SELECT * FROM customer_apart WHERE ?1 IN (customer_id, other_id)", (going,)).fetchall()
    delete_rows(connection, "customer_apart", [row["id"] for row in rows])
    known = said_apart(connection)
    for row in rows:
        other = row["other_id"] if row["customer_id"] == going else row["customer_id"]
        pair = (min(kept, other), max(kept, other))
        if other != kept and pair not in known:
            say_apart(connection, pair, date.fromisoformat(row["said_on"]), row["note"])
