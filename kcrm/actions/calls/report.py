"""What is said of a call, and what it left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import AwayReason, By, CallMatter, CallResult, Customer, FollowUp, Kind, Outcome, ResultSaid
from kcrm.named import NamedTuple
from kcrm.queries.calls import Brought, Call
from kcrm.records import SheetKind
from kcrm.rules.calls import SPOKEN, Again, suits
from kcrm.rules.surveys import Answer

if TYPE_CHECKING:
    from kcrm.actions.complaints.calls import Raised
    from kcrm.actions.complaints.cases import ComplaintCase
    from kcrm.actions.findings import Noticed
    from kcrm.exchange.calls import Need, Opportunity, Person, Prospect
    from kcrm.model.prospects import ProspectEvent
    from kcrm.queries.findings import Finding


class NoMore(StrEnum):
    """What a customer wants no more of: the kinds this call was about, or any contact."""

    KIND = "kind"
    ALL = "all"


class Incoming(NamedTuple):
    """A call that came in. phone: the number it came from, where that is known."""

    about: CallMatter
    phone: str | None = None


class Caller(NamedTuple):
    """Who made a call that somebody else logs; None for somebody whom nobody here knows."""

    staff_id: int | None


class Learnt(NamedTuple):
    """A fact that a call taught: a field of a record, by its key there, and its value."""

    kind: SheetKind
    id: int
    key: str
    value: object


class OfVehicle(NamedTuple):
    """What a call about several vehicles came to for one of them."""

    vehicle_id: int
    said: ResultSaid


class CallReport(NamedTuple):
    """What is said of a call.

    called_at: None for now. again: needed where they were busy. vehicle_id: which one has the next owner, where the call was about several.
    satisfied: with how a complaint was settled, where the call was about that. complaint: one that was raised in the call.
    away: why they have stayed away. learnt: dates and the like that were told. incoming: of a call that came in; None for one that we made.
    finding: what was noticed and is no complaint.
    result: what it came to, of those of its follow-ups whose kind has such a result; each: for single vehicles. topics: of the note; None
    for those that its words propose. brought: what came up in it and was written before it. steps: of the prospects that it was about, as
    they said. caller: None for who acts. timed: whether the time of day is known. booked: vehicles that are to come
    although nothing that is due was spoken of.
    """

    outcome: Outcome
    by: By = By.PHONE
    score: int | None = None
    note: str | None = None
    again: Again | None = None
    called_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    new_phone: str | None = None
    next_owner: Person | None = None
    vehicle_id: int | None = None
    prospect: Prospect | None = None
    opportunity: Opportunity | None = None
    need: Need | None = None
    no_more: NoMore | None = None
    satisfied: bool | None = None
    complaint: Raised | None = None
    away: AwayReason | None = None
    learnt: tuple[Learnt, ...] = ()
    incoming: Incoming | None = None
    finding: Noticed | None = None
    result: ResultSaid | None = None
    each: tuple[OfVehicle, ...] = ()
    topics: tuple[str, ...] | None = None
    brought: tuple[Brought, ...] = ()
    steps: tuple[ProspectEvent, ...] = ()
    caller: Caller | None = None
    timed: bool = True
    booked: tuple[OfVehicle, ...] = ()

    def result_of(self, item: FollowUp) -> ResultSaid | None:
        """What it came to for a follow-up: for its vehicle where that is said, else as for all; None where its kind has no such result."""
        found = next((of.said for of in self.each if of.vehicle_id == item.vehicle_id), self.result)
        return found if found is not None and found.result in item.kind.row.results else None


class Logged(NamedTuple):
    """What a call left.

    items: what it was about, as they stand now; messages: what took the place of those that reached nobody. customer: as they stand now.
    low_score: a score or rating at or under the policy's floor. settled: the complaints that were asked about; complaint: the one raised.
    results: what it came to, by the item. coming: what is to be done next for the customer. speaker_id: who was called for a company.
    """

    call: Call
    customer: Customer
    items: tuple[FollowUp, ...]
    messages: tuple[FollowUp, ...]
    answers: tuple[Answer, ...]
    refused_kinds: tuple[Kind, ...]
    new_owner: Customer | None
    vehicle_id: int | None
    prospect_id: int | None
    opportunity_id: int | None
    need_id: int | None
    low_score: bool
    settled: tuple[ComplaintCase, ...] = ()
    complaint: ComplaintCase | None = None
    finding: Finding | None = None
    results: Mapping[int, CallResult] = MappingProxyType({})
    coming: FollowUp | None = None
    speaker_id: int | None = None
    appointment_ids: tuple[int, ...] = ()


def check_report(report: CallReport) -> None:
    """Whether what is said of a call holds together. Raises UsageError."""
    outcome = report.outcome
    if not suits(outcome, report.by):
        raise UsageError(N_("“{outcome}” is not an outcome {by}."), outcome=outcome, by=report.by)
    if outcome is Outcome.BUSY and report.again is None:
        raise UsageError(N_("When to call again? Add --at, as in --at “tomorrow 15:00”."))
    if outcome is not Outcome.BUSY and report.again is not None:
        raise UsageError(N_("--at goes with “{busy}”. To postpone a follow-up: kcrm snooze."), busy=Outcome.BUSY)
    if outcome in SPOKEN or (outcome is Outcome.MESSAGE_SENT and report.by is By.WECHAT):
        return
    said = {
        "--score": report.score,
        "--answers": report.answers or None,
        "--next-owner": report.next_owner,
        "--prospect": report.prospect,
        "--need": report.need,
        "--no-more": report.no_more,
        "--satisfied": report.satisfied,
        "--complaint": report.complaint,
        "--finding": report.finding,
        "--away": report.away,
        "--until": report.learnt or None,
        "--result": report.result,
        "--each": report.each or None,
        "--topic": report.topics,
    }
    option = next((option for option, value in said.items() if value is not None), None)
    if option is not None:
        raise UsageError(N_("{option} does not go with “{outcome}”: no one was reached."), option=option, outcome=outcome)
