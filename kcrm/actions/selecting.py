"""The one thing that a text on the command line means ("The command-line contract", Selecting)."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.session import Session
from kcrm.errors import AmbiguousError, NotFoundError
from kcrm.i18n import N_
from kcrm.queries import lookup
from kcrm.queries.lookup import Found, Thing

_LISTED = 20  # candidates that an error names; more would scroll the message away

_NONE_OF = {
    Thing.CUSTOMER: N_("No customer is found by {text}."),
    Thing.VEHICLE: N_("No vehicle is found by {text}."),
    Thing.ORDER: N_("No repair order is found by {text}."),
    Thing.FOLLOWUP: N_("No follow-up is found by {text}."),
    Thing.COMPLAINT: N_("No complaint is found by {text}."),
    Thing.OPPORTUNITY: N_("No opportunity is found by {text}."),
    Thing.STAFF: N_("No member of staff is found by {text}."),
}


def select(session: Session, text: str, thing: Thing) -> int:
    """The number of the one customer, vehicle, order, follow-up, complaint, opportunity or member of staff that the text means.

    What is of that kind itself counts before what only leads to it, as a plate leads to its owner. Raises NotFoundError with near names,
    AmbiguousError with what may be meant.
    """
    found = _of_kind(session, text, thing)
    if not found:
        raise _not_found(session, _NONE_OF[thing], text)
    return _only(found, text).id


def select_any(session: Session, text: str) -> Found:
    """The one thing of any kind that the text means. Raises as `select` does."""
    found = lookup.matches(session.connection, text) if text.strip() else []
    if not found:
        raise _not_found(session, N_("Nothing is found by {text}."), text)
    return _only(found, text)


def find(session: Session, text: str) -> list[Found]:
    """Everything that the text may mean, best first."""
    return lookup.matches(session.connection, text, all_steps=True) if text.strip() else []


def _of_kind(session: Session, text: str, thing: Thing) -> list[Found]:
    """The first that has any: best matches of that kind, what the best matches lead to, worse matches of that kind."""
    if not text.strip():
        return []
    best = lookup.matches(session.connection, text)
    direct = [each for each in best if each.thing is thing]
    if direct:
        return direct
    return lookup.related(session.connection, best, thing) or [each for each in find(session, text) if each.thing is thing]


def _only(found: Sequence[Found], text: str) -> Found:
    if len(found) == 1:
        return found[0]
    listed = [
        (each.identifier, each.label, *([each.word] if each.word else []), *([each.detail] if each.thing is not Thing.STAFF else []))
        for each in found[:_LISTED]
    ]
    raise AmbiguousError(
        N_("{text} may mean {count} things:"),
        candidates=listed,
        hint=N_("Say which by its identifier; to see them all: kcrm find {text}"),
        text=text,
        count=len(found),
    )


def _not_found(session: Session, message: str, text: str) -> NotFoundError:
    return NotFoundError(message, near=lookup.near(session.connection, text.strip()) if text.strip() else (), text=text or "''")
