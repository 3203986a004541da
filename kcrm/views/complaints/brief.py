"""An open complaint in a few lines, for who calls about it and for the morning."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model import EventKind, Reason
from kcrm.queries.lookup import Thing, identifier
from kcrm.views.labels import label_of
from kcrm.views.tones import Tone, gathered, marked, toned
from kcrm.views.values import joined, short_time

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase
    from kcrm.rules.complaints.deadlines import Clock


def brief(case: ComplaintCase) -> Iterator[str]:
    """Where it stands with the next deadline, what was said, and what was promised."""
    complaint, clock = case.complaint, case.standing.pressing
    words = [heading(case), label_of(case.standing.state), *filter(None, (complaint.department, complaint.owner))]
    words += [clock_in_words(clock)] if clock else []
    yield gathered(joined(words), words)
    yield complaint.description
    offered = promised(case)
    if offered:
        yield _("promised: {words}").format(words=offered)


def heading(case: ComplaintCase) -> str:
    """Its number, how grave it is, by what it came where that makes it public, and whether it is repeated."""
    complaint = case.complaint
    public = complaint.channel is not None and complaint.channel in case.policy.complaints.public_channels
    words = [identifier(Thing.COMPLAINT, complaint.id), marked(label_of(complaint.severity), complaint.severity)]
    words += [label_of(complaint.channel)] if public and complaint.channel is not None else []
    words += [toned(label_of(Reason.REPEATED), Tone.PRESSING)] if case.repeated else []
    return gathered(" ".join(words), words)


def promised(case: ComplaintCase) -> str | None:
    """The solution that was offered last, in the words of whoever offered it."""
    return next((event.note for event in reversed(case.events) if event.kind is EventKind.RESPONDED and event.note), None)


def clock_in_words(clock: Clock, *, named: bool = True) -> str:
    """How much time there is, or how late it is, in words that need no colour, though they have one. named: with what is to be done."""
    words = N_("{time} left") if clock.minutes_left >= 0 else N_("{time} late")
    told = _(words).format(time=short_time(abs(clock.minutes_left)))
    return marked(_("{deadline}: {time}").format(deadline=label_of(clock.kind), time=told) if named else told, clock.state)
