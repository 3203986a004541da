"""The score of how well the CRM is used: reckoned from facts, excused where that would be unfair, approved and then frozen."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Final

from kcrm.actions.completeness import counting_of_all
from kcrm.actions.manager.house import as_colleague
from kcrm.actions.session import Session
from kcrm.actions.workhours import calendar_of
from kcrm.dates import Period, add_months
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import Role, Staff
from kcrm.model.manager import UsePart, UseState
from kcrm.named import NamedTuple
from kcrm.queries import crmuse as queries
from kcrm.queries.crmuse import Month, StoredExcuse
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import save
from kcrm.queries.staff import all_staff, staff_by_id
from kcrm.records.cells import said
from kcrm.rules import journals
from kcrm.rules.breaches import may_decide
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.crmuse import Excuse, PartScore, UseCase, approve_by, half_up, mean_of, parts_of, score_of, state_of
from kcrm.rules.staff import days_worked
from kcrm.rules.tasks import Colleague
from kcrm.rules.workplans import due_on

_OF_THE_HOUSE: Final = frozenset({Role.GENERAL_MANAGER, Role.CS_MANAGER})
_KEPT: Final = 200  # of what is missing, with a score that is approved


class UseScore(NamedTuple):
    """Somebody's score of a month. tenths: of a point, None where no part has a case. breaches: the identifiers of those taken off.

    approver, approved_on: None before. breach_points: what each breach takes off. due_on: by when it is approved.
    """

    person: Staff
    month: date
    parts: Sequence[PartScore]
    breaches: Sequence[str]
    breach_points: int
    tenths: int | None
    state: UseState
    due_on: date
    excuses: Sequence[StoredExcuse] = ()
    approver: str | None = None
    approved_on: date | None = None


class MeanScore(NamedTuple):
    """Of several months: how many of them have a score, and their mean in tenths of a point. approved: how many of them."""

    person: Staff
    months: int
    approved: int
    tenths: int | None


def months_of(period: Period, today: date) -> list[date]:
    """The first days of a period's months that have begun. Raises UsageError for one that is not made of whole months."""
    ends = period.last + ONE_DAY
    if period.first.day != 1 or ends.day != 1:
        raise UsageError(N_("A score is of whole months: 2026-06, 2026-Q2."))
    found, month = [], period.first
    while month < ends and month <= today:
        found.append(month)
        month = add_months(month, 1)
    if not found:
        raise RefusedError(N_("{month} has not begun."), month=f"{period.first:%Y-%m}")
    return found


def scores(session: Session, month: date, person_id: int | None = None) -> list[UseScore]:
    """The scores of a month, of all who are scored, by employee number, or of one person. month: its first day.

    Raises RefusedError for one person whose post is not scored, or who did not work here then.
    """
    policy, span = session.policy.crmuse, Period(month, add_months(month, 1) - ONE_DAY)
    people = [each for each in all_staff(session.connection) if each.role in policy.posts and days_worked(each, span) is not None]
    if person_id is not None:
        people = [each for each in people if each.id == person_id]
        if not people:
            name = staff_by_id(session.connection, person_id).name
            raise RefusedError(
                N_("{name} is not scored in {month}."),
                hint=N_("Who is: kcrm policy show crmuse.posts"),
                name=name,
                month=f"{month:%Y-%m}",
            )
    frozen = queries.approved_scores(session.connection, month)
    left = [each for each in people if each.id not in frozen]
    reckoned = {each.person.id: each for each in _reckoned(session, span, left)} if left else {}
    excuses, breaches = queries.excuses_of(session.connection, month), _breaches(session, span)
    found = []
    for person in people:
        if person.id in reckoned:
            found.append(reckoned[person.id])
            continue
        row, parts = frozen[person.id]
        found.append(
            UseScore(
                person,
                month,
                [_frozen_part(each) for each in parts],
                breaches.get(person.id, [])[: row["breaches"]],
                policy.breach_points,
                row["tenths"],
                UseState.APPROVED,
                approve_by(month, policy.due_day),
                excuses.get(person.id, ()),
                row["approver"],
                date.fromisoformat(row["approved_on"]),
            )
        )
    return found


def means(session: Session, months: Sequence[date]) -> list[MeanScore]:
    """Over several months, of each person who is scored in one of them."""
    by_person: dict[int, list[UseScore]] = defaultdict(list)
    for month in months:
        for each in scores(session, month):
            by_person[each.person.id].append(each)
    found = []
    for those in by_person.values():
        told = [each.tenths for each in those if each.tenths is not None]
        approved = sum(each.state is UseState.APPROVED for each in those)
        found.append(MeanScore(those[0].person, len(told), approved, mean_of(told)))
    return sorted(found, key=lambda each: each.person.employee_no)


def approve(session: Session, month: date, people: Sequence[int], *, dry_run: bool = False) -> list[UseScore]:
    """Agree to scores, which are frozen by it. people: none for all of the department that can be approved.

    Raises RefusedError for whoever may not, a month that is not over, one's own, and what is approved, or has no case.
    """
    actor = _head(session)
    with session.write(dry_run=dry_run) as planner:
        wanted = _to_approve(session, actor, month, people)
        for each in wanted:
            values = {"person_id": each.person.id, "month": month, "tenths": each.tenths, "breaches": len(each.breaches)}
            values |= {"approver_id": actor.id, "approved_on": session.today}
            number, _saved = save(planner.connection, "use_score", None, values)
            for part in each.parts:
                row = {"score_id": number, "part": part.part, "weight": part.weight, "done": part.done, "cases": part.cases}
                row |= {"excused": part.excused, "missing": ",".join(part.missing[:_KEPT]) or None}
                save(planner.connection, "use_score_part", None, row)
    return [each._replace(state=UseState.APPROVED, approver=actor.name, approved_on=session.today) for each in wanted]


def _to_approve(session: Session, actor: Staff, month: date, people: Sequence[int]) -> list[UseScore]:
    """Whose scores are meant. people: none for all of the department that can be approved. Raises as `approve` does."""
    acts = as_colleague(session.connection, actor)
    there = {each.person.id: each for each in scores(session, month)}
    if people:
        # whoever is not among them is told why
        wanted = [there.get(person) or scores(session, month, person)[0] for person in dict.fromkeys(people)]
        refused = [reason for each in wanted if (reason := _refusal(acts, each)) is not None]
    else:
        theirs = _departments(session, actor)
        own = [each for each in there.values() if theirs is None or each.person.department is None or each.person.department in theirs]
        wanted = [each for each in own if _refusal(acts, each) is None]
        refused = [] if wanted else [reason for each in own if (reason := _refusal(acts, each)) is not None]
    if refused:
        raise refused[0]
    return wanted


def excuse(session: Session, month: date, person_id: int, what: Excuse, reason: str, *, dry_run: bool = False) -> UseScore:
    """Leave a part, or days, out of a score, with a reason that stays. Raises RefusedError for whoever may not, and an approved score."""
    actor, words = _head(session), said(reason)
    if words is None:
        raise UsageError(N_("{option}: the text is empty."), option="--reason")
    if what.part is None and what.first is None:
        raise UsageError(N_("What is left out? Name a part with --part, days with --days, or both."))
    last = add_months(month, 1) - ONE_DAY
    # a plan is handed in before its month
    if what.first is not None and what.last is not None and what.part is not UsePart.PLAN and (what.last < month or what.first > last):
        raise RefusedError(N_("These days are not in {month}."), month=f"{month:%Y-%m}")
    (now,) = scores(session, month, person_id)
    if not may_decide(as_colleague(session.connection, actor), person_id):
        raise RefusedError(N_("Nobody excuses themselves."))
    if now.state is UseState.APPROVED:
        raise _approved(now)
    with session.write(dry_run=dry_run) as planner:
        values = {"person_id": person_id, "month": month, "part": what.part, "from_on": what.first, "until_on": what.last}
        save(planner.connection, "use_excuse", None, {**values, "reason": words, "noter_id": actor.id, "noted_on": session.today})
        (after,) = scores(session, month, person_id)
        return after


def unapproved(session: Session) -> int:
    """How many scores of last month whoever acts has to approve; 0 after the day for it, and for whoever approves none."""
    actor, policy = session.actor, session.policy.crmuse
    if actor is None or session.today.day > policy.due_day:
        return 0
    acts = as_colleague(session.connection, actor)
    if not acts.leads:
        return 0
    first = add_months(session.today.replace(day=1), -1)
    month = Month(first, add_months(first, 1) - ONE_DAY, session.today)
    if month.last < session.store.go_live_on:
        return 0
    return queries.count_unapproved(session.connection, month, policy.posts, _departments(session, actor), actor.id)


def punctuality(session: Session) -> Iterator[tuple[UsePart, int, date, bool]]:
    """Of every plan and journal that was wanted since go-live whose it is, its day and whether it was in time.

    A plan is of its month's first day. What was excused and days of absence are left out.
    """
    connection, posts = session.connection, session.policy.crmuse.posts
    everybody = [each for each in all_staff(connection) if each.role in posts]
    month = session.store.go_live_on.replace(day=1)
    while month <= session.today:
        span = Period(month, add_months(month, 1) - ONE_DAY)
        papers, excuses = _Papers.read(session, span), queries.excuses_of(connection, month)
        away = queries.days_away(connection, min(papers.plan_due, span.first), span.last)
        for person in everybody:
            if days_worked(person, span) is None:
                continue
            is_away = partial(_is_away, away.get(person.id, ()))
            own = [Excuse(each.part, each.first, each.last) for each in excuses.get(person.id, ())]
            for case in papers.of(person, is_away):
                if case.day is not None and not is_away(case.day) and not any(each.covers(case) for each in own):
                    yield case.part, person.id, month if case.part is UsePart.PLAN else case.day, bool(case.done)
        month = add_months(month, 1)


class _Papers(NamedTuple):
    """The plans and journals of a month: what was handed in, and from whom it is wanted."""

    session: Session
    span: Period
    works: Callable[[date], bool]
    plan_due: date
    plans: Mapping[int, date]
    written: Mapping[tuple[int, date], date]

    @classmethod
    def read(cls, session: Session, span: Period) -> _Papers:
        """Of a month, by the calendar as it is set now."""
        works = calendar_of(session).is_open
        plans = queries.plans_handed_in(session.connection, span.first)
        return cls(session, span, works, due_on(span.first, works), plans, queries.journals_written(session.connection, *_ends(span)))

    def of(self, person: Staff, is_away: Callable[[date], bool]) -> Iterator[UseCase]:
        """What was wanted from somebody who worked in the month, as far as it is done or its time is over; nothing from before go-live."""
        since, today = self.session.store.go_live_on, self.session.today
        late_after_days = self.session.policy.crmuse.late_after_days
        if since <= self.plan_due and (person.joined_on is None or person.joined_on <= self.plan_due):
            handed_in = self.plans.get(person.id)
            if handed_in is not None or self.plan_due < today:
                done = handed_in is not None and handed_in <= self.plan_due
                yield UseCase(UsePart.PLAN, f"{self.span.first:%Y-%m}", self.plan_due, int(done))
        worked = days_worked(person, self.span)
        if worked is None:
            return
        for day in journals.days_wanted(max(worked.first, since), min(worked.last, today), self.works, is_away):
            on = self.written.get((person.id, day))
            done = on is not None and journals.in_time(day, on, late_after_days)
            if done or day + timedelta(days=late_after_days) < today:
                yield UseCase(UsePart.JOURNALS, day.isoformat(), day, int(done))


def _ends(span: Period) -> tuple[date, date]:
    return span.first, span.last


def points(part: PartScore) -> Fraction | None:
    """What a part gives of its weight, to one decimal, as a score has it."""
    return None if part.points is None else Fraction(half_up(part.points * 10), 10)


def _reckoned(session: Session, span: Period, people: Sequence[Staff]) -> Iterable[UseScore]:
    policy, connection = session.policy.crmuse, session.connection
    month = Month(span.first, span.last, session.today)
    cases: dict[int, list[UseCase]] = defaultdict(list)
    for row in queries.rows_of(connection, month, counting_of_all(session)):
        cases[row.person_id].append(UseCase(row.part, row.which, row.day, row.done, row.cases))
    papers = _Papers.read(session, span)
    away = queries.days_away(connection, min(papers.plan_due, span.first), span.last)
    excuses, breaches = queries.excuses_of(connection, span.first), _breaches(session, span)
    weights = {part: int(getattr(policy, part)) for part in UsePart}
    for person in people:
        is_away = partial(_is_away, away.get(person.id, ()))
        own = [*cases.get(person.id, ())]
        own += papers.of(person, is_away)
        excused = excuses.get(person.id, [])
        parts = parts_of(own, weights, is_away, [Excuse(each.part, each.first, each.last) for each in excused])
        broken = breaches.get(person.id, [])
        yield UseScore(
            person,
            span.first,
            parts,
            broken,
            policy.breach_points,
            score_of(parts, len(broken), policy.breach_points),
            state_of(span.first, session.today, policy.due_day),
            approve_by(span.first, policy.due_day),
            excused,
        )


def _departments(session: Session, actor: Staff) -> frozenset[str] | None:
    """Of whose scores a head approves all at once; None for those of the house, whom the customer-service manager looks after as well.

    What they were made the head of, with all below; else the department that they are in, of the house where that is not known.
    """
    if actor.role in _OF_THE_HOUSE:
        return None
    declared = as_colleague(session.connection, actor).answers_for
    if declared:
        return declared
    return None if actor.department is None else frozenset({actor.department})


def _is_away(spans: Iterable[queries.Span], day: date) -> bool:
    return any(first <= day <= last for first, last in spans)


def _breaches(session: Session, span: Period) -> dict[int, list[str]]:
    found = queries.breaches_of(session.connection, span.first, span.last)
    return {person: [identifier(Thing.BREACH, number) for number in numbers] for person, numbers in found.items()}


def _frozen_part(row: sqlite3.Row) -> PartScore:
    missing = row["missing"].split(",") if row["missing"] else []
    return PartScore(UsePart(row["part"]), row["weight"], row["done"], row["cases"], row["excused"], missing)


def _head(session: Session) -> Staff:
    """Whoever acts, who heads a department or the house. Raises UsageError, RefusedError."""
    actor = session.actor
    if actor is None:
        raise UsageError(N_("Who decides?"), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    acts = as_colleague(session.connection, actor)
    if not acts.leads:
        raise RefusedError(N_("{name} heads nobody: a head approves scores."), name=actor.name)
    return actor


def _refusal(acts: Colleague, score: UseScore) -> RefusedError | None:
    """Why a score cannot be approved by them now."""
    if score.state is UseState.APPROVED:
        return _approved(score)
    if score.state is UseState.PRELIMINARY:
        return RefusedError(N_("{month} is not over: a score is approved after its month."), month=f"{score.month:%Y-%m}")
    if not may_decide(acts, score.person.id):
        return RefusedError(N_("Nobody approves a score of their own."))
    if score.tenths is None:
        return RefusedError(N_("{name} has no case in {month}."), name=score.person.name, month=f"{score.month:%Y-%m}")
    return None


def _approved(score: UseScore) -> RefusedError:
    return RefusedError(
        N_("The score of {name} was approved by {approver} on {day}, and stays."),
        name=score.person.name,
        approver=score.approver,
        day=score.approved_on,
    )
