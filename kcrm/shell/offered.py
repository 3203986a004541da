"""What the Tab key offers for a value: words of the vocabulary, and from the database names, follow-ups, staff and the like."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from kcrm.context import AppContext
from kcrm.i18n import _
from kcrm.model import (
    Awaited,
    CallMatter,
    Cause,
    ComplaintChannel,
    ComplaintSource,
    ComplaintState,
    Direction,
    Finding,
    Kind,
    Level,
    Outcome,
    Role,
    Severity,
    State,
    Work,
)
from kcrm.model.vocabulary import WAITING
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.queries import completion as begun
from kcrm.queries.completion import Named
from kcrm.queries.lookup import PREFIX, Thing, identifier, numbers_like_identifiers
from kcrm.queries.users import has_users
from kcrm.records import ALL_VIEWS, EVERYTHING, IN_KINDS, VIEW_NAMES, OutKind, SheetKind, kind_of, noun_of
from kcrm.shell.typer_inside import Context, TyperArgument, TyperOption
from kcrm.views.labels import label_of

Offer = tuple[str, str]
"""A word, and what it is; nothing where that is plain."""

# no shell reads these otherwise than they stand; a name with others is offered by its identifier
_HARMLESS = pattern(r"[\w@%+=:,./-]+")
_FOLLOWUP = pattern(r"(?:[Ii][Dd]:)?[Ff][0-9]*")
_OUTCOME_AFTER = "WHO|F103... OUTCOME"

_WORDS: Mapping[str, Iterable[Word]] = {
    "KIND": Kind,
    "ROLE": Role,
    "STATE": State,
    "MATTER": CallMatter,
    "DIRECTION": Direction,
    "WAITS_FOR": Awaited,
}
_WORDS_OF_COMPLAINTS: Mapping[str, Iterable[Word]] = {
    "STATE": ComplaintState,
    "SEVERITY": Severity,
    "CAUSE": Cause,
    "CHANNEL": ComplaintChannel,
    "SOURCE": ComplaintSource,
    "FINDING": Finding,
    "LEVEL": Level,
    "REASON": WAITING,
    "WORK": Work,
}


_KINDS_OF_FILES: Mapping[str, Sequence[str]] = {
    "KIND|DIR": IN_KINDS,
    "RECORD": (*IN_KINDS, ALL_VIEWS, *VIEW_NAMES),
    "KIND|all": (*SheetKind, *OutKind, EVERYTHING),
}


def values(ctx: Context, param: TyperArgument | TyperOption, start: str) -> Iterable[Offer]:
    """What a value of this argument or option may be that begins like this."""
    choices: Sequence[str] = _KINDS_OF_FILES.get(param.metavar or "", getattr(param.type, "choices", ()))
    if choices:
        return [(choice, "") for choice in choices if choice.startswith(start)]
    metavar, path = (param.metavar or "").strip("[]"), ctx.command_path
    if metavar == _OUTCOME_AFTER:
        before = ctx.params.get(param.name or "") or ()
        if before and not _FOLLOWUP.fullmatch(start):
            return _words(Outcome, start)
        return _from_database(ctx, start, _customers, _followups)
    declared = _declared_words(path, param.name or "")
    if declared is not None:
        return _words(declared, start)
    words = {**_WORDS, **(_WORDS_OF_COMPLAINTS if path.startswith(("kcrm complaint", "kcrm log", "kcrm call in")) else {})}
    if metavar in words:
        return _words(words[metavar], start)
    return _from_database(ctx, start, *_sources(metavar, path))


def _declared_words(path: str, name: str) -> type[Word] | None:
    """The vocabulary of the field that a record's own command fills, or by which it narrows its list."""
    kind = kind_of(path.split()[1]) if " " in path else None
    found = next((field for field in noun_of(kind).fields if field.key == name.rstrip("_")), None) if kind is not None else None
    return found.type.words if found is not None else None


Source = Callable[["_Desk", str], Iterator[Offer]]


def _sources(metavar: str, path: str) -> tuple[Source, ...]:
    """Which of the database's things a value names."""
    of_staff = path.startswith("kcrm staff")
    if metavar in {"STAFF", "NO"} or (of_staff and metavar in {"WHO", "FROM", "TO"}):
        return (_staff,)
    if metavar == "EMPLOYEE_NO":
        return () if path == "kcrm staff add" else (_staff,)
    if metavar == "F103... STAFF":
        return (_followups, _staff)
    known: Mapping[str, tuple[Source, ...]] = {
        "WHO": (_customers,),
        "FILTER": (_customers,),
        "WHAT": (_customers, _followups),
        "COMPLAINT": (_complaints,),
        "FOLLOWUP": (_followups, _conflicts, _credits) if path == "kcrm why" else (_followups,),
        "CONFLICT": (_conflicts,),
        "CREDIT|ACCOUNT": (_waiting_credits,),
        "CHECKLIST": (_checklists,),
        "RUN": (_runs,),
        "CHECKLIST|RUN": (_checklists, _runs),
        **dict.fromkeys(("CALL", "CALL[=NOTE"), (_calls,)),  # without the brackets at its ends
        "RESCUE": (_rescues,),
        "APPOINTMENT": (_appointments,),
        "JOB": (_jobs,),
        "W3": (_parts,) if path.startswith("kcrm part") else (_works,),
        "RECALL": (_recalls,),
        "DEPARTMENT": (_departments,),
        "F103": (_followups,),
        "F103... WHEN": (_followups,),
        "VEHICLE": (_plates,),
        "PLATE": (_plates,),
    }
    return known.get(metavar, ())


def _words(of: Iterable[Word], start: str) -> Iterator[Offer]:
    """The words of a vocabulary: the machine's, or the label where that is what was begun."""
    typed = start.casefold()
    for word in of:
        if word.startswith(typed):
            yield (str(word), _(word.label))
        elif typed and _(word.label).casefold().startswith(typed):
            yield (_(word.label), "")


# --- from the database ---


class _Desk(NamedTuple):
    context: AppContext
    connection: sqlite3.Connection
    doubtful: Callable[[Thing], bool]

    def selector(self, thing: Thing, number: int) -> str:
        """The identifier, marked as one where the store has numbers that read like such."""
        return f"id:{identifier(thing, number)}" if self.doubtful(thing) else identifier(thing, number)


def _from_database(ctx: Context, start: str, *sources: Source) -> list[Offer]:
    """What the sources know; nothing where there is no database."""
    from kcrm.db import opened  # noqa: PLC0415 - a command's name is completed without it

    context: AppContext = ctx.obj
    if not sources or not context.db_path.exists():
        return []
    with opened(context.db_path) as connection:
        if has_users(connection):
            from kcrm.actions.session import open_session  # noqa: PLC0415 - most desks have no users

            with open_session(context):  # raises where nobody is logged in: then nothing is offered
                pass
        desk = _Desk(context, connection, cache(lambda thing: numbers_like_identifiers(connection, (thing,))))
        return [candidate for source in sources for candidate in source(desk, start)]


def _customers(desk: _Desk, start: str) -> Iterator[Offer]:
    """By name where the name alone says who it is, else by identifier."""
    mark, rest = _marked(start)
    if mark == "no":
        yield from _own_numbers(begun.customers_numbered(desk.connection, rest))
        return
    if mark == "id":
        yield from _identifiers(desk, Thing.CUSTOMER, _digits(Thing.CUSTOMER, rest), begun.customers_identified, mark)
        return
    found = begun.customers_beginning(desk.connection, start) if start else begun.customers_due(desk.connection, desk.context.today)
    names = [each.text for each in found]
    for each in found:
        number = desk.selector(Thing.CUSTOMER, each.number)
        if names.count(each.text) == 1 and _HARMLESS.fullmatch(each.text):
            yield (each.text, " ".join(filter(None, (number, each.detail))))
        else:
            yield (number, " ".join(filter(None, (each.text, each.detail))))


def _followups(desk: _Desk, start: str) -> Iterator[Offer]:
    def beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
        return begun.followups_beginning(connection, digits, desk.context.today)

    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.FOLLOWUP, _digits(Thing.FOLLOWUP, rest), beginning, mark)


def _complaints(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark == "no":
        yield from _own_numbers(begun.complaints_numbered(desk.connection, rest))
    else:
        yield from _identifiers(desk, Thing.COMPLAINT, _digits(Thing.COMPLAINT, rest), begun.complaints_beginning, mark)


def _conflicts(desk: _Desk, start: str) -> Iterator[Offer]:
    from kcrm.views.evidence import FIELD  # noqa: PLC0415 - few of the words that are completed are conflicts

    def beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
        return [replace(each, detail=_(FIELD[str(each.detail)])) for each in begun.conflicts_beginning(connection, digits)]

    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.CONFLICT, _digits(Thing.CONFLICT, rest), beginning, mark)


def _credits(desk: _Desk, start: str, *, waiting: bool = False) -> Iterator[Offer]:
    def beginning(connection: sqlite3.Connection, digits: str) -> list[Named]:
        return begun.credits_beginning(connection, digits, waiting=waiting)

    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.CREDIT_ASSESSMENT, _digits(Thing.CREDIT_ASSESSMENT, rest), beginning, mark)


def _waiting_credits(desk: _Desk, start: str) -> Iterator[Offer]:
    return _credits(desk, start, waiting=True)


def _checklists(desk: _Desk, start: str) -> Iterator[Offer]:
    for each in begun.checklists_beginning(desk.connection, start):
        if _HARMLESS.fullmatch(each.text):
            yield (each.text, "")


def _runs(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.CHECKLIST_RUN, _digits(Thing.CHECKLIST_RUN, rest), begun.runs_beginning, mark)


def _calls(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.CALL, _digits(Thing.CALL, rest), begun.calls_beginning, mark)


def _appointments(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.APPOINTMENT, _digits(Thing.APPOINTMENT, rest), begun.appointments_beginning, mark)


def _rescues(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.RESCUE, _digits(Thing.RESCUE, rest), begun.rescues_beginning, mark)


def _works(desk: _Desk, start: str) -> Iterator[Offer]:
    yield from _left(desk, start, begun.works_beginning)


def _parts(desk: _Desk, start: str) -> Iterator[Offer]:
    yield from _left(desk, start, begun.parts_beginning)


def _left(desk: _Desk, start: str, beginning: Callable[[sqlite3.Connection, str], list[Named]]) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.WORK, _digits(Thing.WORK, rest), beginning, mark)


def _recalls(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.RECALL, _digits(Thing.RECALL, rest), begun.recalls_beginning, mark)


def _departments(desk: _Desk, start: str) -> Iterator[Offer]:
    for each in begun.departments_beginning(desk.connection, start):
        yield (each.text, each.detail or "")


def _jobs(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    if mark != "no":
        yield from _identifiers(desk, Thing.JOB, _digits(Thing.JOB, rest), begun.jobs_beginning, mark)


def _marked(start: str) -> tuple[str, str]:
    """`id` or `no` where what was begun says that it is such a number only, else nothing; and the rest."""
    mark, colon, rest = start.partition(":")
    return (mark.lower(), rest) if colon and mark.lower() in {"id", "no"} else ("", start)


def _digits(thing: Thing, start: str) -> str | None:
    """Those of an identifier of this kind that was begun; None where it is something else."""
    letters = PREFIX[thing]
    digits = start[len(letters) :]
    if not digits:
        return "" if letters.startswith(start.upper()) else None
    return digits if start.upper().startswith(letters) and digits.isascii() and digits.isdigit() else None


def _identifiers(
    desk: _Desk, thing: Thing, digits: str | None, beginning: Callable[[sqlite3.Connection, str], list[Named]], mark: str
) -> Iterator[Offer]:
    if digits is not None:
        for each in beginning(desk.connection, digits):
            word = f"id:{identifier(thing, each.number)}" if mark else desk.selector(thing, each.number)
            yield (word, " ".join(filter(None, (_label(each), each.text, each.detail))))


def _own_numbers(found: Iterable[Named]) -> Iterator[Offer]:
    return ((f"no:{each.text}", each.detail or "") for each in found if _HARMLESS.fullmatch(each.text))


def _label(item: Named) -> str:
    return label_of(item.kind) if item.kind else ""


def _staff(desk: _Desk, start: str) -> Iterator[Offer]:
    mark, rest = _marked(start)
    found = begun.staff_beginning(desk.connection, rest if mark == "no" else start, desk.context.today)
    if mark == "no":
        yield from _own_numbers(each for each in found if each.text.lower().startswith(rest.lower()))
    else:
        yield from ((each.text, each.detail or "") for each in found)


def _plates(desk: _Desk, start: str) -> Iterator[Offer]:
    for each in begun.plates_beginning(desk.connection, start):
        yield (each.text, each.detail or "")
