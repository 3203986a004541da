"""Jobs on a clock (限时作业), in the words of the desk."""

from __future__ import annotations

from datetime import datetime

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class JobKind(Word):
    """What kind of job it is; by that it has its time."""

    FIELD_REQUEST = "field_request", N_("request on site"), "现场诉求/现场报修"
    SMALL = "small", N_("small job"), "小修/小型/小修作业"
    MEDIUM = "medium", N_("medium job"), "中修/中型/中修作业"
    LARGE = "large", N_("large job"), "大修/大型/大修作业"
    URGENT = "urgent", N_("urgent job"), "紧急/急修/紧急作业"
    BOOKABLE = "bookable", N_("bookable job"), "预约/可预约/可预约作业"


class JobState(Word):
    """Whether a job is done; it follows from its times and is not stored."""

    OPEN = "open", N_("job open"), "未完成"
    DONE = "done", N_("job done"), "已完成"


class JobFacts(NamedTuple):
    """What the clock of a job follows from. due_at: None where it had none when it was written down."""

    asked_at: datetime
    due_at: datetime | None
    done_at: datetime | None = None
