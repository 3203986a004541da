"""How complete customers' files are: whole, by group, by person, by field, and file by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from kcrm.actions.completeness import FieldShare, Files, Overview
from kcrm.i18n import N_, _
from kcrm.memo import same
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.rows import Rows
from kcrm.records import WORDS, noun_of
from kcrm.records.catalogue import Share, catalogue, whole
from kcrm.records.noun import Applies, Section
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.values import joined

_SUMS = (
    Column("filled", N_("Filled in"), Cell.COUNT),
    Column("applicable", N_("Applicable"), Cell.COUNT),
    Column("share", N_("Complete"), Cell.PERCENT),
)
_WHOLE = (
    Column("files", N_("Files"), Cell.COUNT),
    Column("enough", N_("Files with what is required"), Cell.COUNT),
    Column("required", N_("Required fields"), Cell.COUNT),
    Column("counted", N_("Counted fields"), Cell.COUNT),
    *_SUMS,
)
_GROUPS = (Column("section", N_("Group"), Cell.ENUM, labels=Section), *_SUMS)
_OF_GROUP = {
    Section.BASIC: Column("basic", N_("Basic facts"), Cell.PERCENT, 2),
    Section.PAYMENT: Column("payment", N_("Payment facts"), Cell.PERCENT, 2),
    Section.PURCHASE: Column("purchase", N_("Purchase facts"), Cell.PERCENT, 2),
}
_PEOPLE = (
    Column("specialist_no", N_("Specialist no."), Cell.IDENTIFIER, 3),
    Column("specialist", N_("Specialist")),
    Column("files", N_("Files"), Cell.COUNT),
    Column("enough", N_("Enough"), Cell.COUNT, 1),
    *_OF_GROUP.values(),
    *_SUMS,
)
_FILES = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 3, personal=Personal.PHONE),
    Column("specialist_no", N_("Specialist no."), Cell.IDENTIFIER, 5),
    Column("specialist", N_("Specialist"), priority=2),
    *(column._replace(priority=4) for column in _OF_GROUP.values()),
    *_SUMS,
    Column("missing", N_("Missing"), Cell.TEXTS, audience=Audience.MACHINES),
    Column("missing", N_("Missing"), audience=Audience.PEOPLE),
)
_FIELDS = (
    Column("key", N_("Key")),
    Column("label", N_("Label"), priority=1),
    Column("record", N_("Record"), Cell.ENUM, 3, labels=WORDS),
    Column("section", N_("Group"), Cell.ENUM, 2, labels=Section),
    Column("applies", N_("Applies"), Cell.ENUM, 3, labels=Applies),
    Column("counted", N_("Counted"), Cell.FLAG),
    *_SUMS,
)
_ASKED = (
    Column("field", N_("Field"), audience=Audience.MACHINES),
    Column("field", N_("Field"), audience=Audience.PEOPLE),
    Column("asked_on", N_("Day asked"), Cell.DATE),
)
_NAMED = 5
"""So many of what is missing are named to people."""


def overview_view(found: Overview) -> View:
    """The whole, and beneath it group by group and person by person."""
    people = found.people
    by_group = [whole(person.shares[place] for person in people) for place in range(len(Section))]
    counts = (sum(person.files for person in people), sum(person.enough for person in people), found.required, found.counted)
    groups = [(section, *_sums(share)) for section, share in zip(Section, by_group, strict=True)]
    persons = [
        (person.specialist_no, person.specialist, person.files, person.enough, *map(_percent, person.shares), *_sums(whole(person.shares)))
        for person in people
    ]
    parts = {"groups": View(_("By group"), _GROUPS, groups), "people": View(_("By person"), _PEOPLE, persons)}
    return View(_("Completeness of customers' files"), _WHOLE, [(*counts, *_sums(whole(by_group)))], shape=Shape.RECORD, parts=parts)


def files_view(found: Files) -> View:
    """The files, least complete first."""
    labels = {counted.field.key: counted.field.label for counted in catalogue()}

    def rows() -> Iterator[tuple[object, ...]]:
        for share, missing in found.read():
            number = identifier(Thing.CUSTOMER, share.customer_id)
            who = (number, share.customer, share.phone, share.specialist_no, share.specialist)
            yield (*who, *map(_percent, share.shares), *_sums(whole(share.shares)), missing, _told(missing, labels))

    title = _("Customers' files, least complete first")
    return View(title, _FILES, Rows(found.shown, rows, (same,) * len(_FILES)), total=found.total, empty=_("No such file."))


def fields_view(found: Iterable[FieldShare]) -> View:
    """The catalogue."""
    rows = [
        (
            each.counted.field.key,
            _(each.counted.field.label),
            noun_of(each.counted.kind).name,
            each.counted.field.section,
            each.counted.field.catalogue,
            each.share is not None,
            *(_sums(each.share) if each.share is not None else (None,) * len(_SUMS)),
        )
        for each in found
    ]
    return View(_("Fields of customers' files"), _FIELDS, rows)


def asked_view(asked: Mapping[str, date]) -> View:
    """What was asked of a record and not known, as part of its card."""
    labels = {counted.field.key: counted.field.label for counted in catalogue()}
    return View(_("Asked, not known"), _ASKED, [(key, _(labels.get(key, key)), day) for key, day in asked.items()])


def _told(missing: Sequence[str], labels: Mapping[str, str]) -> str:
    named = joined(_(labels[key]) for key in missing[:_NAMED])
    more = len(missing) - _NAMED
    return _("{named} and {count} more").format(named=named, count=more) if more > 0 else named


def _sums(share: Share) -> tuple[int, int, Fraction | None]:
    return share.filled, share.applicable, _percent(share)


def _percent(share: Share) -> Fraction | None:
    return None if share.value is None else share.value * 100
