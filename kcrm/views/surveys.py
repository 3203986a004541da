"""Questionnaires on paper: one as it is taken in, a list, and one with its answers."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from kcrm.actions.surveys import Correction, FormCard, Taken
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.surveys import Form, GivenAnswer
from kcrm.surveys import Answer
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.labels import QUESTION, SURVEY
from kcrm.views.records import number_of, rows_of

_FORM = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("surveyed_on", N_("Answered on"), Cell.DATE),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 3),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("survey", N_("Survey"), Cell.ENUM, labels=SURVEY),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 2, personal=Personal.PLATE),
    Column("order_no", N_("Order no."), Cell.IDENTIFIER, 3),
    Column("staff_no", N_("Employee no."), Cell.IDENTIFIER, 4),
    Column("staff", N_("Taken by"), priority=2),
    Column("answers_given", N_("Answers"), Cell.COUNT, 1),
    Column("rating_sum", N_("Sum of ratings"), Cell.COUNT, 2),
    Column("expectation_sum", N_("Sum of expectations"), Cell.COUNT, 2),
    Column("note", N_("Note"), priority=3, personal=Personal.NOTE),
)
_TAKEN = (
    Column("customer_id", N_("Customer identifier"), Cell.IDENTIFIER),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("survey", N_("Survey"), Cell.ENUM, labels=SURVEY),
    Column("surveyed_on", N_("Answered on"), Cell.DATE),
    Column("staff_no", N_("Taken by no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("staff", N_("Taken by")),
    Column("measured_nos", N_("Assessor no."), Cell.TEXTS, audience=Audience.MACHINES),
    Column("measured", N_("Assessor"), Cell.TEXTS),
    Column("note", N_("Note"), Cell.PROSE, personal=Personal.NOTE),
)
_JUDGED = _TAKEN[-3:-1]
_ANSWERS = (
    Column("survey", N_("Survey"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("question", N_("Question"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("question", N_("Question"), audience=Audience.PEOPLE),
    Column("rating", N_("Rating"), Cell.COUNT),
    Column("expectation", N_("Expected"), Cell.COUNT),
    Column("answer", N_("Answer"), Cell.PROSE),
)


_GIVEN = (
    Column("on", N_("Answered on"), Cell.DATE),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 3),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("form_id", N_("Form"), Cell.IDENTIFIER, 5),
    Column("survey", N_("Survey"), Cell.ENUM, 2, labels=SURVEY),
    *_ANSWERS[1:],
    Column("note", N_("Note"), Cell.PROSE, 1, personal=Personal.NOTE),
    Column("staff_no", N_("Employee no."), Cell.IDENTIFIER, 5),
    Column("staff", N_("Taken by"), priority=4),
)
_CORRECTED = (
    *_GIVEN[:5],
    *_ANSWERS[1:3],
    Column("before", N_("Before"), Cell.PROSE),
    Column("after", N_("After"), Cell.PROSE),
)


def corrected_view(corrections: Sequence[Correction]) -> View:
    """What was wrong, and what stands there now."""
    rows = [
        (
            each.given.day,
            identifier(Thing.CUSTOMER, each.given.customer_id),
            each.given.customer,
            identifier(Thing.SURVEY_FORM, each.given.form_id) if each.given.form_id is not None else None,
            each.given.survey,
            each.given.question,
            _(QUESTION[f"{each.given.survey}.{each.given.question}"]),
            each.given.said,
            each.after.said if each.after is not None else None,
        )
        for each in corrections
    ]
    return View(_("Corrected answers"), _CORRECTED, rows)


def given_view(given: Sequence[GivenAnswer]) -> View:
    """Answers of calls and forms, in the order given."""
    rows = [
        (
            each.day,
            identifier(Thing.CUSTOMER, each.customer_id),
            each.customer,
            identifier(Thing.SURVEY_FORM, each.form_id) if each.form_id is not None else None,
            each.survey,
            each.question,
            _(QUESTION[f"{each.survey}.{each.question}"]),
            each.rating,
            each.expectation,
            each.answer,
            each.note,
            each.staff_no,
            each.staff,
        )
        for each in given
    ]
    return View(_("Answers"), _GIVEN, rows, empty=_("No such answers."))


def taken_view(taken: Taken) -> View:
    """A questionnaire that was taken in, with its answers."""
    form = taken.form
    row = (
        identifier(Thing.CUSTOMER, form.customer_id),
        taken.customer,
        form.survey,
        form.on,
        taken.staff.employee_no if taken.staff else None,
        taken.staff.name if taken.staff else None,
        [each.employee_no for each in taken.measured],
        [each.name for each in taken.measured],
        form.note,
    )
    return View(_("Questionnaire"), _TAKEN, [row], shape=Shape.RECORD, parts={"answers": answers_view(form.answers)})


def forms_view(forms: Sequence[Form]) -> View:
    """The questionnaires that were taken in, the latest first."""
    empty = _("No questionnaires yet. To enter one: kcrm survey add WHO SURVEY …; to import a file: kcrm survey import FILE")
    return View(_("Questionnaires"), _FORM, _rows(forms), empty=empty)


def form_view(card: FormCard) -> View:
    """One questionnaire with its answers."""
    row = (*_rows([card.form])[0], [each.employee_no for each in card.measured], [each.name for each in card.measured])
    parts = {"answers": answers_view(card.answers)}
    return View(_("Questionnaire"), (*_FORM, *_JUDGED), [row], shape=Shape.RECORD, parts=parts)


def answers_view(answers: Sequence[Answer]) -> View:
    """Answers with their questions in words."""
    rows = [
        (each.survey, each.question, _(QUESTION[f"{each.survey}.{each.question}"]), each.rating, each.expectation, each.answer)
        for each in answers
    ]
    return View(_("Answers"), _ANSWERS, rows)


def _rows(forms: Sequence[Form]) -> list[tuple[object, ...]]:
    return rows_of(_FORM, forms, {"id": number_of(Thing.SURVEY_FORM), "answers_given": attrgetter("answers")})
