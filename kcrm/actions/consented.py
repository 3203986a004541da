"""How a customer's consents stand today: what calls and messages are permitted, and on what ground."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.session import Session
from kcrm.model.consents import ConsentKind, ConsentSaid, Permission
from kcrm.named import NamedTuple
from kcrm.queries.consents import consent_rows, said_in
from kcrm.queries.customers import customer_by_id
from kcrm.rules.consents import permission, standing

_ASKED = (ConsentKind.CALL, ConsentKind.MESSAGE)


class Standing(NamedTuple):
    """How a kind stands. said: the word that counts; None where nobody said anything."""

    kind: ConsentKind
    said: ConsentSaid | None
    permits: Permission


def standings_of(session: Session, customer_id: int, asked: Sequence[ConsentKind] = _ASKED) -> list[Standing]:
    """How calls and messages, or of these what is asked for, stand with a customer today."""
    rows = consent_rows(session.connection, customer_id)
    refuses = customer_by_id(session.connection, customer_id).do_not_contact
    found = ((kind, standing(said_in(rows, kind))) for kind in asked)
    return [Standing(kind, said, permission(kind, said, do_not_contact=refuses)) for kind, said in found]


def standings_if_said(session: Session, customer_id: int) -> list[Standing]:
    """The same; nothing of who never said anything."""
    return standings_of(session, customer_id) if consent_rows(session.connection, customer_id) else []
