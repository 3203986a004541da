"""Customers as cards of an address book: what they are called, and what stands in the note."""

from __future__ import annotations

from kcrm.exchange.vcard import ContactCard
from kcrm.i18n import _
from kcrm.model import CustomerKind
from kcrm.queries.contacts import Contact
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.scripts import surname_of


def contact_card(contact: Contact, store: str) -> ContactCard:
    """The card of a customer of that store, the same one each time: a phone that has it already changes it."""
    is_company = contact.kind is CustomerKind.COMPANY
    surname = "" if is_company else surname_of(contact.name)
    refuses = _("Do not contact")
    note = [
        *([refuses] if contact.do_not_contact else []),
        *([f"{_('ABC class')} {_(contact.customer_class.label)}"] if contact.customer_class else []),
        *([f"{_('Plates')} {_(', ').join(contact.plates.splitlines())}"] if contact.plates else []),
    ]
    return ContactCard(
        uid=f"{identifier(Thing.CUSTOMER, contact.id)}@{store}",
        name=contact.name,
        surname=surname,
        given="" if is_company else contact.name.removeprefix(surname),
        is_company=is_company,
        phones=tuple(dict.fromkeys(filter(None, (contact.phone, contact.phone2)))),
        email=contact.email,
        address=contact.address,
        region=contact.region,
        birthday=contact.birthday,
        categories=(refuses,) if contact.do_not_contact else (),
        note="\n".join(note),
    )
