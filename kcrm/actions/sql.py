"""A statement of somebody's own, answered; what is wrong with it is said in plain words, with its place."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from kcrm.actions.session import Session
from kcrm.errors import KcrmError, PlacedError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.queries.sql import Answer, Unanswered, Why, answer, begins_wrong_at, names_in
from kcrm.records import VIEW_NAMES
from kcrm.records.readable import amounts_of
from kcrm.records.told import told_by
from kcrm.storage.kept import Value

_WHOLE = pattern(r"-?(?:0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = pattern(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}", re.ASCII)
_PARAMETER = pattern(r"[:@$](\w+)")
_NAME = pattern(r"\w+")
# SQLite's own words (https://www.sqlite.org/rescode.html has none of them), and what they mean; a group is what is wrong
_MEANINGS = tuple(
    (pattern(text, re.DOTALL), message)
    for text, message in (
        (r'near "(.*)": syntax error', N_("The statement cannot be read from “{word}” on.")),
        (r'unrecognized token: "(.*)"', N_("The statement cannot be read from “{word}” on.")),
        (r"incomplete input()", N_("The statement ends too early.")),
        (r"no such table: (?:main\.)?(.*)", N_("There is no table or view called “{word}”.")),
        (r"no such column: (.*)", N_("There is no column called “{word}”.")),
        (r"ambiguous column name: (.*)", N_("Several tables have a column “{word}”: put the table's name and a dot before it.")),
        (r"no such function: (.*)", N_("There is no function called “{word}”.")),
        (r"wrong number of arguments to function (.*)\(\)", N_("The function “{word}” takes another number of values.")),
        (r"no tables specified()", N_("A * needs a table: FROM is missing.")),
        (r"SELECTs to the left and right of ([A-Z]+).*", N_("What is before and after {word} must have the same number of columns.")),
        (r"(string or blob) too big", N_("A value would be larger than 64 MB.")),
        (r"misuse of (?:aliased )?(?:aggregate|window)(?: function)?:? ?(\w+).*", N_("“{word}” cannot be used here.")),
    )
)
_UNSAID = pattern(r"You did not supply a value for binding (?:parameter :?)?(\w+)\.?|.*the current statement uses.*", re.DOTALL)
_NAMELESS = "has no name"
# what is wrong with the statement, and not with the file
_OF_THE_STATEMENT = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE}
_WIDEST, _BEFORE = 72, 48  # characters of a line that are shown where one does not see all of it


class Asked(NamedTuple):
    """An answer, with what it tells of people, and which columns of its views are amounts in yuan."""

    answer: Answer
    told: tuple[Personal, ...]
    amounts: frozenset[str]


def ask(session: Session, statement: str, given: Iterable[str], most: int | None) -> Asked:
    """Answer one reading statement. given: its parameters, each as `name=value`. most: rows that are kept of the answer, None for all.

    Raises UsageError for a statement that cannot be run or lacks a parameter that is given, RefusedError for one that does not only read.
    """
    rights = session.context.rights
    if rights is not None and not rights.because:
        raise RefusedError(
            N_("sql shows in full whatever it reads; that is recorded and needs a reason."), hint=N_("Add --reveal --reason TEXT")
        )
    values = _values(statement, given)
    path = Path(session.connection.execute("PRAGMA database_list").fetchone()[2])
    try:
        found = answer(path, statement, values, most)
    except (sqlite3.Error, sqlite3.Warning, UnicodeEncodeError) as error:
        raise _in_words(path, statement, error) from error
    if isinstance(found, Unanswered):
        raise _refusal(found)
    told = {personal for table, column in found.read if (personal := told_by(table, column)) is not None}
    amounts = {column for view, column in found.read if view in VIEW_NAMES and column in amounts_of(view)}
    if rights is not None and not told:
        told = {Personal.NOTE}  # what it comes to may be anything
    return Asked(found, tuple(each for each in Personal if each in told), frozenset(amounts))


def _refusal(unanswered: Unanswered) -> KcrmError:
    match unanswered.why:
        case Why.EMPTY:
            return UsageError(N_("The statement is empty."))
        case Why.SEVERAL:
            return RefusedError(N_("Give one statement at a time; nothing was run."))
        case Why.INNER:
            return RefusedError(
                N_("“{what}” is no table of the database, but SQLite's own: it is not permitted; nothing was run."), what=unanswered.what
            )
        case Why.SECRET:
            return RefusedError(N_("“{what}” holds secrets of users: nobody reads it; nothing was run."), what=unanswered.what)
        case Why.WRITES:
            return RefusedError(
                N_("sql only reads: {what} is not permitted; nothing was run."),
                hint=N_("To change records there are commands that log what they do: kcrm --help"),
                what=unanswered.what,
            )


def _values(statement: str, given: Iterable[str]) -> Mapping[str, Value]:
    named = set(_PARAMETER.findall(statement))
    values: dict[str, Value] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not _NAME.fullmatch(name):
            raise UsageError(N_("-p {text}: write NAME=VALUE, as in -p day=2026-06-15."), text=text)
        if name not in named:
            raise UsageError(N_("-p {text}: the statement has no :{name}."), near=get_close_matches(name, named), text=text, name=name)
        values[name] = _value(value)
    return values


def _value(text: str) -> Value:
    """A number where one is written, else the text: a comparison with an amount would never hold of a text."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _in_words(path: Path, statement: str, error: Exception) -> Exception:
    said = str(error)
    if isinstance(error, UnicodeEncodeError) or getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in _OF_THE_STATEMENT:
        return error
    if _NAMELESS in said:
        return UsageError(N_("Name the parameters of the statement, as in :day, and give each with -p day=VALUE."))
    if (unsaid := _UNSAID.fullmatch(said)) is not None:
        names = [unsaid[1]] if unsaid[1] and not unsaid[1].isdecimal() else list(dict.fromkeys(_PARAMETER.findall(statement)))
        return UsageError(N_("The statement needs a value: -p {name}=VALUE."), name=names[0] if names else "NAME")
    for text, message in _MEANINGS:
        if (found := text.fullmatch(said)) is not None:
            return _placed(path, statement, message, found[1])
    return UsageError(N_("SQLite cannot run the statement: {detail}."), detail=said)


def _placed(path: Path, statement: str, message: str, word: str) -> KcrmError:
    """The error with its line and a mark under the word, the first of its name outside quotes."""
    place = _place_of(statement, word) if "cannot be read" not in message else begins_wrong_at(path, statement, word)
    near = _near(path, statement, message, word)
    if place is None:
        return UsageError(message, near=near, word=word)
    begins = statement.rfind("\n", 0, place) + 1
    line, column = statement[begins:].partition("\n")[0], place - begins
    if len(line) > _WIDEST and column > _BEFORE:
        line, column = f"…{line[column - _BEFORE :]}", _BEFORE + 1
    if len(line) > _WIDEST:
        line = f"{line[:_WIDEST]}…"
    return PlacedError(message, text=line, place=column, near=near, word=word)


def _place_of(statement: str, word: str) -> int | None:
    if not word:
        return len(statement.rstrip())
    # quoted texts are passed over as they are met
    found = re.finditer(
        rf"'(?:[^']|'')*'|--[^\n]*|(?<![\w.])({re.escape(word)}|{re.escape(word.rpartition('.')[2])})(?!\w)", statement, re.IGNORECASE
    )
    return next((each.start(1) for each in found if each[1]), None)


def _near(path: Path, statement: str, message: str, word: str) -> list[str]:
    """Names that may have been meant: of columns those of the tables that the statement names."""
    if "called" not in message or "function" in message:
        return []
    known = names_in(path)
    plain = word.rpartition(".")[2].lower()
    if "table" in message:
        return get_close_matches(plain, list(known))
    named = [table for table in known if re.search(rf"(?<!\w){re.escape(table)}(?!\w)", statement, re.IGNORECASE)] or known
    return get_close_matches(plain, list(dict.fromkeys(name for table in named for name in known[table])))
