"""What the caller asks for beside what the call is about, on the card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.quality import Lack
from kcrm.records import noun_of
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import label_of
from kcrm.views.values import joined

if TYPE_CHECKING:
    from kcrm.rules.quality.wanted import Want

_ASK = (
    Column("record", N_("Of"), Cell.IDENTIFIER),
    Column("field", N_("Field")),
    Column("lack", N_("Why"), Cell.ENUM, labels=Lack),
)


def asks(wants: Sequence[Want], *, keys: bool) -> Iterator[str]:
    """One line: the facts, with the key that takes them where there are keys, else with the command that does."""
    if not wants:
        return
    facts, first = joined(map(_named, wants)), wants[0]
    if keys:
        yield _("{facts} (key =)").format(facts=facts)
    else:
        words = _("{facts}; to enter it: kcrm {noun} edit {record} --{option} …")
        noun, option = noun_of(first.part.kind), first.key.replace("_", "-")
        yield words.format(facts=facts, noun=noun.name, record=_record(first), option=option)


def ask_part(wants: Sequence[Want]) -> View:
    """A row a fact, for machines."""
    return View(_("Ask"), _ASK, [(_record(want), want.key, want.lack) for want in wants], audience=Audience.MACHINES)


def _named(want: Want) -> str:
    """The fact, and why it is asked for where something is on file."""
    field = want.named(_(want.counted.field.label))
    return field if want.lack is Lack.MISSING else _("{field} ({why})").format(field=field, why=label_of(want.lack))


def _record(want: Want) -> str:
    return f"{noun_of(want.part.kind).letter}{want.part.id}"
