"""Who is told what: messages to superior and subordinate (Customer-service manager CRM training manual 2012).

Who hears of what is practice. What waits or is late is told as long as it does; what has happened only while it is news. Nobody is told
what they did themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from kcrm.model.departments import Department
from kcrm.model.manager import TASKS_TO_DO, MeasureState, TaskState
from kcrm.model.notices import (
    BirthdayNews,
    BreachNews,
    DeadlineNews,
    JournalNews,
    MeasureNews,
    News,
    NoticeKind,
    PlanNews,
    ScoresNews,
    TaskNews,
    WarrantyNews,
)
from kcrm.model.warranty import WarrantyState
from kcrm.named import NamedTuple
from kcrm.rules.breaches import stands
from kcrm.rules.calendar import in_year
from kcrm.rules.departments import superior_of as head_above
from kcrm.rules.tasks import Colleague, heads_by_post

NOBODY_DECLARED: Final[Mapping[str, Department]] = MappingProxyType({})
"""No departments but those that people are in."""


class Notice(NamedTuple):
    """A message to one person. about: an identifier, or a month as 2026-06. by_id: who brought it about, None for nobody.

    occasion: tells this time from another of the same kind about the same: with kind, about and receiver_id it is told once. day: of what
    is told. of_id: of whom it is told, where that may be somebody else. what: its title, or the word of a vocabulary. note: free text.
    until: by when. month: of what is told. waiting: how many wait.
    """

    kind: NoticeKind
    about: str
    receiver_id: int
    by_id: int | None
    occasion: str
    day: date
    of_id: int | None = None
    what: str | None = None
    note: str | None = None
    until: date | None = None
    month: date | None = None
    waiting: int = 0


def superior_of(person: Colleague, house: Iterable[Colleague], departments: Mapping[str, Department] = NOBODY_DECLARED) -> int | None:
    """Whom somebody answers to: the head of their department, the first of several; of a head, or where it has none, who leads the house.

    Where departments belong to others, whoever heads the nearest of these comes before who leads the house. Of somebody whose department is
    not known, where nobody leads the house, any head; None of who leads it, and where there is nobody.
    house: who works here, by employee number.
    """
    if person.heads_all:
        return None
    others = [each for each in house if each.id != person.id]
    heads = [each.id for each in others if each.heads]
    leaders = [each.id for each in others if each.heads_all]
    if person.department is not None:
        by_post = heads_by_post(each for each in others if not (person.heads and each.department == person.department))
        own = head_above(person.id, person.department, departments, {person.id, *(each.id for each in others)}, by_post)
        if own is not None:
            return own
    if leaders:
        return leaders[0]
    return heads[0] if heads and person.department is None and not person.heads else None


def notices(
    news: News, house: Sequence[Colleague], today: date, days: int, departments: Mapping[str, Department] = NOBODY_DECLARED
) -> list[Notice]:
    """Every message that people are to get, told before or not, by what it is of. days: for how long what has happened is news.

    house: who works here, by employee number; nobody else gets any.
    """
    here = {each.id: each for each in house}
    since = today - timedelta(days=days)

    def above(person_id: int) -> int | None:
        return superior_of(here[person_id], house, departments) if person_id in here else None

    found: list[Notice] = []
    for task in news.tasks:
        found += _of_task(task, above(task.receiver_id), today, since)
    for measure in news.measures:
        found += _of_measure(measure, today)
    for plan in news.plans:
        found += _of_plan(plan, above(plan.person_id), today, since)
    found += [_of_journal(journal) for journal in news.journals if journal.read_on >= since]
    found += [_of_scores(scores) for scores in news.scores if scores.waiting]
    for deadline in news.deadlines:
        found += _of_deadline(deadline, above(deadline.owner_id) if deadline.owner_id is not None else None)
    for breach in news.breaches:
        if stands(breach.sanction) and breach.decided_on >= since:
            found += _of_breach(breach, above(breach.person_id))
    found += [_of_birthday(each, today) for each in news.birthdays if in_year(each.birthday, today.year) == today]
    for vehicle in news.warranties:
        found += _of_warranty(vehicle, today)
    return [each for each in found if each.receiver_id in here and each.receiver_id != each.by_id]


def _of_birthday(born: BirthdayNews, today: date) -> Notice:
    """The store's wishes, on the day itself (Customer-care department plan: birthdays of staff)."""
    return Notice(NoticeKind.BIRTHDAY, f"{today:%Y-%m}", born.person_id, None, f"{today.year}", today)


def _of_warranty(vehicle: WarrantyNews, today: date) -> Iterator[Notice]:
    """Who heads service hears of one that is near a limit of the state's warranty duties, and again when it is passed."""
    if vehicle.state in {WarrantyState.NEAR, WarrantyState.PASSED}:
        for head_id in vehicle.head_ids:
            told = Notice(NoticeKind.WARRANTY, vehicle.about, head_id, None, vehicle.state.value, today)
            yield told._replace(what=vehicle.state.value, note=vehicle.named, waiting=vehicle.percent)


def _of_task(task: TaskNews, superior_id: int | None, today: date, since: date) -> Iterator[Notice]:
    """One is given to who has it until they take it on, and again where it is returned; the giver hears what becomes of it."""
    turn = f"{task.returns}"
    told = Notice(
        NoticeKind.TASK_GIVEN, task.about, task.receiver_id, task.giver_id, turn, task.given_on, what=task.title, until=task.due_on
    )
    match task.state:
        case TaskState.OPEN:
            yield told if task.due_on is not None else told._replace(kind=NoticeKind.MESSAGE)
        case TaskState.RETURNED:
            yield told._replace(kind=NoticeKind.TASK_RETURNED, day=today, note=task.reason)
    if task.giver_id is not None:
        back = told._replace(receiver_id=task.giver_id, by_id=task.receiver_id)
        if task.state is TaskState.ACCEPTED and task.accepted_on is not None and task.accepted_on >= since:
            yield back._replace(kind=NoticeKind.TASK_ACCEPTED, occasion=f"{task.receiver_id}/{turn}", day=task.accepted_on)
        if task.state is TaskState.DONE and task.done_on is not None and task.done_on >= since:
            yield back._replace(kind=NoticeKind.TASK_DONE, day=task.done_on, note=task.result)
    if task.state in TASKS_TO_DO and task.due_on is not None and task.due_on < today:
        for receiver_id in (task.receiver_id, superior_id):
            if receiver_id is not None:
                yield Notice(
                    *(NoticeKind.TASK_LATE, task.about, receiver_id, None, task.due_on.isoformat(), task.due_on),
                    of_id=task.receiver_id,
                    what=task.title,
                    until=task.due_on,
                )


def _of_measure(measure: MeasureNews, today: date) -> Iterator[Notice]:
    """Whoever answers for one is told on its day, and on the day on which it is looked at."""
    days = {MeasureState.OPEN: (NoticeKind.MEASURE_DUE, measure.due_on), MeasureState.DONE: (NoticeKind.CHECK_DUE, measure.check_on)}
    if measure.state not in days:
        return
    kind, day = days[measure.state]
    if day <= today:
        yield Notice(kind, measure.about, measure.owner_id, None, day.isoformat(), day, what=measure.title, until=day)


def _of_plan(plan: PlanNews, superior_id: int | None, today: date, since: date) -> Iterator[Notice]:
    """One that waits goes to the superior, unless its month is over; one that was approved to its person."""
    occasion = f"{plan.last_line}"
    if plan.approved_on is not None:
        if plan.approved_on >= since:
            approved = Notice(NoticeKind.PLAN_APPROVED, plan.about, plan.person_id, plan.approver_id, occasion, plan.approved_on)
            yield approved._replace(month=plan.month)
    elif superior_id is not None and plan.month >= today.replace(day=1):
        waiting = Notice(NoticeKind.PLAN_WAITING, plan.about, superior_id, plan.person_id, occasion, plan.planned_on)
        yield waiting._replace(of_id=plan.person_id, month=plan.month)


def _of_journal(journal: JournalNews) -> Notice:
    """A remark goes to who wrote the journal; another remark on the same is told again."""
    return Notice(
        *(NoticeKind.JOURNAL_REMARK, journal.about, journal.person_id, journal.reader_id, journal.remark, journal.read_on),
        note=journal.remark,
        until=journal.day,
    )


def _of_scores(scores: ScoresNews) -> Notice:
    month = f"{scores.month:%Y-%m}"
    told = Notice(NoticeKind.SCORES_WAITING, month, scores.head_id, None, month, scores.until, until=scores.until)
    return told._replace(month=scores.month, waiting=scores.waiting)


def _of_deadline(deadline: DeadlineNews, superior_id: int | None) -> Iterator[Notice]:
    """A missed one is told to the superior of who has the complaint; once it went up, to who has it by that."""
    receiver_id = deadline.owner_id if deadline.moved_up else superior_id
    if receiver_id is not None:
        yield Notice(
            *(NoticeKind.COMPLAINT_LATE, deadline.about, receiver_id, None, f"{deadline.clock}@{deadline.due_at}", deadline.day),
            of_id=deadline.owner_id,
            what=deadline.clock,
            until=deadline.day,
        )


def _of_breach(breach: BreachNews, superior_id: int | None) -> Iterator[Notice]:
    for receiver_id in (breach.person_id, superior_id):
        if receiver_id is not None:
            yield Notice(
                *(NoticeKind.BREACH, breach.about, receiver_id, breach.decider_id, breach.sanction.value, breach.decided_on),
                of_id=breach.person_id,
                what=breach.what,
                note=breach.reason,
                until=breach.day,
            )
