"""Messages to staff (通知): of what kind they are, and the facts from which they follow."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_
from kcrm.model.manager import MeasureState, Sanction, TaskState
from kcrm.model.vocabulary import ClockKind
from kcrm.model.warranty import WarrantyState
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class NoticeKind(Word):
    """What a message to staff tells."""

    MESSAGE = "message", N_("message from a colleague"), "消息/我的消息"
    TASK_GIVEN = "task_given", N_("new task"), "新任务/任务下达"
    TASK_RETURNED = "task_returned", N_("task to be done again"), "任务退回"
    TASK_LATE = "task_late", N_("task late"), "任务超期"
    TASK_ACCEPTED = "task_accepted", N_("task taken on"), "任务已接收"
    TASK_DONE = "task_done", N_("task finished"), "任务完成"
    MEASURE_DUE = "measure_due", N_("measure due"), "整改到期"
    CHECK_DUE = "check_due", N_("measure to be checked"), "整改待复查"
    PLAN_WAITING = "plan_waiting", N_("plan to be approved"), "计划待审批"
    PLAN_APPROVED = "plan_approved", N_("plan approved"), "计划已审批"
    JOURNAL_REMARK = "journal_remark", N_("remark on a journal"), "日志批注"
    SCORES_WAITING = "scores_waiting", N_("use scores to be approved"), "应用评分待审批"
    COMPLAINT_LATE = "complaint_late", N_("complaint past a deadline"), "投诉超时"
    BREACH = "breach", N_("breach decided on"), "违规已认定"
    BIRTHDAY = "birthday", N_("staff birthday"), "员工生日"
    WARRANTY = "warranty", N_("vehicle near a limit of the warranty duties"), "三包预警"


class TaskNews(NamedTuple):
    """A task as far as people are told of it. about: its identifier, as of the others. returns: how often it was returned."""

    about: str
    title: str
    giver_id: int | None
    receiver_id: int
    state: TaskState
    given_on: date
    due_on: date | None
    accepted_on: date | None
    done_on: date | None
    returns: int
    result: str | None
    reason: str | None


class MeasureNews(NamedTuple):
    """A measure that is not checked."""

    about: str
    title: str
    owner_id: int
    state: MeasureState
    due_on: date
    check_on: date


class PlanNews(NamedTuple):
    """Somebody's work plan of a month. last_line: by which a plan that grew is told from what it was. planned_on: its latest line.

    approver_id, approved_on: None while a line of it waits.
    """

    about: str
    person_id: int
    month: date
    last_line: int
    planned_on: date
    approver_id: int | None
    approved_on: date | None


class JournalNews(NamedTuple):
    """A journal that a superior has read and said something of."""

    about: str
    person_id: int
    day: date
    reader_id: int
    read_on: date
    remark: str


class ScoresNews(NamedTuple):
    """How many use scores of a month wait for a head, and until when."""

    head_id: int
    month: date
    waiting: int
    until: date


class DeadlineNews(NamedTuple):
    """A deadline that an open complaint has missed. due_at: an instant, as text. moved_up: whether the complaint went up a level since.

    owner_id: who has it now, None for nobody.
    """

    about: str
    owner_id: int | None
    clock: ClockKind
    due_at: str
    day: date
    moved_up: bool


class BreachNews(NamedTuple):
    """A breach on which was decided."""

    about: str
    person_id: int
    day: date
    what: str
    sanction: Sanction
    reason: str
    decider_id: int
    decided_on: date


class BirthdayNews(NamedTuple):
    """When somebody who works here was born."""

    person_id: int
    birthday: date


class WarrantyNews(NamedTuple):
    """A vehicle that is near a limit of the state's warranty duties. head_ids: who heads service. percent: of the limit that is nearest.

    named: its plate and model.
    """

    about: str
    head_ids: tuple[int, ...]
    named: str
    state: WarrantyState
    percent: int


class News(NamedTuple):
    """All of what people may be told."""

    tasks: tuple[TaskNews, ...] = ()
    measures: tuple[MeasureNews, ...] = ()
    plans: tuple[PlanNews, ...] = ()
    journals: tuple[JournalNews, ...] = ()
    scores: tuple[ScoresNews, ...] = ()
    deadlines: tuple[DeadlineNews, ...] = ()
    breaches: tuple[BreachNews, ...] = ()
    birthdays: tuple[BirthdayNews, ...] = ()
    warranties: tuple[WarrantyNews, ...] = ()
