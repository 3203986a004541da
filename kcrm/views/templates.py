"""Templates: what they are for, how they read, which fields they may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.scripts import AGAIN, EARLY
from kcrm.actions.templates import Template
from kcrm.i18n import N_, Language, _, language
from kcrm.model import Awaited, Festival, Kind, Purpose
from kcrm.model.fleets import Dunning
from kcrm.model.words import labels_of
from kcrm.rules.messages import Length, length_of
from kcrm.templates import TemplateId
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.labels import QUESTION, SITUATION, label_of
from kcrm.views.vocabulary import meant

_WHICH = {
    AGAIN: N_("once more after the expiry"),
    EARLY: N_("before its day, as in one call of a company"),
    "first": N_("first contact"),
    "unreachable": N_("could not be reached before"),
    **labels_of(Festival),
    **labels_of(Awaited),
    **{each.value: each.label for each in Dunning if each is not Dunning.NONE},
}
LANGUAGE: Mapping[str, str] = {"en": N_("English"), "zh": N_("Chinese")}

FIELDS: Mapping[str, str] = {
    "customer": N_("name of whoever is called or written to"),
    "salutation": N_("how they are addressed, by surname and gender where known"),
    "store": N_("the store's name"),
    "caller": N_("who calls or writes; where nobody is known, a neutral word"),
    "vehicle": N_("model and plate, as far as known; else a neutral word"),
    "plate": N_("plate"),
    "model": N_("model"),
    "date": N_("the date it is about: of delivery, last visit, expiry …"),
    "years": N_("years since the delivery, on its anniversary"),
    "festival": N_("the festival's name"),
    "hotline": N_("the store's hotline, from the policy's desk.hotline"),
    "inspection": N_("how the vehicle is inspected: by the mark only, or through the test line"),
    "assumed": N_("from which date an inspection is counted where no file gives it"),
    "about": N_("what it is about, in free words"),
    "bills": N_("all that an account owes, a bill a line, and by how much those are late that it is asked for"),
    "amount": N_("how much that is together, in yuan"),
    "minutes": N_("how many minutes a call takes, from the policy's calling.least_minutes and calling.most_minutes"),
    "count": N_("how many vehicles of a company it is about"),
    "others": N_("which other vehicles, where they are few"),
    "offer": N_("the running offer, from the template script.offer"),
}

_SHARED: Mapping[str, str] = {
    "opening": N_("opening: the store's name and your own"),
    "convenient": N_("whether it is convenient"),
    "also": N_("transition to a further matter"),
    "complaint": N_("a complaint that is open"),
    "fleet": N_("a company's vehicles, in one call"),
    "likewise": N_("the other vehicles of the same matter"),
    "offer": N_("the running offer"),
    "close": N_("close"),
    "close_prospect": N_("close of a call to a prospect"),
    "unreached": N_("added where calls reached nobody"),
    "expectation": N_("what was expected"),
    "expectation_once": N_("what was expected overall"),
}

_LIST = (
    Column("name", N_("Template")),
    Column("purpose", N_("For"), Cell.ENUM, 3, labels=Purpose),
    Column("what", N_("What"), priority=1, audience=Audience.PEOPLE),
    Column("language", N_("Language"), Cell.ENUM, labels=LANGUAGE, audience=Audience.MACHINES),
    Column("own", N_("Customised"), Cell.FLAG, 2),
    Column("body", N_("Words"), audience=Audience.MACHINES),
    Column("body", N_("Words"), priority=4, audience=Audience.PEOPLE),
)
_RECORD = (
    Column("name", N_("Template")),
    Column("purpose", N_("For"), Cell.ENUM, labels=Purpose),
    Column("what", N_("What"), audience=Audience.PEOPLE),
    Column("language", N_("Language"), Cell.ENUM, labels=LANGUAGE),
    Column("own", N_("Customised"), Cell.FLAG),
    Column("body", N_("Words"), audience=Audience.MACHINES),
    Column("delivered", N_("Built-in"), audience=Audience.MACHINES),
    Column("sample", N_("Sample"), audience=Audience.MACHINES),
    Column("length", N_("Length"), Cell.COUNT, audience=Audience.MACHINES),
    Column("segments", N_("Segments"), Cell.COUNT, audience=Audience.MACHINES),
)
_FIELDS = (Column("field", N_("Field")), Column("meaning", N_("Meaning")), Column("sample", N_("Sample")))
_RESET = (
    Column("name", N_("Template")),
    Column("language", N_("Language"), Cell.ENUM, labels=LANGUAGE),
    Column("own", N_("Customised"), Cell.FLAG),
)


def tongue_of(wanted: str | None) -> Language:
    """The language that --language names, the command's where it names none. Raises UsageError for any other."""
    if wanted is None:
        return language()
    return "zh" if meant(LANGUAGE, wanted, "--language") == "zh" else "en"


def what_it_is(template: TemplateId) -> str:
    """A template in a few words, in the current language."""
    tables = {Purpose.QUESTION: QUESTION, Purpose.SITUATION: SITUATION}
    labels = {**labels_of(Kind), **_SHARED} if template.purpose not in tables else {**tables[template.purpose], **_SHARED}
    kind, _dot, which = template.name.partition(".")
    if kind in labels_of(Kind) and which:
        return _("{kind}: {which}").format(kind=label_of(Kind(kind)), which=_(_WHICH[which]))
    return _(labels[template.name])


def template_list(templates: Sequence[Template]) -> View:
    """Every template, people see the first line of each."""
    rows = [
        (str(each.id), each.id.purpose, what_it_is(each.id), each.language, each.own, each.body, each.body.partition("\n")[0])
        for each in templates
    ]
    return View(_("Templates"), _LIST, rows)


def template_record(template: Template, values: Mapping[str, str | None]) -> View:
    """One template: its words line by line, what becomes of them for an invented customer, and the fields it may use.

    values: of the fields, for that customer.
    """
    is_message = template.id.purpose is Purpose.MESSAGE
    length = length_of(template.sample)
    row = (
        str(template.id),
        template.id.purpose,
        what_it_is(template.id),
        template.language,
        template.own,
        template.body,
        template.delivered,
        template.sample,
        length.units if is_message else None,
        length.segments if is_message else None,
    )
    lines = [
        *_lines(N_("Words"), template.body),
        *(_lines(N_("Built-in"), template.delivered) if template.own else ()),
        *_lines(N_("Sample"), template.sample),
    ]
    if is_message:
        lines.append((Column("length", N_("Length"), audience=Audience.PEOPLE), _counted(length)))
    fields = [(f"{{{name}}}", _(FIELDS[name]), values[name] or "") for name in template.fields]
    return View(
        _("Template"),
        (*_RECORD, *(column for column, _text in lines)),
        [(*row, *(text for _column, text in lines))],
        shape=Shape.RECORD,
        parts={"fields": View(_("Fields it may use"), _FIELDS, fields)},
    )


def reset_view(reset: Sequence[tuple[TemplateId, Language]]) -> View:
    """Which templates read as delivered again."""
    rows = [(str(template), language, False) for template, language in reset]
    return View(_("Reset to built-in"), _RESET, rows, empty=_("Nothing changed: the text is the built-in one."))


def _lines(heading: str, text: str) -> list[tuple[Column, str]]:
    """A text for people: each of its lines stands in one of its own, the first beside the heading."""
    return [
        (Column("line", "" if index else heading, audience=Audience.PEOPLE), line) for index, line in enumerate(text.split("\n")) if text
    ]


def _counted(length: Length) -> str:
    return _("{units} characters, segments: {segments}").format(units=length.units, segments=length.segments)
