"""Messages to staff: each in a sentence, as a sender's system takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.actions.notices import Batch, Letter
from kcrm.i18n import N_, Language, _, use_language
from kcrm.model import ClockKind
from kcrm.model.manager import Sanction
from kcrm.model.notices import NoticeKind
from kcrm.model.personal import Personal
from kcrm.model.warranty import WarrantyState
from kcrm.views import Cell, Column, View

_COLUMNS: Final = (
    Column("to_no", N_("Receiver's no."), Cell.IDENTIFIER),
    Column("to", N_("Receiver"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 1, personal=Personal.PHONE),
    Column("email", N_("E-mail"), priority=4, personal=Personal.CONTACT),
    Column("from_no", N_("Sender's no."), Cell.IDENTIFIER, 5),
    Column("from", N_("Sender"), priority=2, personal=Personal.NAME),
    Column("kind", N_("What"), Cell.ENUM, labels=NoticeKind),
    Column("about", N_("About"), Cell.IDENTIFIER),
    Column("day", N_("Day"), Cell.DATE, 2),
    Column("text", N_("Text"), personal=Personal.NOTE),
    Column("key", N_("Message key"), Cell.IDENTIFIER, 6),
)
_TEXTS: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.MESSAGE: N_("{by}: {what} ({about})"),
    NoticeKind.TASK_GIVEN: N_("Task {about} from {by}, due on {until}: {what}"),
    NoticeKind.TASK_RETURNED: N_("{by} returned task {about}, {what}: {note}"),
    NoticeKind.TASK_LATE: N_("Task {about} ({of}) was due on {until}: {what}"),
    NoticeKind.TASK_ACCEPTED: N_("{by} took on task {about}: {what}"),
    NoticeKind.TASK_DONE: N_("{by} finished task {about}: {what}"),
    NoticeKind.MEASURE_DUE: N_("Measure {about} was to be taken by {until}: {what}"),
    NoticeKind.CHECK_DUE: N_("Measure {about} is to be looked at from {until} on, whether it worked: {what}"),
    NoticeKind.PLAN_WAITING: N_("The plan of {of} for {month} waits to be approved."),
    NoticeKind.PLAN_APPROVED: N_("{by} approved the plan for {month}."),
    NoticeKind.JOURNAL_REMARK: N_("{by} on the journal of {until}: {note}"),
    NoticeKind.SCORES_WAITING: N_("Use scores of {month} to be approved by {until}: {count}"),
    NoticeKind.COMPLAINT_LATE: N_("Complaint {about} ({of}), deadline of {until} missed: {what}"),
    NoticeKind.BREACH: N_("Breach {about} ({of}, {until}), {what}: {sanction}. {note}"),
    NoticeKind.WARRANTY: N_("{note} ({about}) is at {count}% of a limit of the warranty duties: {what}"),
    NoticeKind.BIRTHDAY: N_("Happy birthday, {to}! All of us wish you health and joy."),
}
_RESULT: Final = N_("{text}. What came of it: {note}")


def notices_view(batch: Batch, language: Language) -> View:
    """A line for each message and receiver. language: of the texts."""
    with use_language(language):
        texts = [text_of(letter) for letter in batch.letters]
    rows = [_row(letter, text) for letter, text in zip(batch.letters, texts, strict=True)]
    return View(_("Messages to staff"), _COLUMNS, rows, empty=_("There is nothing new to tell anybody."))


def text_of(letter: Letter) -> str:
    """A message in the current language, on one line."""
    notice = letter.notice
    what, note = notice.what, notice.note
    if notice.kind is NoticeKind.COMPLAINT_LATE and what is not None:
        what = _(ClockKind(what).label)
    if notice.kind is NoticeKind.WARRANTY and what is not None:
        what = _(WarrantyState(what).label)
    sanction = _(Sanction(notice.occasion).label) if notice.kind is NoticeKind.BREACH else ""
    words = {
        "about": notice.about,
        "to": letter.receiver.name,
        "by": letter.by.name if letter.by is not None else _("the program"),
        "of": letter.of.name if letter.of is not None else "",
        "what": what or "",
        "note": note or "",
        "until": notice.until or "",
        "month": f"{notice.month:%Y-%m}" if notice.month is not None else "",
        "count": notice.waiting,
        "sanction": sanction,
    }
    text = _(_TEXTS[notice.kind]).format_map(words)
    if notice.kind is NoticeKind.TASK_DONE and note:
        text = _(_RESULT).format(text=text, note=note)
    return " ".join(text.split())


def _row(letter: Letter, text: str) -> tuple[object, ...]:
    receiver, by = letter.receiver, letter.by
    told = letter.notice
    who = (receiver.employee_no, receiver.name, receiver.phone, receiver.email, *((by.employee_no, by.name) if by else (None, None)))
    return (*who, told.kind, told.about, told.day, text, letter.key)
