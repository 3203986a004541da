"""Find a thing by whatever staff have at hand: an id, a number, a phone or its end, a plate, a VIN or its end, a name, pinyin, initials."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from kcrm.errors import UsageError
from kcrm.model import Awaited, Kind, OrderType, Role, Severity
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.queries.things import PREFIX, SELECT, WORD, Thing

if TYPE_CHECKING:
    from kcrm.model.prospects import Stage

__all__ = [
    "OWN",
    "OWN_NUMBERS",
    "PREFIX",
    "Found",
    "Thing",
    "everything",
    "fetch",
    "identified",
    "identifier",
    "marked",
    "matches",
    "numbers_like_identifiers",
    "own_number",
    "row_name",
    "thing",
    "unmarked",
]


class Found(NamedTuple):
    """One thing that matches.

    by: the column that matched. label, word, detail: enough to tell it from the others; word: a staff member's role, an order's type, a
    follow-up's kind, a complaint's severity, what a need waits for, the stage of a prospect.
    """

    thing: Thing
    id: int
    label: str
    detail: str
    by: str
    word: Role | OrderType | Kind | Severity | Awaited | Stage | None = None

    @property
    def identifier(self) -> str:
        """What selects it again: C12, V7, R31, F103, K5, P4, O9, an employee number."""
        return self.detail if self.thing is Thing.STAFF else identifier(self.thing, self.id)


# whose identifier is their employee number; behind `id:` they have one of this kind, too
_ONLY_BEHIND_ID = PREFIX[Thing.STAFF]
_BY_LETTER = {letter: thing for thing, letter in PREFIX.items()}
_IDENTIFIER = pattern(rf"({'|'.join(_BY_LETTER)})([1-9][0-9]{{0,17}})", re.IGNORECASE | re.ASCII)
_MARKED = pattern(r"(id|no)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
OWN = (
    (Thing.CUSTOMER, "customer", "customer_no"),
    (Thing.ORDER, "repair_order", "order_no"),
    (Thing.COMPLAINT, "complaint", "complaint_no"),
    (Thing.COMPLAINT, "complaint", "outside_no"),
    (Thing.OPPORTUNITY, "opportunity", "opportunity_no"),
    (Thing.NEED, "need", "need_no"),
    (Thing.PROSPECT, "prospect", "prospect_no"),
    (Thing.CONTRACT, "contract", "contract_no"),
    (Thing.BILL, "bill", "bill_no"),
    (Thing.STAFF, "staff", "employee_no"),
)
"""By what of which table a store, or somebody outside, calls its records."""
OWN_NUMBERS = frozenset(column for _thing, _table, column in OWN)
"""The columns of what a store, or somebody outside, calls its records by itself."""
_AMONG_THEMSELVES: Final = {Thing.RECALL: ("recall_no",), Thing.DEPARTMENT: ("name", "code")}
# by a range of each letter, which the columns' indexes serve
_LIKE_IDENTIFIERS = " UNION ALL ".join(
    f"SELECT 1 FROM json_each(:letters) AS letter CROSS JOIN {table} ON {column} >= letter.value || '1' AND {column} < letter.value || ':'"  # noqa: S608 - our own names
    f" AND {column} NOT GLOB letter.value || '*[^0-9]*'"
    for _thing, table, column in OWN
)
_SPELT = 4  # letters; with each more the spellings double
_WHOLE = 3  # steps in which a text means something as a whole


# A number whatever its capitals: an index knows only how it is spelt, so that it is asked for each spelling of the number's beginning.
_CASELESS = (
    "id IN (SELECT {table}.id FROM json_each(:spellings) CROSS JOIN {table}"
    " ON {column} >= value AND {column} < value || char(1114111) WHERE {column} = :number COLLATE NOCASE)"
)

# A surname that is read in two ways: the other reading, of names that begin with it.
_READ_OTHERWISE = (
    "id IN (SELECT {table}.id FROM json_each(:readings) CROSS JOIN {table}"
    " ON {spelt} = json_extract(value, '$[0]')"
    " AND name >= json_extract(value, '$[1]') AND name < json_extract(value, '$[1]') || char(1114111))"
)
_BEGUN_OTHERWISE = (
    "id IN (SELECT customer.id FROM json_each(:readings) CROSS JOIN customer"
    " ON name >= json_extract(value, '$[1]') AND name < json_extract(value, '$[1]') || char(1114111)"
    " WHERE length(:latin) >= 2 AND pinyin GLOB json_extract(value, '$[0]') || '*')"
)
_NAMED = (Thing.CUSTOMER, Thing.STAFF)
_Step = tuple[tuple[Thing, str, str], ...]

# A store's own numbers, as they are written and whatever their capitals.
_NUMBERS: _Step = tuple((thing, column, f"{column} = :number") for thing, _table, column in OWN)
_CASELESS_NUMBERS: _Step = tuple((thing, column, _CASELESS.format(table=table, column=column)) for thing, table, column in OWN)

# Each step is tried only where those before it found nothing: a number beats the end of a number, a name beats a part of one. Those of the
# last look at every row, within an index.
_EXACT: _Step = (
    *_NUMBERS,
    (Thing.CUSTOMER, "phone", "phone_tail = substr(:digits, -4) AND phone = :digits"),
    (Thing.CUSTOMER, "phone2", "phone2_tail = substr(:digits, -4) AND phone2 = :digits"),
    (Thing.STAFF, "phone", "phone = :digits"),
    (Thing.VEHICLE, "plate", "plate = :code"),
    (Thing.VEHICLE, "vin", "vin = :code"),
    (Thing.CUSTOMER, "name", "name = :text"),
    (Thing.STAFF, "name", "name = :text"),
    (Thing.DEPARTMENT, "name", "name = :text"),
)
# What was merged into another record leads to that, and a number that was corrected to the record that had it.
_FORWARDED: _Step = tuple(
    (thing, by, f"id IN (SELECT {leads_to} FROM {former} WHERE {condition})")  # noqa: S608 - our own
    for thing, by, leads_to, former, condition in (
        (Thing.CUSTOMER, "merged", "kept_id", "customer_former", "number = :number"),
        (Thing.CUSTOMER, "renumbered", "customer_id", "renumbered", "number = :number"),
        (Thing.CUSTOMER, "merged", "kept_id", "former_phone", "phone = :digits"),
        (Thing.CUSTOMER, "merged", "kept_id", "customer_former", "name = :text OR kept_name = :text"),
        (Thing.VEHICLE, "merged", "kept_id", "vehicle_former", "number = :code"),
        (Thing.VEHICLE, "renumbered", "vehicle_id", "renumbered", "number = :code"),
        (Thing.VEHICLE, "merged", "kept_id", "vehicle_former", "name = :code OR kept_name = :code"),
    )
)
_FORWARDED_NUMBERS: _Step = _FORWARDED[:2]
_NEARLY: _Step = (
    *_CASELESS_NUMBERS,
    (Thing.CUSTOMER, "phone", "length(:digits) >= 4 AND phone_tail = substr(:digits, -4) AND phone LIKE '%' || :digits"),
    (
        Thing.CUSTOMER,
        "phone2",
        "length(:digits) >= 4 AND phone2 IS NOT NULL AND phone2_tail = substr(:digits, -4) AND phone2 LIKE '%' || :digits",
    ),
    (Thing.CUSTOMER, "merged", "length(:digits) >= 4 AND id IN (SELECT kept_id FROM former_phone WHERE phone LIKE '%' || :digits)"),
    (Thing.VEHICLE, "vin", "length(:code) = 6 AND vin_tail = :code"),
    (Thing.CUSTOMER, "pinyin", "pinyin = :latin"),
    (Thing.STAFF, "pinyin", "pinyin = :latin"),
    (Thing.CUSTOMER, "initials", "initials = :latin"),
    (Thing.STAFF, "initials", "initials = :latin"),
    *((thing, spelt, _READ_OTHERWISE.format(table=thing, spelt=spelt)) for thing in _NAMED for spelt in ("pinyin", "initials")),
)
_PARTS: _Step = (
    (Thing.CUSTOMER, "name", "id IN (SELECT id FROM customer WHERE instr(name, :text) > 0)"),
    (Thing.STAFF, "name", "instr(name, :text) > 0"),
    (Thing.DEPARTMENT, "name", "instr(name, :text) > 0"),
    (Thing.VEHICLE, "plate", "length(:code) >= 3 AND id IN (SELECT id FROM vehicle WHERE plate IS NOT NULL AND instr(plate, :code) > 0)"),
    (
        Thing.CUSTOMER,
        "pinyin",
        "length(:latin) >= 2 AND pinyin >= :latin_start AND pinyin < :latin_start || char(1114111) AND pinyin GLOB :latin || '*'",
    ),
    (
        Thing.CUSTOMER,
        "pinyin",
        _BEGUN_OTHERWISE,
    ),
)

_ROWS: Final = frozenset(
    {Thing.FOLLOWUP, Thing.CALL, Thing.SURVEY_FORM, Thing.FINDING, Thing.CONFLICT, Thing.CREDIT_ASSESSMENT, Thing.CHECKLIST_RUN}
)
"""What has an identifier and no declaration."""


def row_name(table: str, number: int) -> str | None:
    """What identifies a row, of the tables whose rows have an identifier: C12 of customer, F103 of followup."""
    from kcrm.records import of_table  # noqa: PLC0415 - here and below: a list of calls names its rows and finds nothing

    noun = of_table(table)
    if noun is not None:
        return f"{noun.letter}{number}"
    return identifier(Thing(table), number) if table in _ROWS else None


def identifier(thing: Thing, number: int) -> str:
    """The identifier that is shown and typed: C12, V7, R31, F103, K5, P4, Q5, O9."""
    return f"{PREFIX[thing]}{number}"


def matches(connection: sqlite3.Connection, text: str) -> list[Found]:
    """What `text` may mean, best first: what the first step finds that finds anything.

    An identifier and a store's own number that reads like one are meanings of the same rank. `id:C12` means the identifier only, `no:C12`
    the own number only.
    """
    return next(filter(None, _stepwise(connection, text)), [])


def everything(connection: sqlite3.Connection, text: str, *, parts: bool = False) -> list[Found]:
    """All that `text` may mean, best first. parts: what it is only a part of, even where it means something as a whole.

    Parts are looked for in every name and plate there is, which takes the longer the more there are.
    """
    steps = _stepwise(connection, text)
    found = _each_once(itertools.chain.from_iterable(itertools.islice(steps, _WHOLE)))
    return _each_once(itertools.chain(found, *steps)) if parts or not found else found


def numbered(connection: sqlite3.Connection, text: str, kind: Thing) -> list[Found]:
    """What of this kind somebody outside calls so, where such a number is looked for only among things of its kind."""
    mark, rest = unmarked(text)
    if kind not in _AMONG_THEMSELVES or mark == "id":
        return []
    found = (
        _found(kind, row, column)
        for column in _AMONG_THEMSELVES[kind]
        for row in connection.execute(f"{SELECT[kind]} WHERE {column} = ? COLLATE NOCASE ORDER BY id", (rest,))
    )
    return _each_once(found)


def identified(text: str) -> tuple[Thing, int] | None:
    """The kind and number in an identifier as typed, `F103` or `id:F103`; None for what is none."""
    mark, rest = unmarked(text)
    match = _IDENTIFIER.fullmatch(rest)
    if match is None or mark == "no" or (mark is None and match[1].upper() == _ONLY_BEHIND_ID):
        return None
    return _BY_LETTER[match[1].upper()], int(match[2])


def own_number(text: str) -> str:
    """A store's own number as typed, without the mark `no:` that may stand before it."""
    mark, rest = unmarked(text)
    return rest if mark == "no" else text


def marked(found: Found) -> str:
    """What selects this alone, whatever numbers a store gives: `id:C12`."""
    return f"id:{identifier(found.thing, found.id)}"


def numbers_like_identifiers(connection: sqlite3.Connection, things: Iterable[Thing] = tuple(Thing)) -> bool:
    """Whether the store has numbers of its own that read like identifiers of these things."""
    prefixes = dict.fromkeys(PREFIX[each] for each in things)
    letters = [each for letter in prefixes if letter != _ONLY_BEHIND_ID for each in (letter, letter.lower())]
    return connection.execute(_LIKE_IDENTIFIERS, {"letters": json.dumps(letters)}).fetchone() is not None


def thing(connection: sqlite3.Connection, kind: Thing, number: int) -> Found:
    """The thing of this kind with this number, which exists."""
    found = fetch(connection, kind, number, "id")
    assert found is not None, (kind, number)
    return found


def unmarked(text: str) -> tuple[str | None, str]:
    """Without the mark that says what kind of number it is, and that mark: `id`, `no` or None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _MARKED.fullmatch(plain)
    return (match[1].lower(), match[2].strip()) if match else (None, plain)


def _stepwise(connection: sqlite3.Connection, text: str) -> Iterator[list[Found]]:
    """What each step finds, the surest first; the next one is taken only when it is asked for."""
    mark, rest = unmarked(text)
    named = identified(text)
    by_id = list(filter(None, [_identified(connection, *named)])) if named else []
    if mark == "id":
        yield by_id
    elif mark == "no":
        yield _each_once(_step_matches(connection, _NUMBERS, rest))
        yield _each_once(_step_matches(connection, _FORWARDED_NUMBERS, rest))
        yield _each_once(_step_matches(connection, _CASELESS_NUMBERS, rest))
    else:
        exact = list(_step_matches(connection, _EXACT, text.strip()))
        if by_id and not any(each.by in OWN_NUMBERS for each in exact):
            exact += _step_matches(connection, _CASELESS_NUMBERS, text.strip())
        yield _each_once(itertools.chain(by_id, exact))
        yield _each_once(_step_matches(connection, _FORWARDED, text.strip()))
        yield _each_once(_step_matches(connection, _NEARLY, text.strip()))
        yield _each_once(_step_matches(connection, _PARTS, text.strip()))


def _each_once(found: Iterable[Found]) -> list[Found]:
    once: dict[tuple[Thing, int], Found] = {}
    for match in found:
        once.setdefault((match.thing, match.id), match)
    return list(once.values())


def _identified(connection: sqlite3.Connection, thing: Thing, number: int) -> Found | None:
    """The thing of an identifier, or the one that it was merged into."""
    found = fetch(connection, thing, number, "id")
    if found is not None or thing not in {Thing.CUSTOMER, Thing.VEHICLE}:
        return found
    from kcrm.queries.formers import forwarding  # noqa: PLC0415 - as above

    kept = forwarding(connection, thing, number)
    return fetch(connection, thing, kept, "merged") if kept is not None else None


def fetch(connection: sqlite3.Connection, thing: Thing, number: int, by: str) -> Found | None:
    """The thing of this kind with this number, if there is one. by: what found it."""
    row = connection.execute(f"{SELECT[thing]} WHERE id = ?", (number,)).fetchone()
    return _found(thing, row, by) if row else None


def _found(thing: Thing, row: sqlite3.Row, by: str) -> Found:
    return Found(thing, row["id"], row["label"], row["detail"], by, WORD[thing](row["word"]) if thing in WORD else None)


def _step_matches(connection: sqlite3.Connection, step: _Step, text: str) -> Iterator[Found]:
    from kcrm.identifiers import other_readings  # noqa: PLC0415 - as above

    plain = unicodedata.normalize("NFKC", text)
    latin = plain.lower().replace(" ", "") or None if plain.isascii() else None
    arguments = {
        "text": text,
        "number": plain,
        "digits": _digits(plain),
        "code": re.sub(r"[\s·•-]", "", plain).upper() or None,
        "latin": latin,
        "latin_start": re.split(r"[*?\[]", latin, maxsplit=1)[0] if latin else None,
        "readings": json.dumps(other_readings(latin) if latin else [], ensure_ascii=False),
        "spellings": json.dumps(_spellings(plain)),
    }
    for thing, by, condition in step:
        for row in connection.execute(f"{SELECT[thing]} WHERE {condition} ORDER BY id", arguments):
            yield _found(thing, row, by)


def _spellings(text: str) -> list[str]:
    """The text up to its fifth letter in every mixture of capitals and small letters; none where it has no letters (of ASCII)."""
    choices: list[str] = []
    letters = 0
    for character in text:
        letter = character.isascii() and character.isalpha()
        letters += letter
        if letters > _SPELT:
            break
        choices.append(character.upper() + character.lower() if letter else character)
    return ["".join(spelling) for spelling in itertools.product(*choices)] if letters else []


def _digits(text: str) -> str | None:
    """A whole phone as it is stored, +86 and an extension included, or what may be the end of one; None where it is neither."""
    from kcrm.identifiers import normal_phone  # noqa: PLC0415 - as above

    try:
        return normal_phone(text)
    except UsageError:
        digits = re.sub(r"[\s()+-]", "", text)
        return digits if digits.isascii() and digits.isdigit() else None
