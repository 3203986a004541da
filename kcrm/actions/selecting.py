"""The one thing that a text on the command line means ("The command-line contract", Selecting)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kcrm.actions.given import reckoned_by
from kcrm.actions.session import Session
from kcrm.errors import AmbiguousError, NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.queries import lookup
from kcrm.queries.lookup import OWN_NUMBERS, Found, Thing
from kcrm.queries.near import near
from kcrm.queries.records import Shown, row_by_id, shown_record
from kcrm.queries.related import related
from kcrm.queries.whose import Whose, whose
from kcrm.records import SheetKind, noun_of

_LISTED = 20  # candidates that an error names; more would scroll the message away
_CARS = 2  # of each, which tell people of one name apart

_NONE = N_("Nothing of that kind matches {text}.")
_NONE_OF = {
    Thing.CUSTOMER: N_("No customer matches {text}."),
    Thing.VEHICLE: N_("No vehicle matches {text}."),
    Thing.ORDER: N_("No repair order matches {text}."),
    Thing.FOLLOWUP: N_("No follow-up matches {text}."),
    Thing.COMPLAINT: N_("No complaint matches {text}."),
    Thing.OPPORTUNITY: N_("No opportunity matches {text}."),
    Thing.STAFF: N_("No member of staff matches {text}."),
    Thing.DEPARTMENT: N_("No department matches {text}."),
    Thing.SURVEY_FORM: N_("No questionnaire matches {text}."),
    Thing.FINDING: N_("No finding matches {text}."),
    Thing.CALL: N_("No call matches {text}."),
    Thing.CONFLICT: N_("No conflict matches {text}."),
    Thing.NEED: N_("No need matches {text}."),
    Thing.PROSPECT: N_("No prospect matches {text}."),
    Thing.FLEET: N_("No fleet account matches {text}."),
    Thing.MEMBER: N_("No member matches {text}."),
    Thing.RELATION: N_("No relation matches {text}."),
    Thing.PRODUCT: N_("No product matches {text}."),
    Thing.ANNIVERSARY: N_("No anniversary matches {text}."),
    Thing.CONTRACT: N_("No contract matches {text}."),
    Thing.BILL: N_("No bill matches {text}."),
    Thing.PAYMENT: N_("No payment matches {text}."),
    Thing.CREDIT_ASSESSMENT: N_("No credit assessment matches {text}."),
    Thing.MEETING: N_("No meeting matches {text}."),
    Thing.TASK: N_("No task matches {text}."),
    Thing.MEASURE: N_("No measure matches {text}."),
    Thing.WORKPLAN: N_("No line of a work plan matches {text}."),
    Thing.ARTICLE: N_("No article matches {text}."),
    Thing.CHECKLIST: N_("No item of a checklist matches {text}."),
    Thing.CHECKLIST_RUN: N_("No run of a checklist matches {text}."),
    Thing.BREACH: N_("No breach matches {text}."),
    Thing.JOURNAL: N_("No journal matches {text}."),
    Thing.TRAINING: N_("No training matches {text}."),
    Thing.CAMPAIGN: N_("No campaign matches {text}."),
    Thing.CLUB: N_("No membership of the club matches {text}."),
    Thing.EVENT: N_("No event matches {text}."),
    Thing.ATTENDANCE: N_("No attendance matches {text}."),
    Thing.AD: N_("No advertisement matches {text}."),
    Thing.POINTS: N_("No row of the points matches {text}."),
    Thing.VOUCHER: N_("No voucher matches {text}."),
    Thing.RESCUE: N_("No rescue matches {text}."),
    Thing.APPOINTMENT: N_("No appointment matches {text}."),
    Thing.JOB: N_("No job matches {text}."),
    Thing.WORK: N_("No work or part left matches {text}."),
    Thing.CONSENT: N_("No consent matches {text}."),
    Thing.RECALL: N_("No recall matches {text}."),
    Thing.RECALL_VIN: N_("No VIN of a recall matches {text}."),
}


def select(session: Session, text: str, thing: Thing) -> int:
    """The number of the one customer, vehicle, order, follow-up, complaint, opportunity or member of staff that the text means.

    What is of that kind itself counts before what only leads to it, as a plate leads to its owner. Raises NotFoundError with near names,
    AmbiguousError with what may be meant.
    """
    found = _of_kind(session, text, thing)
    if not found:
        raise _not_found(session, _NONE_OF.get(thing, _NONE), text)
    return _only(session, found, text, thing).id


def shown(session: Session, kind: SheetKind, number: int) -> Shown:
    """A record of a declared kind, as lists and cards show it."""
    return shown_record(session.connection, noun_of(kind), number, reckoned_by(session, kind))


def row_still_there(connection: sqlite3.Connection, kind: SheetKind, number: int) -> sqlite3.Row:
    """The row of a record that was selected before the write was begun. Raises RefusedError where somebody else took it away meanwhile."""
    row: sqlite3.Row | None = row_by_id(connection, noun_of(kind), number)
    if row is None:
        record = lookup.identifier(Thing(noun_of(kind).name), number)
        raise RefusedError(N_("{record} is there no more: somebody else has just merged it or undone it."), record=record)
    return row


def select_any(session: Session, text: str) -> Found:
    """The one thing of any kind that the text means. Raises as `select` does."""
    found = lookup.matches(session.connection, text) if text.strip() else []
    if not found:
        raise _not_found(session, N_("Nothing matches {text}."), text)
    return _only(session, found, text)


def select_of(session: Session, text: str, things: Sequence[Thing]) -> Found:
    """The one thing of these kinds that the text itself means, or of the first kind what it leads to. Raises as `select` does."""
    itself = [each for each in lookup.matches(session.connection, text) if each.thing in things] if text.strip() else []
    if itself:
        return _only(session, itself, text)
    return lookup.thing(session.connection, things[0], select(session, text, things[0]))


def find(session: Session, text: str, *, parts: bool = False) -> list[Found]:
    """Everything that the text may mean, best first; of names and plates a part of which it is only where it means nothing as a whole.

    parts: those in any case.
    """
    return lookup.everything(session.connection, text, parts=parts) if text.strip() else []


def customers_meant(session: Session, text: str) -> frozenset[int]:
    """The numbers of all customers that the text may mean, or to whom what it means belongs. Raises NotFoundError with near names."""
    found = related(session.connection, find(session, text), Thing.CUSTOMER)
    if not found:
        raise _not_found(session, _NONE_OF[Thing.CUSTOMER], text)
    return frozenset(each.id for each in found)


def selectors(session: Session, found: Sequence[Found]) -> list[str]:
    """For each what selects it alone as it is typed: its identifier, with `id:` before it where a store's own number reads like it."""
    doubtful = lookup.numbers_like_identifiers(session.connection, [each.thing for each in found])
    return [_selector(session, each, None) if doubtful or each.thing is Thing.STAFF else each.identifier for each in found]


def _of_kind(session: Session, text: str, thing: Thing) -> list[Found]:
    """The first that has any: best matches of that kind, what the best matches lead to, worse matches of that kind.

    Where the text is an identifier of another kind and a store's own number of this one, neither is guessed at: both count.
    """
    if not text.strip():
        return []
    best = [*lookup.numbered(session.connection, text, thing), *lookup.matches(session.connection, text)]
    direct = [each for each in best if each.thing is thing]
    named = [each for each in best if each.by == "id"]
    if direct:
        return related(session.connection, direct if named and named[0].thing is thing else [*direct, *named], thing)
    return related(session.connection, best, thing) or [each for each in find(session, text, parts=True) if each.thing is thing]


def _only(session: Session, found: Sequence[Found], text: str, thing: Thing | None = None) -> Found:
    if len(found) == 1:
        return found[0]
    listed = [
        (
            _typed(session, each, found, text, thing),
            each.label,
            *([each.word] if each.word else []),
            *([each.detail] if each.thing is not Thing.STAFF else []),
            *([_cars(owner)] if each.thing is Thing.CUSTOMER else [owner.customer or ""] if each.thing is Thing.VEHICLE else []),
        )
        for each, owner in zip(found[:_LISTED], whose(session.connection, found[:_LISTED]), strict=True)
    ]
    raise AmbiguousError(
        N_("{text} matches {count} records:"),
        candidates=listed,
        hint=N_("Use its identifier. To see them all: kcrm find {text}"),
        text=text,
        count=len(found),
    )


def _cars(owner: Whose) -> str:
    return " ".join([car.plate or car.vin for car in owner.cars[:_CARS]])


def _typed(session: Session, each: Found, found: Sequence[Found], text: str, thing: Thing | None) -> str:
    """What to type for this one of those that the text may mean."""
    numbered = [other for other in found if other.by in OWN_NUMBERS]
    if lookup.identified(text) is not None and numbered == [each]:
        return f"no:{text.strip()}"
    return _selector(session, each, thing)


def _selector(session: Session, found: Found, thing: Thing | None) -> str:
    """Its identifier where that selects nothing else, thing: among those of that kind; else the identifier that no number reads like."""
    same = lookup.matches(session.connection, found.identifier) if thing is None else _of_kind(session, found.identifier, thing)
    return found.identifier if [(each.thing, each.id) for each in same] == [(found.thing, found.id)] else lookup.marked(found)


def _not_found(session: Session, message: str, text: str) -> NotFoundError:
    found = near(session.connection, text.strip()) if text.strip() else ()
    return NotFoundError(message, near=[each for each in found if each != text.strip()], text=text or "''")
