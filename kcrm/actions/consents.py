"""What a customer consents to: all that they ever said, what of it counts, and what it permits today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kcrm.actions.consented import Standing, standings_of
from kcrm.actions.consenting import Spoken, known_of
from kcrm.actions.keeping.consents import append
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.columns import parse_value
from kcrm.i18n import N_
from kcrm.model.consents import ConsentKind, ConsentOrigin
from kcrm.named import NamedTuple
from kcrm.queries import customers
from kcrm.queries.records import Shown, listed_records
from kcrm.queries.register import Register
from kcrm.records import SheetKind, noun_of
from kcrm.rules.consents import answer_of


class ConsentCard(NamedTuple):
    """A customer's consents. history: the latest written down first."""

    customer_id: int
    name: str
    do_not_contact: bool
    standings: Sequence[Standing]
    history: Sequence[Shown]


class NewConsent(NamedTuple):
    """What a customer says now, by kind, whether yes. origin: how; needed for a yes, as whoever relies on one proves it."""

    yes: Mapping[ConsentKind, bool]
    on: date
    origin: ConsentOrigin | None = None
    text_version: str | None = None
    note: str | None = None


def said_of(session: Session, answers: Mapping[ConsentKind, str | None], texts: Mapping[str, str | None]) -> NewConsent:
    """What is typed of each kind, yes or no, and of the other fields of a consent. Raises UsageError."""

    def read(kind: SheetKind, key: str, text: str | None) -> object:
        return None if text is None else parse_value(kind, key, text, today=session.today, now=session.now)

    yes = {kind: bool(read(SheetKind.CUSTOMERS, f"{kind}_consent", text)) for kind, text in answers.items() if text}
    said = {key: read(SheetKind.CONSENTS, key, text) for key, text in texts.items()}
    on, origin, version, note = (said[key] for key in ("given_on", "origin", "text_version", "note"))
    assert isinstance(on, date), "it has a default, and is not emptied"
    return NewConsent(
        yes,
        on,
        origin if isinstance(origin, ConsentOrigin) else None,
        version if isinstance(version, str) else None,
        note if isinstance(note, str) else None,
    )


def consent_card(session: Session, customer_id: int) -> ConsentCard:
    """All of a customer's consents."""
    customer = customers.customer_by_id(session.connection, customer_id)
    found, _total = listed_records(
        session.connection, noun_of(SheetKind.CONSENTS), "consent.customer_id = :customer", {"customer": customer_id}, None
    )
    return ConsentCard(customer_id, customer.name, customer.do_not_contact, standings_of(session, customer_id), list(found))


def set_consents(session: Session, customer_id: int, new: NewConsent, *, dry_run: bool = False) -> ConsentCard:
    """Keep what a customer says, and read their consents as they stand then.

    Raises UsageError where nothing is said, or a yes without how it was said; RefusedError for a day to come.
    """
    if not new.yes:
        raise UsageError(N_("Say what they consent to or refuse: --call yes|no, --message yes|no."))
    if any(new.yes.values()) and new.origin is None:
        raise UsageError(
            N_("A consent needs how it was given, by which it can be shown: --origin paper, counter, phone, reply, wechat or web.")
        )
    if new.on > session.today:
        raise RefusedError(N_("--on: {day} is still to come."), day=new.on)
    by = session.actor.id if session.actor is not None else None
    with session.write(dry_run=dry_run) as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone, by=by)
        for kind, yes in new.yes.items():
            before = known_of(kind, customers.customer_row(planner.connection, customer_id))
            origin = new.origin or ConsentOrigin.STAFF
            spoken = Spoken(kind, answer_of(yes, before), new.on, origin, session.today, new.text_version, by, new.note)
            append(writer, customer_id, spoken)
        planner.plan_changed()
        return consent_card(session, customer_id)
