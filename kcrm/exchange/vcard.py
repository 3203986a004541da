"""Cards of an address book as phones take them: vCard 3.0."""

from __future__ import annotations

from datetime import date

from kcrm.exchange.contentlines import content_line, escaped
from kcrm.named import NamedTuple
from kcrm.patterns import pattern

_MOBILE = pattern(r"1\d{10}")


class ContactCard(NamedTuple):
    """One card. surname: empty of a company, whose name is `name`. categories, note: in words."""

    uid: str
    name: str
    surname: str
    given: str
    is_company: bool
    phones: tuple[str, ...]
    email: str | None
    address: str | None
    region: str | None
    birthday: date | None
    categories: tuple[str, ...]
    note: str


def written_card(card: ContactCard) -> str:
    """The card's lines; a property without a value is left out."""
    name = ";".join((escaped(card.surname), escaped(card.given), "", "", ""))
    lines = [("BEGIN", "VCARD"), ("VERSION", "3.0"), ("UID", escaped(card.uid)), ("N", name), ("FN", escaped(card.name))]
    if card.is_company:
        # without the second an iPhone takes the card for a person without a name
        lines += [("ORG", escaped(card.name)), ("X-ABShowAs", "COMPANY")]
    lines += [(f"TEL;TYPE={'CELL' if _MOBILE.fullmatch(phone) else 'VOICE'}", escaped(phone)) for phone in card.phones]
    if card.email:
        lines.append(("EMAIL;TYPE=INTERNET", escaped(card.email)))
    if card.address or card.region:
        place = ";".join(("", "", escaped(card.address or ""), "", escaped(card.region or ""), "", ""))
        lines.append((f"ADR;TYPE={'WORK' if card.is_company else 'HOME'}", place))
    if card.birthday is not None:
        lines.append(("BDAY", card.birthday.isoformat()))
    if card.categories:
        lines.append(("CATEGORIES", ",".join(map(escaped, card.categories))))
    if card.note:
        lines.append(("NOTE", escaped(card.note)))
    lines.append(("END", "VCARD"))
    return "".join(content_line(*line) for line in lines)
