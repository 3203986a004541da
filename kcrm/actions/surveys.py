"""Satisfaction: questionnaires on paper are taken in one by one or as a file; what all answers of a period say is gathered."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kcrm.actions.forms import Filed, file_form
from kcrm.actions.imports import ImportReport
from kcrm.actions.planning import Planner
from kcrm.actions.references import WITH_NAME, ColumnError, References, Values
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import RefusedError
from kcrm.exchange.questionnaires import answers_in, questionnaires
from kcrm.exchange.source import AS_IT_IS, Manner
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.named import NamedTuple
from kcrm.queries import customers
from kcrm.queries import surveys as queries
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.register import Register
from kcrm.queries.staff import all_staff, staff_by_id
from kcrm.queries.surveys import Form
from kcrm.rules.satisfaction import About, Rating, Subject, fair, form_subject, measured
from kcrm.rules.topics import topics_in
from kcrm.surveys import Answer, Question, words_in


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One form to be taken in. staff_id: who took the answers, None where nobody is named."""

    customer_id: int
    survey: str
    on: date
    answers: tuple[Answer, ...]
    staff_id: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A form as it was taken in. measured: whose work it judges."""

    form: Questionnaire
    customer: str
    staff: Staff | None
    measured: tuple[Staff, ...]


@dataclass(frozen=True, slots=True)
class FormCard:
    """A stored questionnaire. measured: whose work it judges."""

    form: Form
    answers: tuple[Answer, ...]
    measured: tuple[Staff, ...]


def add_form(session: Session, form: Questionnaire, *, dry_run: bool = False) -> Taken:
    """Take in one questionnaire.

    Raises RefusedError where there are no answers, the day is yet to come, the customer filled in that survey on that day already, or it
    was taken by somebody whom it judges.
    """
    if not form.answers:
        raise RefusedError(N_("No answers given. Write them as question=rating, as in {example}"), example=f"{form.survey}.…=8/9")
    if form.on > session.today:
        raise RefusedError(N_("{day} is in the future."), day=form.on)
    customer = customers.customer_by_id(session.connection, form.customer_id)
    with session.write(dry_run=dry_run) as planner:
        connection = planner.connection
        if queries.form_row(connection, form.customer_id, form.survey, form.on) is not None:
            raise RefusedError(
                N_("{customer} already answered this survey on {day}."),
                hint=N_("To correct it, import the corrected form (kcrm survey import), or take the entry back (kcrm undo)."),
                customer=f"{identifier(Thing.CUSTOMER, form.customer_id)} {customer.name}",
                day=form.on,
            )
        new = _new(session, connection, form)
        judged = _judged(connection, new)
        if form.staff_id in {each.id for each in judged}:
            raise RefusedError(
                N_("{name} took the answers and is rated by them. Let a colleague ask."),
                name=staff_by_id(connection, form.staff_id or 0).name,
            )
        queries.keep_form(connection, new, form.answers)
        staff = staff_by_id(connection, form.staff_id) if form.staff_id is not None else None
        return Taken(form, customer.name, staff, judged)


class Correction(NamedTuple):
    """One answer that was wrong. before, after: as it stood and as it stands; after None where it was never given."""

    given: queries.GivenAnswer
    after: Answer | None


def correct(
    session: Session, customer_id: int, corrections: Mapping[Question, Answer | None], on: date | None = None, *, dry_run: bool = False
) -> list[Correction]:
    """Correct what a customer answered, in the latest call or form that has the answer. on: in those of that day only. None: never given.

    Raises RefusedError where there is no such answer, where that day has several, or where who acts is judged by it.
    """
    with session.write(dry_run=dry_run) as planner:
        connection = planner.connection
        customer = customers.customer_by_id(connection, customer_id)
        period = Period(on, on) if on is not None else Period(date.min, session.today)
        answers = queries.given_answers(connection, period, None, [customer_id])
        corrected = []
        for question, said in corrections.items():
            found = [each for each in answers if (each.survey, each.question) == (question.survey, question.key)]
            latest = [each for each in found if each.day == found[0].day]
            if len(latest) != 1:
                raise RefusedError(
                    N_("{customer} answered {question} more than once on {day}.")
                    if latest
                    else N_("{customer} has not answered {question}."),
                    hint=N_("To see what was answered: kcrm customer show {number}"),
                    customer=customer.name,
                    question=question.name,
                    day=latest[0].day if latest else "",
                    number=identifier(Thing.CUSTOMER, customer_id),
                )
            _check_unjudged(session, connection, latest[0])
            # what is not said stays
            after = said._replace(expectation=latest[0].expectation) if said is not None and said.expectation is None else said
            queries.correct_answer(connection, latest[0], after)
            corrected.append(Correction(latest[0], after))
        planner.plan_changed()
        return corrected


def _check_unjudged(session: Session, connection: sqlite3.Connection, given: queries.GivenAnswer) -> None:
    """Who is judged by an answer neither takes nor corrects it."""
    actor = session.actor
    if actor is None:
        return
    rated = queries.rated_answers(connection, Period(given.day, given.day))
    if any(
        any(map(session.is_own, _rating(each).measured))
        for each in rated
        if each.given_in == given.given_in and each.survey == given.survey
    ):
        raise RefusedError(N_("{name} is rated by this answer. Let a colleague correct it."), name=actor.name)


def form_card(session: Session, number: int) -> FormCard:
    """A questionnaire as it was taken in, with its answers and whose work it judges."""
    form = queries.form_by_id(session.connection, number)
    bearing = queries.bearing_of(session.connection, form.vehicle_id, form.order_id)
    return FormCard(form, tuple(queries.answers_of_form(session.connection, number)), _whose(session.connection, form.survey, bearing))


def import_forms(session: Session, source: str, *, manner: Manner = AS_IT_IS, dry_run: bool = False) -> ImportReport:
    """Take in a file of questionnaires, each known again by customer, survey and day. Raises as `file_form` does."""
    references = References(Register(session.connection))

    def keep(planner: Planner, values: Values) -> Filed:
        connection = planner.connection
        warnings = []
        staff_id = None
        if "staff" in values:
            try:
                staff_id = references.staff(values["staff"], "staff")
            except ColumnError as error:
                warnings.append(error)
        customer_id, on, note = references.customer(values, WITH_NAME), values["surveyed_on"], values.get("note")
        assert customer_id is not None
        assert isinstance(on, date)
        form = Questionnaire(customer_id, str(values["survey"]), on, answers_in(values), staff_id, str(note) if note is not None else None)
        _form_id, outcome = queries.keep_form(connection, _new(session, connection, form), form.answers)
        return Filed((form.customer_id, form.survey, form.on), outcome, tuple(warnings))

    return file_form(session, questionnaires(session.policy.surveys), source, keep, manner=manner, dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class Answered:
    """The ratings of a period: those that count, and those that were taken by whom they judge."""

    period: Period
    counted: tuple[Rating, ...]
    left_out: tuple[Rating, ...]


def answered(session: Session, period: Period) -> Answered:
    """What was answered in a period, in calls and on paper."""
    counted, left_out = fair(_rating(each) for each in queries.rated_answers(session.connection, period))
    return Answered(period, tuple(counted), tuple(left_out))


def people(session: Session) -> dict[int, Staff]:
    """Everybody who works or worked here, by number."""
    return {member.id: member for member in all_staff(session.connection)}


def _rating(given: queries.RatedAnswer) -> Rating:
    about = [About(each.kind, each.consultant_id, each.consultant_team, each.advisor_id, each.order_team) for each in given.about]
    staff, teams = measured(given.survey, about)
    return Rating(
        given.survey, given.question, given.rating, given.expectation, given.on, given.asked_by, staff, teams, given_in=given.given_in
    )


def _new(session: Session, connection: sqlite3.Connection, form: Questionnaire) -> queries.NewForm:
    """The form with the purchase or visit that it is about: the customer's latest by that day."""
    about = queries.about(connection, form.customer_id, form.on, session.policy.visits.excluded_types)
    subject = form_subject(form.survey, about.bought_on, about.closed_on)
    return queries.NewForm(
        form.customer_id,
        form.survey,
        form.on,
        form.staff_id,
        about.vehicle_id if subject is Subject.PURCHASE else None,
        about.order_id if subject is Subject.VISIT else None,
        form.note,
        ",".join(topics_in([form.note, *words_in(form.answers)], session.policy.surveys.topics)) or None,
    )


def _judged(connection: sqlite3.Connection, new: queries.NewForm) -> tuple[Staff, ...]:
    return _whose(connection, new.survey, queries.bearing_of(connection, new.vehicle_id, new.order_id))


def _whose(connection: sqlite3.Connection, survey: str, bearing: queries.Bearing) -> tuple[Staff, ...]:
    about = About(None, bearing.consultant_id, bearing.consultant_team, bearing.advisor_id, bearing.order_team)
    return tuple(staff_by_id(connection, each) for each in sorted(measured(survey, [about])[0]))
