"""Customers as a file that a phone takes into its address book."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from kcrm.actions.session import Session
from kcrm.exchange.vcard import written_card
from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.progress import one_by_one
from kcrm.queries.contacts import contacts
from kcrm.render import tell_written
from kcrm.shell.filing import write_pieces
from kcrm.shell.leaving import recording_of
from kcrm.views.contacts import contact_card

_TOLD = (Personal.NAME, Personal.PHONE, Personal.PLATE, Personal.ADDRESS, Personal.CONTACT, Personal.BIRTHDAY)


def write_contacts(session: Session, customer_ids: Collection[int] | None, file: Path) -> None:
    """These customers or all, while they are read. Raises as `write_pieces` does."""
    rows, count = contacts(session.connection, customer_ids)
    watched = one_by_one(N_("Writing {file}"), rows, count, file=file.name)
    cards = (written_card(contact_card(each, session.store.name)) for each in watched)
    write_pieces(file, cards, recording_of(session.context, _TOLD, count, file))
    tell_written(file, count)
