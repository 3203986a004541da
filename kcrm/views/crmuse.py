"""How well the CRM is used: everybody's score of a month by its parts, one explained to its rows, and the mean of several months."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from kcrm.actions.manager.crmuse import MeanScore, UseScore, points
from kcrm.i18n import N_, _
from kcrm.model import Role, Staff
from kcrm.model.manager import UsePart, UseState
from kcrm.model.personal import Personal
from kcrm.rules.crmuse import PartScore
from kcrm.views import Audience, Cell, Column, Form, FormSection, Measured, Shape, View
from kcrm.views.labels import label_of
from kcrm.views.values import joined, measure_text

_SHOWN: Final = 12  # of what is missing, where people read it
_WHO = (
    Column("person_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("person", N_("Member of staff")),
    Column("department", N_("Department"), priority=3),
    Column("post", N_("Role"), Cell.ENUM, 4, labels=Role),
    Column("month", N_("Month"), Cell.IDENTIFIER),
)
_SCORE = (
    Column("breaches", N_("Breaches"), Cell.COUNT, 1),
    Column("score", N_("Score"), Cell.MEASURE),
    Column("state", N_("State"), Cell.ENUM, 1, labels=UseState),
    Column("due_on", N_("To approve by"), Cell.DATE, 3),
    Column("approver", N_("Approved by"), priority=2),
    Column("approved_on", N_("Approved on"), Cell.DATE, 4),
)
_PARTS = tuple(Column(part.value, part.label, Cell.MEASURE, 2) for part in UsePart)
_OF_PARTS = (
    Column("part", N_("Part"), Cell.ENUM, labels=UsePart),
    Column("weight", N_("Weight"), Cell.COUNT),
    Column("done", N_("Of them done"), Cell.COUNT),
    Column("cases", N_("Cases"), Cell.COUNT),
    Column("points", N_("Points"), Cell.MEASURE),
    Column("excused", N_("Left out"), Cell.COUNT, 1),
    Column("missing", N_("Missing"), Cell.TEXTS, audience=Audience.MACHINES),
    Column("missing_words", N_("Missing"), Cell.PROSE, audience=Audience.PEOPLE),
)
_EXCUSES = (
    Column("part", N_("Part"), Cell.ENUM, labels=UsePart),
    Column("first", N_("From"), Cell.DATE),
    Column("last", N_("Until"), Cell.DATE),
    Column("reason", N_("Why"), personal=Personal.NOTE),
    Column("noter", N_("Noted by")),
    Column("noted_on", N_("Noted on"), Cell.DATE, 1),
)
_MEANS = (
    *_WHO[:4],
    Column("months", N_("Months with a score"), Cell.COUNT),
    Column("approved", N_("Of which approved"), Cell.COUNT, 1),
    Column("score", N_("Score"), Cell.MEASURE),
)


def score_sheet(found: Sequence[UseScore]) -> View:
    """Everybody's score, and what each part gave of its weight."""
    columns = (*_WHO, *_PARTS, *_SCORE)
    rows = [(*_who(each), *(_measured(points(part)) for part in each.parts), *_told(each)) for each in found]
    return View(
        _("How well the CRM is used"), columns, rows, notes=_notes(found), empty=_("Nobody is scored: kcrm policy show crmuse.posts")
    )


def score_list(found: Sequence[UseScore]) -> View:
    """Scores of several months, without their parts."""
    rows = [(*_who(each), *_told(each)) for each in found]
    return View(_("How well the CRM is used"), (*_WHO, *_SCORE), rows, notes=_notes(found), empty=_("No such scores."))


def mean_list(found: Sequence[MeanScore]) -> View:
    """Of each person the mean of the months that have a score."""
    rows = [(*_person(each.person), each.months, each.approved, _tenths(each.tenths)) for each in found]
    return View(_("How well the CRM is used"), _MEANS, rows, empty=_("Nobody is scored: kcrm policy show crmuse.posts"))


def score_card(score: UseScore, *, explained: bool) -> View:
    """One person's score of a month, part by part. explained: with everything that is missing; else people see the first of it."""
    parts = View(_("Parts of the score"), _OF_PARTS, [_part(each, explained=explained) for each in score.parts])
    excuses = [(each.part, each.first, each.last, each.reason, each.noter, each.noted_on) for each in score.excuses]
    more = {"parts": parts, "excuses": View(_("Left out"), _EXCUSES, excuses)}
    broken = Column("broken", N_("Breaches"), Cell.TEXTS)
    columns = (*_WHO, *_SCORE[1:], broken, Column("taken_off", N_("Taken off"), Cell.COUNT))
    row = (*_who(score), *_told(score)[1:], list(score.breaches), len(score.breaches) * score.breach_points)
    return View(_("How well the CRM is used"), columns, [row], shape=Shape.RECORD, parts=more, notes=_notes([score]))


def paper_sheet(store: str, score: UseScore) -> Form:
    """One person's score to be signed and filed."""
    head = FormSection(
        _("Score"),
        (
            (_("Member of staff"), f"{score.person.employee_no} {score.person.name}"),
            (_("Month"), f"{score.month:%Y-%m}"),
            (_("Breaches"), joined(score.breaches) if score.breaches else "0"),
            (_("Score"), _written(_tenths(score.tenths))),
            (_("State"), label_of(score.state)),
        ),
    )
    parts = FormSection(_("Parts of the score"), tuple((_heading(each), _written(_measured(points(each)))) for each in score.parts))
    signers = (_("Member of staff"), _("Superior"))
    return Form(_("How well the CRM is used"), (store,), (head, parts, FormSection(_("Note"), lines=3)), signers, (Personal.NAME,))


def _heading(part: PartScore) -> str:
    return _("{part} ({done} of {cases}, weight {weight})").format(
        part=label_of(part.part), done=part.done, cases=part.cases, weight=part.weight
    )


def _written(value: Measured | None) -> str:
    return "–" if value is None else measure_text(value)


def _who(score: UseScore) -> tuple[object, ...]:
    return (*_person(score.person), f"{score.month:%Y-%m}")


def _person(person: Staff) -> tuple[object, ...]:
    return (person.employee_no, person.name, person.department, person.role)


def _told(score: UseScore) -> tuple[object, ...]:
    return (len(score.breaches), _tenths(score.tenths), score.state, score.due_on, score.approver, score.approved_on)


def _part(part: PartScore, *, explained: bool) -> tuple[object, ...]:
    missing = list(part.missing)
    shown = missing if explained else missing[:_SHOWN]
    words = joined(shown)
    if len(missing) > len(shown):
        words = _("{some} and {count} more").format(some=words, count=len(missing) - len(shown))
    return (part.part, part.weight, part.done, part.cases, _measured(points(part)), part.excused, missing, words or None)


def _notes(found: Sequence[UseScore]) -> tuple[str, ...]:
    early = sorted({f"{each.month:%Y-%m}" for each in found if each.state is UseState.PRELIMINARY})
    return (_("{months}: the month is not over, and the score is preliminary.").format(months=joined(early)),) if early else ()


def _tenths(tenths: int | None) -> Measured | None:
    return _measured(None if tenths is None else Fraction(tenths, 10))


def _measured(number: Fraction | None) -> Measured | None:
    return None if number is None else Measured(number, "count", 1)
