"""What a provider says of messages: that one was delivered, was not, or that somebody wants no more of them.

China's rules on short messages of 2015: who refuses gets no more; the refusal is kept with its day and how it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from kcrm.actions.messages import close_sent, followup_of, phone_to_write_to, why_not_sent
from kcrm.actions.records import RecordWriter
from kcrm.actions.scripts import Speaker
from kcrm.actions.session import Session
from kcrm.errors import KcrmError, NotFoundError
from kcrm.exchange.message_results import Told
from kcrm.exchange.sent import SentMessage
from kcrm.i18n import N_
from kcrm.model import By, Channel, FollowUp, Outcome, PhoneState, State
from kcrm.model.consents import ConsentOrigin
from kcrm.model.messages import MessageState
from kcrm.named import NamedTuple
from kcrm.queries import calls, customers, followups
from kcrm.queries import message_results as queries
from kcrm.queries.consents import has_replied
from kcrm.queries.message_results import NewResult
from kcrm.queries.records import save
from kcrm.queries.register import Register
from kcrm.records import SheetKind
from kcrm.rules.messages import first_mobile, phone_after

_REMEMBERED: Final = timedelta(days=60)  # a result that comes later than that names its message


class Noted(NamedTuple):
    """What became of one result. followup: None where it is of none. customer: whom it is about. changed: whether anything is new.

    error: why it was refused.
    """

    told: Told
    followup: FollowUp | None
    customer_id: int | None
    customer: str | None
    changed: bool = False
    error: KcrmError | None = None


class _Meant(NamedTuple):
    """Whom and which message a result is about."""

    told: Told
    item: FollowUp | None = None
    customer_id: int | None = None
    error: KcrmError | None = None


def note_results(session: Session, told: Iterable[Told], *, skip_bad: bool = False, dry_run: bool = False) -> list[Noted]:
    """Keep what is told of messages; what became of each.

    One that is known already changes nothing. One that names no message, or a phone to which none went, is refused; then nothing is
    written at all, unless `skip_bad`.
    """
    with session.write(dry_run=dry_run) as planner:
        desk = _Results(session)
        meant = [desk.meant(each) for each in dict.fromkeys(told)]
        keep = skip_bad or not any(each.error for each in meant)
        changed = [each.error is None and keep and desk.note(each) for each in meant]
        planner.plan_changed()
        return [_noted(session, each, is_new) for each, is_new in zip(meant, changed, strict=True)]


def refuse_messages(session: Session, customer_ids: Sequence[int], reason: str | None, *, dry_run: bool = False) -> list[Noted]:
    """Keep that these customers want no more messages, however they said so."""
    with session.write(dry_run=dry_run) as planner:
        desk = _Results(session)
        meant = [_Meant(Told(MessageState.REFUSED, reason=reason), customer_id=each) for each in dict.fromkeys(customer_ids)]
        changed = [desk.note(each) for each in meant]
        planner.plan_changed()
        return [_noted(session, each, is_new) for each, is_new in zip(meant, changed, strict=True)]


def _noted(session: Session, meant: _Meant, changed: bool) -> Noted:
    item = followups.followup_by_id(session.connection, meant.item.id) if meant.item is not None else None
    number = item.customer_id if item is not None else meant.customer_id
    name = customers.customer_by_id(session.connection, number).name if number is not None else None
    return Noted(meant.told, item, number, name, changed, meant.error)


class _Results:
    """Results being kept; lives as long as its write."""

    def __init__(self, session: Session) -> None:
        self.session, self.connection = session, session.connection
        self.speaker = Speaker(session)

    @cached_property
    def _last(self) -> dict[str, int]:
        return queries.last_messages(self.connection, self.session.today - _REMEMBERED)

    @cached_property
    def _waiting(self) -> dict[str, int]:
        """By phone the message that is to go to it first."""
        found: dict[str, int] = {}
        for item in followups.open_until(self.connection, self.session.today, Channel.MESSAGE):
            phone = phone_to_write_to(item)
            if phone is not None:
                found.setdefault(phone, item.id)
        return found

    def meant(self, told: Told) -> _Meant:
        """Which message this is about; of a phone that refuses, at least whose it is."""
        if told.followup_id is not None:
            item = followup_of(self.session, told.followup_id)
            return _Meant(told, item, error=self._why_not(told, item))
        phone = told.phone or ""
        known = self._last.get(phone)
        if known is None and told.state is not MessageState.REFUSED:
            known = self._waiting.get(phone)
        if known is not None:
            item = followups.followup_by_id(self.connection, known)
            return _Meant(told, item, error=self._why_not(told, item))
        owner = next(iter(customers.rows_by_phone(self.connection, phone)), None)
        if told.state is MessageState.REFUSED and owner is not None:
            return _Meant(told, customer_id=owner["id"])
        return _Meant(told, error=NotFoundError(N_("No message went to {phone}."), phone=phone))

    def _why_not(self, told: Told, item: FollowUp | None) -> KcrmError | None:
        assert told.followup_id is not None or item is not None
        number = told.followup_id if told.followup_id is not None else item.id if item is not None else 0
        if item is not None and item.channel is Channel.MESSAGE and self._sent_in(item) is not None:
            return None
        return why_not_sent(self.session, number)

    def _sent_in(self, item: FollowUp) -> int | None:
        """The call by which a message was sent that is not open any more, or was sent anew since; None for any other."""
        made = [
            each for each in calls.calls_for(self.connection, item.id) if each.outcome is Outcome.MESSAGE_SENT and each.by is By.MESSAGE
        ]
        return made[-1].id if made and item.state in {State.DONE, State.UNREACHABLE} else None

    def note(self, meant: _Meant) -> bool:
        """Keep it; whether it is new."""
        told, item = meant.told, meant.item
        if item is None:
            assert meant.customer_id is not None
            return self._refuse(told, [meant.customer_id], None, None, told.phone)
        sent_in = self._sent_in(item)
        if (told.state is MessageState.SENT and sent_in is not None) or self._is_known_to_fail(told, item, sent_in):
            return False
        call_id = sent_in or close_sent(self.session, self.speaker, SentMessage(item.id, told.phone, at=told.at))
        phone = calls.call_by_id(self.connection, call_id).phone
        match told.state:
            case MessageState.SENT:
                return True
            case MessageState.FAILED:
                return self._fail(told, item, call_id, phone)
            case MessageState.REFUSED:
                return self._refuse(told, [item.customer_id], item.id, call_id, told.phone or phone)

    def _is_known_to_fail(self, told: Told, item: FollowUp, sent_in: int | None) -> bool:
        """Whether this failure was told before: of that phone, of none since it was tried anew, or of a time before that."""
        if told.state is not MessageState.FAILED:
            return False
        failed = queries.failed_phones(self.connection, item.id)
        if not failed or told.phone is not None:
            return told.phone in failed
        return sent_in is None or (told.at is not None and told.at < calls.call_by_id(self.connection, sent_in).called_at)

    def _fail(self, told: Told, item: FollowUp, call_id: int, phone: str | None) -> bool:
        """It reached nobody: it counts for nothing, and what it says of the phone is learnt; another phone is written to."""
        if queries.has_failed(self.connection, call_id):
            return False
        row = NewResult(item.customer_id, item.id, call_id, MessageState.FAILED, phone, told.reason, self._day(told))
        queries.add_result(self.connection, row)
        is_wrong = phone_after(told.reason, PhoneState.OK) is PhoneState.WRONG
        if phone is not None:
            self._learn(phone, told.reason)
        if is_wrong and item.contact_phone == phone:  # it is not written to again, whosever it was said to be
            followups.change(self.connection, item.id, contact_name=None, contact_phone=None)
        other = first_mobile((phone_to_write_to(followups.followup_by_id(self.connection, item.id)),)) if is_wrong else None
        today = self.session.today
        if other is not None and other != phone and (item.lapses_on is None or item.lapses_on >= today):
            followups.change(self.connection, item.id, state=State.OPEN, reason=None, ended_at=None, call_on=today)
            queries.end_call(self.connection, call_id, item.id, State.OPEN)
        else:
            followups.change(self.connection, item.id, state=State.UNREACHABLE, reason=None)
            queries.end_call(self.connection, call_id, item.id, State.UNREACHABLE)
        return True

    def _learn(self, phone: str, reason: str | None) -> None:
        """Of everybody who has this phone: that it is wrong or doubtful, if the reason is of the phone."""
        for row in customers.rows_by_phone(self.connection, phone):
            known = PhoneState(row["phone_state"])
            if row["phone"] == phone:
                found = phone_after(reason, known)
                if found is not known:
                    save(self.connection, "customer", row, {"phone_state": found})
            elif phone_after(reason, PhoneState.OK) is PhoneState.WRONG:
                self._writer.write(SheetKind.CUSTOMERS, row, {"phone2": None})

    def _refuse(self, told: Told, customer_ids: Sequence[int], followup_id: int | None, call_id: int | None, phone: str | None) -> bool:
        """Whoever has this phone wants no more messages; where nobody has, whom the message was for."""
        owners = customers.rows_by_phone(self.connection, phone) if phone is not None else []
        rows = owners or [customers.customer_row(self.connection, each) for each in customer_ids]
        changed = False
        for row in rows:
            if row["message_consent"] == 0 or has_replied(self.connection, row["id"], self._day(told)):
                continue
            self._writer.save(SheetKind.CUSTOMERS, row, {"message_consent": False}, told_on=self._day(told))
            own = row["id"] in customer_ids
            kept = NewResult(
                row["id"],
                followup_id if own else None,
                call_id if own else None,
                MessageState.REFUSED,
                phone,
                told.reason,
                self._day(told),
            )
            queries.add_result(self.connection, kept)
            changed = True
        return changed

    def _day(self, told: Told) -> date:
        return told.at.astimezone(self.session.policy.zone).date() if told.at is not None else self.session.today

    @cached_property
    def _writer(self) -> RecordWriter:
        by = self.session.actor.id if self.session.actor is not None else None
        return RecordWriter(Register(self.connection), self.session.today, self.session.policy.zone, by=by, way=ConsentOrigin.REPLY)
