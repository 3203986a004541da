"""Where the rows come from of meetings, tasks, measures, plans, breaches, journals, articles, trainings and items of checklists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.articles import STATE, VOTES
from kcrm.queries.breaches import PROPOSED
from kcrm.queries.departments import IN_DEPARTMENTS
from kcrm.queries.sources.source import STAFF, Source
from kcrm.queries.tasks import STANDING, TO_DO
from kcrm.records import SheetKind

_TASK_STAFF = " ".join(
    (
        STAFF.format(name="giver", table="task", column="giver_id"),
        STAFF.format(name="receiver", table="task", column="receiver_id"),
        STAFF.format(name="meant", table="task", column="meant_id"),
    )
)
_MEASURE_STAFF = " ".join(
    (STAFF.format(name="owner", table="measure", column="owner_id"), STAFF.format(name="checker", table="measure", column="checker_id"))
)
_RECEIVED_IN: Final = IN_DEPARTMENTS.format(column="staff.department", given="department")
_OF_LIST: Final = {"checklist": "checklist.name", "place": "checklist.place", "rhythm": "checklist.rhythm_days"}

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.MEETINGS: Source(
        joins=STAFF.format(name="chair", table="meeting", column="chair_id"),
        shown={
            "chair": "chair.name",
            "decisions": "(SELECT count(*) FROM task WHERE task.meeting_id = meeting.id)",
            "open": f"(SELECT count(*) FROM task WHERE task.meeting_id = meeting.id AND {TO_DO})",  # noqa: S608 - our own
        },
        given={"chair": "chair.employee_no"},
        order="held_on DESC, id DESC",
        narrowed={"kind": "meeting.kind = :kind", "held": "meeting.held_on BETWEEN :held_first AND :held_last"},
    ),
    SheetKind.TASKS: Source(
        joins=_TASK_STAFF,
        shown={"giver": "giver.name", "receiver": "receiver.name", "meant_for": "meant.name", "standing": STANDING},
        given={"giver": "giver.employee_no", "receiver": "coalesce(meant.employee_no, receiver.employee_no)"},
        order="due_on IS NULL, due_on, id",
        narrowed={
            "receiver": "task.receiver_id = :receiver",
            "giver": "task.giver_id = :giver",
            "department": f"task.receiver_id IN (SELECT staff.id FROM staff WHERE {_RECEIVED_IN})",  # noqa: S608 - our own
            "meeting": "task.meeting_id = :meeting",
            "late": f"({TO_DO} AND task.due_on < :today)",
            "at_risk": f"({TO_DO} AND task.due_on BETWEEN :today AND :at_risk_until)",
            "due": "task.due_on BETWEEN :due_first AND :due_last",
        },
        state="task.state",
    ),
    SheetKind.MEASURES: Source(
        joins=_MEASURE_STAFF,
        shown={"owner": "owner.name", "checker": "checker.name"},
        given={"owner": "owner.employee_no"},
        order="state, due_on, id",
        narrowed={
            "owner": "measure.owner_id = :owner",
            "source": "measure.source = :source",
            "late": "(measure.state = 'open' AND measure.due_on < :today OR measure.state = 'done' AND measure.check_on < :today)",
        },
        state="measure.state",
    ),
    SheetKind.WORKPLANS: Source(
        joins=(
            f"{STAFF.format(name='person', table='workplan', column='person_id')}"
            f" {STAFF.format(name='approver', table='workplan', column='approver_id')}"
        ),
        shown={"person": "person.name", "approver": "approver.name"},
        given={"person": "person.employee_no"},
        order="month DESC, person_id, id",
        narrowed={
            "person": "workplan.person_id = :person",
            "month": "workplan.month = :month",
            "kind": "workplan.kind = :kind",
            "unapproved": "(workplan.approved_on IS NULL)",
        },
    ),
    SheetKind.BREACHES: Source(
        joins=" ".join(STAFF.format(name=name, table="breach", column=f"{name}_id") for name in ("person", "finder", "decider")),
        shown={"person": "person.name", "finder": "finder.name", "decider": "decider.name", "proposed": PROPOSED},
        given={"person": "person.employee_no", "finder": "finder.employee_no", "decider": "decider.employee_no"},
        order="day DESC, id DESC",
        narrowed={
            "person": "breach.person_id = :person",
            "done": "breach.day BETWEEN :done_first AND :done_last",
            "grave": "breach.grave",
            "undecided": "(breach.decided_on IS NULL)",
        },
    ),
    SheetKind.JOURNALS: Source(
        joins=" ".join(STAFF.format(name=name, table="journal", column=f"{name}_id") for name in ("person", "reader")),
        shown={"person": "person.name", "reader": "reader.name"},
        given={"person": "person.employee_no", "reader": "reader.employee_no"},
        order="day DESC, person_id, id",
        narrowed={
            "person": "journal.person_id = :person",
            "of": "journal.day BETWEEN :of_first AND :of_last",
            "unread": "(journal.read_on IS NULL)",
        },
    ),
    SheetKind.ARTICLES: Source(
        joins=STAFF.format(name="owner", table="article", column="owner_id"),
        shown={"owner": "owner.name", "state": STATE, "helpful": VOTES.format(1), "unhelpful": VOTES.format(0)},
        given={"owner": "owner.employee_no"},
        order="kind, title, id",
        narrowed={
            "kind": "article.kind = :kind",
            "owner": "article.owner_id = :owner",
            "helps": "instr(',' || article.kinds || ',', ',' || :helps || ',') > 0",
        },
        state=STATE,
    ),
    SheetKind.TRAININGS: Source(
        joins=STAFF.format(name="present", table="training", column="person_id"),
        shown={"person": "present.name"},
        given={"person": "present.employee_no"},
        order="held_on DESC, topic, id",
        narrowed={
            "person": "training.person_id = :person",
            "topic": "training.topic = :topic",
            "held": "training.held_on BETWEEN :held_first AND :held_last",
        },
    ),
    SheetKind.CHECKLISTS: Source(
        joins=(
            "JOIN checklist ON checklist.id = checklist_item.checklist_id "
            + STAFF.format(name="checker", table="checklist", column="checker_id")
        ),
        shown={**_OF_LIST, "checker": "checker.name"},
        given={**_OF_LIST, "checker": "checker.employee_no"},
        order="checklist_id, item_no, id",
        narrowed={
            "checklist": "checklist_item.checklist_id = :checklist",
            "place": "checklist_item.checklist_id IN (SELECT id FROM checklist WHERE place = :place)",
        },
    ),
}
