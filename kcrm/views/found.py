"""What a text may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.i18n import N_, _
from kcrm.queries.lookup import Found, Thing
from kcrm.records import WORDS
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import SURVEY, label_of

_THING: Mapping[str, str] = {
    **WORDS,
    Thing.FOLLOWUP: N_("follow-up"),
    Thing.SURVEY_FORM: N_("questionnaire"),
    Thing.FINDING: N_("finding"),
    Thing.OPERATION: N_("operation"),
}
_BY = {
    "id": N_("number here"),
    "customer_no": N_("customer number"),
    "order_no": N_("order number"),
    "complaint_no": N_("complaint number"),
    "outside_no": N_("number of the outside case"),
    "opportunity_no": N_("opportunity number"),
    "employee_no": N_("employee number"),
    "phone": N_("phone"),
    "phone2": N_("second phone"),
    "plate": N_("plate"),
    "vin": N_("VIN"),
    "name": N_("name"),
    "pinyin": N_("pinyin"),
    "initials": N_("initials"),
}
_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("id", N_("No."), Cell.IDENTIFIER, audience=Audience.PEOPLE),
    Column("kind", N_("Kind"), Cell.ENUM, labels=_THING),
    Column("label", N_("Name or number")),
    Column("detail", N_("Detail"), priority=1, audience=Audience.MACHINES),
    Column("detail", N_("Detail"), priority=1, audience=Audience.PEOPLE),
    Column("by", N_("Found by"), Cell.ENUM, 2, labels=_BY),
)


def found_list(found: Sequence[Found], selectors: Sequence[str]) -> View:
    """Everything found, best first. selectors: what people type for each, where its identifier may mean another as well."""
    rows = [
        (
            each.identifier,
            selector,
            each.thing,
            each.label,
            _detail(each, each.word),
            _detail(each._replace(detail=_in_words(each)), _said(each)),
            each.by,
        )
        for each, selector in zip(found, selectors, strict=True)
    ]
    return View(_("Found"), _COLUMNS, rows)


def _said(found: Found) -> str | None:
    return label_of(found.word) if found.word is not None else None


def _in_words(found: Found) -> str:
    """The detail as people read it: of a questionnaire the survey by its name."""
    if found.thing is not Thing.SURVEY_FORM:
        return found.detail
    survey, _space, day = found.detail.partition(" ")
    return f"{_(SURVEY[survey])} {day}"


def _detail(found: Found, word: str | None) -> str | None:
    """What tells it from the others; an employee number stands in the first column already."""
    return " ".join(filter(None, (word, None if found.thing is Thing.STAFF else found.detail))) or None
