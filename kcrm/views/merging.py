"""What became of two records that were one; and of two that are two."""

from __future__ import annotations

from kcrm.actions.merging import Choice, Merge
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.records import valued
from kcrm.views.tables import TABLE
from kcrm.views.values import joined

_MERGED = (
    Column("kept", N_("Stays"), Cell.IDENTIFIER),
    Column("kept_label", N_("Name"), personal=Personal.NAME),
    Column("merged", N_("Merged into it"), Cell.IDENTIFIER),
    Column("merged_label", N_("Name"), personal=Personal.NAME),
    Column("followups_ended", N_("Follow-ups that both had"), Cell.COUNT),
    Column("phones_left_out", N_("Phones without a place"), Cell.TEXTS, personal=Personal.PHONE),
)
_CHOICES = (
    Column("field", N_("Field"), audience=Audience.MACHINES),
    Column("label", N_("Field"), audience=Audience.PEOPLE),
    *(
        Column(key, heading, Cell.VALUED, personal=Personal.NOTE)
        for key, heading in (("kept", N_("Stays")), ("merged", N_("Merged into it")), ("now", N_("Now")))
    ),
)
_MOVED = (Column("table", N_("Records"), Cell.ENUM, labels=TABLE), Column("rows", N_("Rows"), Cell.COUNT))
_APART = (
    Column("one", N_("First"), Cell.IDENTIFIER),
    Column("other", N_("Second"), Cell.IDENTIFIER),
    Column("apart", N_("Two"), Cell.FLAG),
)


def merged_view(merge: Merge) -> View:
    """Which stays, where the two did not agree and what holds now, and what moved."""
    row = (merge.kept, merge.kept_label, merge.going, merge.going_label, merge.ended, merge.without)
    parts = {
        "choices": View(_("Where they did not agree"), _CHOICES, [_choice(each) for each in merge.choices]),
        "moved": View(_("What moved"), _MOVED, sorted(merge.moved.items())),
    }
    notes = [
        _("{going} leads to {kept} from now on, in files too. To take the merge back: kcrm undo").format(going=merge.going, kept=merge.kept)
    ]
    if merge.without:
        notes.append(_("No place is left for {phones}; {kept} is still found by it.").format(phones=joined(merge.without), kept=merge.kept))
    return View(_("Merged"), _MERGED, [row], shape=Shape.RECORD, notes=tuple(notes), parts=parts)


def apart_view(pair: tuple[int, int], *, apart: bool) -> View:
    """That two customers are two, or that it is open again."""
    names = [identifier(Thing.CUSTOMER, number) for number in pair]
    brief = _("{one} and {other} are two.") if apart else _("Whether {one} and {other} are two is open again.")
    said = brief.format(one=names[0], other=names[1])
    return View(_("Told apart"), _APART, [(*names, apart)], shape=Shape.RECORD, brief=said)


def _choice(choice: Choice) -> tuple[object, ...]:
    values = (None if value is None else valued(choice.field, value) for value in (choice.kept, choice.going, choice.now))
    return (choice.field.key, _(choice.field.label), *values)
