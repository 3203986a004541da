"""Texts that have the words looked for."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.model import Told
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.texts import Text
from kcrm.views import Audience, Cell, Column, View

_BEFORE, _ALL = 24, 120  # characters that people read: ahead of the first of the words, and altogether
_OF = {
    Told.FINDING: Thing.FINDING,
    Told.FINDING_ANSWER: Thing.FINDING,
    Told.COMPLAINT: Thing.COMPLAINT,
    Told.COMPLAINT_STEP: Thing.COMPLAINT,
    Told.NEED: Thing.NEED,
    Told.SURVEY_FORM: Thing.SURVEY_FORM,
    Told.WORKSHOP_NOTE: Thing.VEHICLE,
    Told.FAULT: Thing.ORDER,
    Told.OPPORTUNITY: Thing.OPPORTUNITY,
    Told.PROSPECT: Thing.PROSPECT,
    Told.PROSPECT_STEP: Thing.PROSPECT,
    Told.VISITOR: Thing.PROSPECT,
    Told.TASK: Thing.TASK,
    Told.MEASURE: Thing.MEASURE,
    Told.MEETING: Thing.MEETING,
    Told.ARTICLE: Thing.ARTICLE,
}
_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("at", N_("Time"), Cell.WHEN, 1),
    Column("kind", N_("Where"), Cell.ENUM, 2, labels=Told),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("text", N_("Words"), audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("text", N_("Words"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("staff_no", N_("Who no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("staff", N_("Who"), priority=3),
)


def texts_view(found: Sequence[Text], words: Sequence[str], total: int) -> View:
    """What was found, in the order given; people read where a long text has the first of the words. total: how many there are."""
    rows = [
        (
            identifier(_OF.get(each.told, Thing.CUSTOMER), each.id) if each.id is not None else None,
            each.at or each.on,
            each.told,
            identifier(Thing.CUSTOMER, each.customer_id) if each.customer_id is not None else None,
            each.customer,
            each.text,
            excerpt(each.text, words),
            each.staff_no,
            each.staff,
        )
        for each in found
    ]
    return View(_("Texts"), _COLUMNS, rows, total=total, empty=_("No note or complaint has these words."))


def excerpt(text: str, words: Sequence[str]) -> str:
    """Where a long text has the first of the words, with a little of what stands before it."""
    if len(text) <= _ALL:
        return text
    folded = text.lower()
    start = max(0, min((place for word in words if (place := folded.find(word.lower())) >= 0), default=0) - _BEFORE)
    start = min(start, len(text) - _ALL)
    end = start + _ALL
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
