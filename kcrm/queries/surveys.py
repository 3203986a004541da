"""Survey answers from calls and from paper, with what each was about."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kcrm.model import Kind, OrderType, Team
from kcrm.named import NamedTuple
from kcrm.queries.records import Saved, save
from kcrm.queries.rows import record, where
from kcrm.surveys import Answer, surveys

if TYPE_CHECKING:
    from kcrm.dates import Period


class Bearing(NamedTuple):
    """What an answer bears on. kind: of the follow-up, None for a form."""

    kind: Kind | None
    consultant_id: int | None
    consultant_team: Team | None
    advisor_id: int | None
    order_team: Team | None


class RatedAnswer(NamedTuple):
    """One rating as it was given, of the process 1 for yes and 0 for no.

    given_in: the call or form, as `call 5`. asked_by: the number of whoever took it.
    """

    given_in: str
    survey: str
    question: str
    rating: int
    expectation: int | None
    on: date
    asked_by: int | None
    about: tuple[Bearing, ...]


class About(NamedTuple):
    """The purchase and the visit that a form of a day can be about; None where there was none by then."""

    vehicle_id: int | None
    bought_on: date | None
    order_id: int | None
    closed_on: date | None


class NewForm(NamedTuple):
    """A questionnaire as it is stored. topics: of the note, parted by commas."""

    customer_id: int
    survey: str
    surveyed_on: date
    staff_id: int | None
    vehicle_id: int | None
    order_id: int | None
    note: str | None
    topics: str | None


class Form(NamedTuple):
    """A questionnaire that was taken in. about_vehicle, order_no: the purchase or visit that it is about. answers: how many it has.

    rating_sum, expectation_sum: over the answers that have both.
    """

    id: int
    customer_id: int
    customer: str
    survey: str
    surveyed_on: date
    staff_no: str | None
    staff: str | None
    plate: str | None
    order_no: str | None
    note: str | None
    vehicle_id: int | None
    order_id: int | None
    answers: int
    rating_sum: int | None
    expectation_sum: int | None


class WantedForms(NamedTuple):
    """Which questionnaires; None for any. owner_ids: of these customers."""

    customer_id: int | None = None
    survey: str | None = None
    on: Period | None = None
    owner_ids: Collection[int] | None = None


_BEARING = """
json_array({kind}, vehicle.sales_consultant_id, consultant.team, repair_order.advisor_id, repair_order.team)
"""
# of what the process prescribes the share of those who say that it was done
_RATED = "CASE WHEN {table}.survey IN (SELECT value FROM json_each(:process)) THEN {table}.answer = 'yes' ELSE {table}.rating END"
_FROM_CALLS = f"""
SELECT 'call ' || call.id AS given_in, answer.survey, answer.question, {_RATED.format(table="answer")} AS rating, answer.expectation,
    call.called_on AS day, call.staff_id AS asked_by, (
    SELECT json_group_array({_BEARING.format(kind="followup.kind")})
    FROM call_followup
    JOIN followup ON followup.id = call_followup.followup_id
    LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id
    LEFT JOIN staff AS consultant ON consultant.id = vehicle.sales_consultant_id
    LEFT JOIN repair_order ON repair_order.id = followup.order_id
    WHERE call_followup.call_id = call.id
) AS about
FROM call JOIN answer ON answer.call_id = call.id
WHERE call.called_on BETWEEN :first AND :last AND {_RATED.format(table="answer")} IS NOT NULL
ORDER BY call.called_on, call.id, answer.id
"""  # noqa: S608 - our own names
_FROM_FORMS = f"""
SELECT 'form ' || survey_form.id AS given_in, form_answer.survey, form_answer.question, {_RATED.format(table="form_answer")} AS rating,
    form_answer.expectation,
    survey_form.surveyed_on AS day, survey_form.staff_id AS asked_by, json_array({_BEARING.format(kind="NULL")}) AS about
FROM survey_form
JOIN form_answer ON form_answer.form_id = survey_form.id
LEFT JOIN vehicle ON vehicle.id = survey_form.vehicle_id
LEFT JOIN staff AS consultant ON consultant.id = vehicle.sales_consultant_id
LEFT JOIN repair_order ON repair_order.id = survey_form.order_id
WHERE survey_form.surveyed_on BETWEEN :first AND :last AND {_RATED.format(table="form_answer")} IS NOT NULL
ORDER BY survey_form.surveyed_on, survey_form.id, form_answer.id
"""  # noqa: S608 - as above

# what the customer owned on the day in question
_OWNED = "coalesce(ownership.from_on, '') <= {day} AND {day} < coalesce(ownership.until_on, '9999')"
_PURCHASE = f"""
SELECT vehicle.id, vehicle.delivered_on
FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
WHERE ownership.customer_id = :customer AND vehicle.delivered_on <= :day AND {_OWNED.format(day="vehicle.delivered_on")}
ORDER BY vehicle.delivered_on DESC, vehicle.id DESC LIMIT 1
"""  # noqa: S608 - as above
_VISIT = f"""
SELECT repair_order.id, repair_order.closed_on
FROM ownership JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
WHERE ownership.customer_id = :customer AND repair_order.closed_on <= :day AND {_OWNED.format(day="repair_order.opened_on")}
    AND repair_order.type NOT IN (SELECT value FROM json_each(:excluded))
ORDER BY repair_order.closed_at DESC, repair_order.id DESC LIMIT 1
"""  # noqa: S608 - as above


_BEARING_OF = """
SELECT vehicle.sales_consultant_id, consultant.team, repair_order.advisor_id, repair_order.team
FROM (SELECT 1)
LEFT JOIN vehicle ON vehicle.id = :vehicle
LEFT JOIN staff AS consultant ON consultant.id = vehicle.sales_consultant_id
LEFT JOIN repair_order ON repair_order.id = :order
"""


def rated_answers(connection: sqlite3.Connection, period: Period) -> list[RatedAnswer]:
    """Every rating that was given in the period, in calls and on paper."""
    process = [survey.key for survey in surveys() if survey.counts_yes]
    given = {"first": period.first.isoformat(), "last": period.last.isoformat(), "process": json.dumps(process)}
    rows = [*connection.execute(_FROM_CALLS, given), *connection.execute(_FROM_FORMS, given)]
    return [
        RatedAnswer(
            row["given_in"],
            row["survey"],
            row["question"],
            row["rating"],
            row["expectation"],
            date.fromisoformat(row["day"]),
            row["asked_by"],
            tuple(_bearing(*each) for each in map(_read, json.loads(row["about"]))),
        )
        for row in rows
    ]


def about(connection: sqlite3.Connection, customer_id: int, day: date, excluded: Sequence[OrderType]) -> About:
    """The customer's latest purchase and latest visit by that day. excluded: types of orders that are no visit."""
    values = {"customer": customer_id, "day": day.isoformat(), "excluded": json.dumps(excluded)}
    purchase = connection.execute(_PURCHASE, values).fetchone() or (None, None)
    visit = connection.execute(_VISIT, values).fetchone() or (None, None)
    return About(purchase[0], _day(purchase[1]), visit[0], _day(visit[1]))


def bearing_of(connection: sqlite3.Connection, vehicle_id: int | None, order_id: int | None) -> Bearing:
    """Whose work a form about this purchase or this visit bears on."""
    row = connection.execute(_BEARING_OF, {"vehicle": vehicle_id, "order": order_id}).fetchone()
    return _bearing(None, *row)


def form_row(connection: sqlite3.Connection, customer_id: int, survey: str, on: date) -> sqlite3.Row | None:
    """The form that the customer filled in on that day, if any."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM survey_form WHERE customer_id = ? AND survey = ? AND surveyed_on = ?", (customer_id, survey, on.isoformat())
    ).fetchone()
    return row


_FORMS = """
SELECT survey_form.id, survey_form.customer_id, customer.name AS customer, survey_form.survey, surveyed_on, staff.employee_no AS staff_no,
    staff.name AS staff, coalesce(vehicle.plate, visited.plate) AS plate, repair_order.order_no, survey_form.note, survey_form.vehicle_id,
    survey_form.order_id, count(form_answer.id) AS answers,
    sum(CASE WHEN form_answer.expectation IS NOT NULL THEN form_answer.rating END) AS rating_sum,
    sum(form_answer.expectation) AS expectation_sum
FROM survey_form
JOIN customer ON customer.id = survey_form.customer_id
LEFT JOIN form_answer ON form_answer.form_id = survey_form.id
LEFT JOIN staff ON staff.id = survey_form.staff_id
LEFT JOIN vehicle ON vehicle.id = survey_form.vehicle_id
LEFT JOIN repair_order ON repair_order.id = survey_form.order_id
LEFT JOIN vehicle AS visited ON visited.id = repair_order.vehicle_id
WHERE {conditions} GROUP BY survey_form.id ORDER BY surveyed_on DESC, survey_form.id DESC
"""
_CONDITIONS = {
    "id": "survey_form.id = :id",
    "customer": "survey_form.customer_id = :customer",
    "survey": "survey_form.survey = :survey",
    "first": "surveyed_on BETWEEN :first AND :last",
    "owners": "survey_form.customer_id IN (SELECT value FROM json_each(:owners))",
}


def forms(connection: sqlite3.Connection, wanted: WantedForms) -> list[Form]:
    """The questionnaires that are wanted, the latest first."""
    on, owners = wanted.on, wanted.owner_ids
    return _forms(
        connection,
        customer=wanted.customer_id,
        survey=wanted.survey,
        first=on.first.isoformat() if on else None,
        last=on.last.isoformat() if on else None,
        owners=None if owners is None else json.dumps(sorted(owners)),
    )


def form_by_id(connection: sqlite3.Connection, number: int) -> Form:
    """The questionnaire with this number, which exists."""
    return _forms(connection, id=number)[0]


def answers_of_form(connection: sqlite3.Connection, number: int) -> list[Answer]:
    """What a questionnaire says, in the order in which it was taken in."""
    rows = connection.execute(
        "SELECT survey, question, rating, expectation, answer FROM form_answer WHERE form_id = ? ORDER BY id", (number,)
    )
    return [record(Answer, row) for row in rows]


class GivenAnswer(NamedTuple):
    """One answer with whose it is. form_id: of a questionnaire on paper, None of one given in a call. note: of the call or form.

    given_in: as of a `RatedAnswer`. answer_id: its number among the answers of calls, or of forms.
    """

    given_in: str
    answer_id: int
    day: date
    customer_id: int
    customer: str
    form_id: int | None
    survey: str
    question: str
    rating: int | None
    expectation: int | None
    answer: str | None
    note: str | None
    staff_no: str | None
    staff: str | None

    @property
    def said(self) -> str:
        """As of an `Answer`."""
        return Answer(self.survey, self.question, self.rating, self.expectation, self.answer).said


_GIVEN = """
SELECT given.*, customer.name AS customer, staff.employee_no AS staff_no, staff.name AS staff FROM (
    SELECT 'call ' || call.id AS given_in, call.called_on AS day, call.customer_id, NULL AS form_id, answer.survey, answer.question,
        answer.rating, answer.expectation, answer.answer, call.note, call.staff_id, call.id AS place, answer.id AS answer_id
    FROM call JOIN answer ON answer.call_id = call.id WHERE call.called_on BETWEEN :first AND :last
    UNION ALL
    SELECT 'form ' || survey_form.id, survey_form.surveyed_on, survey_form.customer_id, survey_form.id, form_answer.survey,
        form_answer.question, form_answer.rating, form_answer.expectation, form_answer.answer, survey_form.note, survey_form.staff_id,
        survey_form.id, form_answer.id
    FROM survey_form JOIN form_answer ON form_answer.form_id = survey_form.id WHERE survey_form.surveyed_on BETWEEN :first AND :last
) AS given
JOIN customer ON customer.id = given.customer_id LEFT JOIN staff ON staff.id = given.staff_id
WHERE (:survey IS NULL OR given.survey = :survey)
    AND (:customers IS NULL OR given.customer_id IN (SELECT value FROM json_each(:customers)))
ORDER BY given.day DESC, given.form_id IS NULL, given.place DESC, given.answer_id
"""


def given_answers(connection: sqlite3.Connection, period: Period, survey: str | None, among: Iterable[int] | None) -> list[GivenAnswer]:
    """Every answer of a period, in calls and on paper, latest first. survey: only of that one; among: only of these customers."""
    given = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "survey": survey,
        "customers": json.dumps(sorted(among)) if among is not None else None,
    }
    return [record(GivenAnswer, row) for row in connection.execute(_GIVEN, given)]


def correct_answer(connection: sqlite3.Connection, given: GivenAnswer, answer: Answer | None) -> Saved:
    """Write another answer in its place; None: it was never given."""
    table = "form_answer" if given.form_id is not None else "answer"
    row = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (given.answer_id,)).fetchone()  # noqa: S608 - our own names
    if answer is None:
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (given.answer_id,))  # noqa: S608 - our own names
        return Saved.CHANGED
    return save(connection, table, row, {name: getattr(answer, name) for name in answer._fields})[1]


def answers_of_calls(connection: sqlite3.Connection, customer_id: int) -> dict[int, tuple[Answer, ...]]:
    """What a customer answered, by the number of the call."""
    found: dict[int, tuple[Answer, ...]] = {}
    rows = connection.execute(
        "SELECT call_id, survey, question, rating, expectation, answer FROM answer JOIN call ON call.id = call_id"
        " WHERE customer_id = ? ORDER BY answer.id",
        (customer_id,),
    )
    for row in rows:
        found[row["call_id"]] = (*found.get(row["call_id"], ()), record(Answer, row))
    return found


def _forms(connection: sqlite3.Connection, **arguments: object) -> list[Form]:
    values = {**dict.fromkeys(_CONDITIONS), **arguments}
    rows = connection.execute(_FORMS.format(conditions=where(_CONDITIONS, values)), values)
    return [record(Form, row) for row in rows]


def keep_form(connection: sqlite3.Connection, new: NewForm, answers: Sequence[Answer]) -> tuple[int, Saved]:
    """Write a form, which is known again by customer, survey and day, and its answers; others that it has stay."""
    columns = {name: getattr(new, name) for name in new._fields}
    row = form_row(connection, new.customer_id, new.survey, new.surveyed_on)
    if row is not None:
        # what is not said changes nothing
        columns = {name: value for name, value in columns.items() if value is not None}
    form_id, outcome = save(connection, "survey_form", row, columns)
    for answer in answers:
        known = connection.execute(
            "SELECT * FROM form_answer WHERE form_id = ? AND survey = ? AND question = ?", (form_id, answer.survey, answer.question)
        ).fetchone()
        given = {name: getattr(answer, name) for name in answer._fields}
        if known is not None and answer.expectation is None:
            del given["expectation"]
        saved = save(connection, "form_answer", known, {"form_id": form_id, **given})[1]
        if saved is not Saved.UNCHANGED and outcome is Saved.UNCHANGED:
            outcome = Saved.CHANGED
    return form_id, outcome


def _read(each: object) -> list[object]:
    """SQLite nests arrays of arrays as text where they were grouped."""
    found = json.loads(each) if isinstance(each, str) else each
    assert isinstance(found, list)
    return found


def _bearing(kind: object, consultant: object, consultant_team: object, advisor: object, order_team: object) -> Bearing:
    return Bearing(
        Kind(str(kind)) if kind else None,
        int(str(consultant)) if consultant is not None else None,
        Team(str(consultant_team)) if consultant_team else None,
        int(str(advisor)) if advisor is not None else None,
        Team(str(order_team)) if order_team else None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
