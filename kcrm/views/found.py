"""What a text may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Found, Thing, identifier
from kcrm.queries.whose import Car, Whose
from kcrm.records import WORDS
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import SURVEY, label_of
from kcrm.views.tones import gathered, marked

_THING: Mapping[str, str] = {
    **WORDS,
    Thing.FOLLOWUP: N_("follow-up"),
    Thing.SURVEY_FORM: N_("questionnaire"),
    Thing.FINDING: N_("finding"),
    Thing.CREDIT_ASSESSMENT: N_("credit assessment"),
    Thing.CALL: N_("call"),
    Thing.CONFLICT: N_("conflict"),
    Thing.CHECKLIST_RUN: N_("run of a checklist"),
    Thing.OPERATION: N_("operation"),
}
_BY = {
    "id": N_("number here"),
    "customer_no": N_("customer number"),
    "order_no": N_("order number"),
    "complaint_no": N_("complaint number"),
    "outside_no": N_("number of the outside case"),
    "opportunity_no": N_("opportunity number"),
    "need_no": N_("need number"),
    "prospect_no": N_("prospect number"),
    "employee_no": N_("employee number"),
    "merged": N_("a record merged into it"),
    "renumbered": N_("its number before"),
    "phone": N_("phone"),
    "phone2": N_("second phone"),
    "plate": N_("plate"),
    "vin": N_("VIN"),
    "name": N_("name"),
    "pinyin": N_("pinyin"),
    "initials": N_("initials"),
}
_FIRST = (
    Column("id", N_("No."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("id", N_("No."), Cell.IDENTIFIER, audience=Audience.PEOPLE),
    Column("kind", N_("Kind"), Cell.ENUM, labels=_THING),
    Column("label", N_("Name or number"), personal=Personal.NAME),
)
_OWNER = Column("owner", N_("Whose"), audience=Audience.PEOPLE, personal=Personal.NAME)
_REST = (
    Column("plates", N_("Vehicle"), Cell.TEXTS, audience=Audience.PEOPLE, personal=Personal.PLATE),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, audience=Audience.PEOPLE, personal=Personal.PHONE),
    Column("detail", N_("Detail"), priority=1, audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("detail", N_("Detail"), priority=1, audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("by", N_("Found by"), Cell.ENUM, 2, labels=_BY),
    Column("owner_id", N_("Customer"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("owner", N_("Whose"), audience=Audience.MACHINES, personal=Personal.NAME),
    Column("plates", N_("Plates"), Cell.TEXTS, audience=Audience.MACHINES, personal=Personal.PLATE),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, audience=Audience.MACHINES, personal=Personal.PHONE),
)
_CARS = 3  # of a customer that people read


def found_list(found: Sequence[Found], selectors: Sequence[str], owners: Sequence[Whose]) -> View:
    """Everything found, best first. selectors: what people type for each, where its identifier may mean another as well.

    owners: whose each is; people are told where that is not what it is called by already.
    """
    named = any(owner.customer not in {None, each.label} for each, owner in zip(found, owners, strict=True))
    rows = [
        (
            each.identifier,
            selector,
            each.thing,
            each.label,
            *((owner.customer if owner.customer != each.label else None,) if named else ()),
            cars_in_words(owner.cars, without=each.label),
            owner.phone,
            _detail(each, each.word),
            _in_tone(each, _detail(each._replace(detail=_in_words(each, owner)), _said(each))),
            each.by,
            identifier(Thing.CUSTOMER, owner.customer_id) if owner.customer_id is not None else None,
            owner.customer,
            [car.plate for car in owner.cars if car.plate is not None],
            owner.phone,
        )
        for each, selector, owner in zip(found, selectors, owners, strict=True)
    ]
    return View(_("Found"), (*_FIRST, *((_OWNER,) if named else ()), *_REST), rows)


def cars_in_words(cars: Sequence[Car], *, without: str = "") -> list[str]:
    """The first of these vehicles by plate and model, and how many more there are. without: the plate or VIN that is told already."""
    words = [" ".join(filter(None, ((car.plate or car.vin) if (car.plate or car.vin) != without else None, car.model))) for car in cars]
    more = len(words) - _CARS
    return [*words[:_CARS], *([_("{count} more vehicles").format(count=more)] if more > 0 else [])]


def _in_tone(found: Found, detail: str | None) -> str | None:
    said = _said(found)
    return gathered(detail, [marked(said, found.word)]) if detail and said else detail


def _said(found: Found) -> str | None:
    return label_of(found.word) if found.word is not None else None


def _in_words(found: Found, owner: Whose) -> str:
    """The detail as people read it: of a questionnaire the survey by its name, of what has columns of its own nothing twice."""
    if found.thing is Thing.CUSTOMER:
        return found.detail.removesuffix(owner.phone or "").strip()
    if found.thing is Thing.VEHICLE:
        return found.detail.removesuffix(owner.cars[0].model or "").strip()
    if found.thing is Thing.CONFLICT:
        from kcrm.views.evidence import FIELD  # noqa: PLC0415 - few searches find one

        return _(FIELD[found.detail])
    if found.thing is not Thing.SURVEY_FORM:
        return found.detail
    survey, _space, day = found.detail.partition(" ")
    return f"{_(SURVEY[survey])} {day}"


def _detail(found: Found, word: str | None) -> str | None:
    """What tells it from the others; an employee number stands in the first column already."""
    return " ".join(filter(None, (word, None if found.thing is Thing.STAFF else found.detail))) or None
