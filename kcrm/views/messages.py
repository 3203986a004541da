"""Messages to be sent, and what became of those that were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from kcrm.actions.message_results import Noted
from kcrm.actions.messages import DueMessage, Settled
from kcrm.i18n import N_, _, n_
from kcrm.model import Kind
from kcrm.model.messages import MessageState
from kcrm.model.personal import Personal
from kcrm.model.words import Word
from kcrm.policy_sections import MessagesPolicy
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.message_results import MessageResult
from kcrm.rules.messages import Blocked
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.errors import in_words
from kcrm.views.tones import Tone
from kcrm.views.values import yuan

BLOCKED: Mapping[str, str] = {
    Blocked.DO_NOT_CONTACT: N_("wants no contact"),
    Blocked.NO_CONSENT: N_("does not consent to messages"),
    Blocked.UNDATED_CONSENT: N_("consented on an unknown day"),
    Blocked.OPEN_COMPLAINT: N_("has an open complaint"),
    Blocked.NO_PHONE: N_("no mobile phone"),
    Blocked.NO_TEXT: N_("the template comes out empty"),
    Blocked.CAP: N_("this phone has had its messages for the day or the month"),
}
_BLOCKED_COLOURS: Mapping[str, str] = dict.fromkeys(Blocked, Tone.CAREFUL)


class Verdict(Word):
    CLOSED = "closed", N_("done")
    REFUSED = "refused", N_("rejected")


class Kept(Word):
    """What became of a result of a message."""

    KEPT = "kept", N_("noted")
    KNOWN = "known", N_("known already")
    REFUSED = "refused", N_("rejected")


_STATE_COLOURS: Mapping[str, str] = {MessageState.FAILED: Tone.BAD, MessageState.REFUSED: Tone.CAREFUL}
_LIST = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("due_on", N_("Due"), Cell.DATE, 3),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 2, personal=Personal.PHONE),
    Column("length", N_("Length"), Cell.COUNT, 6),
    Column("segments", N_("Segments"), Cell.COUNT, 5),
    Column("blocked", N_("Cannot be sent"), Cell.ENUM, labels=BLOCKED, colours=_BLOCKED_COLOURS),
    Column("text", N_("Text"), priority=1, personal=Personal.NOTE),
)
_EXPORT = (
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("text", N_("Text"), personal=Personal.NOTE),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("segments", N_("Segments"), Cell.COUNT),
)
_SETTLED = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("verdict", N_("Verdict"), Cell.ENUM, labels=Verdict, colours={Verdict.REFUSED: Tone.BAD}),
    Column("reason", N_("Reason")),
)
_NOTED = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 2, personal=Personal.PHONE),
    Column("state", N_("Message"), Cell.ENUM, labels=MessageState, colours=_STATE_COLOURS),
    Column("verdict", N_("Verdict"), Cell.ENUM, labels=Kept, colours={Kept.REFUSED: Tone.BAD}),
    Column("reason", N_("Reason"), personal=Personal.NOTE),
)
_RESULTS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("told_on", N_("Date"), Cell.DATE),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 2, personal=Personal.PHONE),
    Column("state", N_("Message"), Cell.ENUM, labels=MessageState, colours=_STATE_COLOURS),
    Column("reason", N_("Reason"), personal=Personal.NOTE),
)


def message_list(messages: Sequence[DueMessage], day: date) -> View:
    """Messages due, with why some cannot be sent."""
    rows = [
        (
            identifier(Thing.FOLLOWUP, each.followup.id),
            each.followup.kind,
            each.followup.due_on,
            identifier(Thing.CUSTOMER, each.followup.customer_id),
            each.followup.customer_no,
            each.followup.customer,
            each.phone,
            each.length.units,
            each.length.segments,
            each.blocked,
            each.text,
        )
        for each in messages
    ]
    title = _("Messages to send on {date}: {count}").format(date=day, count=len(messages))
    return View(title, _LIST, rows, caption=True, empty=_("No messages to send on {date}.").format(date=day))


def export_view(messages: Sequence[DueMessage], day: date) -> View:
    """The messages that may be sent, as a sender's system takes them."""
    rows = [
        (
            each.phone,
            each.text,
            each.followup.kind,
            identifier(Thing.FOLLOWUP, each.followup.id),
            each.followup.customer_no,
            each.followup.customer,
            each.length.segments,
        )
        for each in messages
        if each.blocked is None
    ]
    return View(_("Messages"), _EXPORT, rows, empty=_("No messages to send on {date}.").format(date=day))


def export_notes(messages: Sequence[DueMessage], policy: MessagesPolicy) -> list[str]:
    """How many messages and segments there are and what they cost, and how many are left out, and why."""
    sendable = [each for each in messages if each.blocked is None]
    segments = sum(each.length.segments for each in sendable)
    counts = n_(
        "{count} message, segments: {segments}, {cost} yuan.", "{count} messages, segments: {segments}, {cost} yuan.", len(sendable)
    )
    cost = yuan(segments * policy.segment_fen)
    left_out = Counter(each.blocked for each in messages if each.blocked is not None)
    notes = [counts.format(count=len(sendable), segments=segments, cost=cost)] if sendable else []
    for why, count in sorted(left_out.items()):
        text = n_("{count} message left out: {reason}.", "{count} messages left out: {reason}.", count)
        notes.append(text.format(count=count, reason=_(BLOCKED[why])))
    return notes


def settled_view(settled: Sequence[Settled], *, closed: bool) -> View:
    """What became of each message that was said to be sent. closed: whether the good ones were written."""
    rows = [
        (
            identifier(Thing.FOLLOWUP, each.followup_id),
            each.followup.kind if each.followup else None,
            each.followup.customer if each.followup else None,
            Verdict.REFUSED if each.error else (Verdict.CLOSED if closed else None),
            in_words(each.error) if each.error else None,
        )
        for each in settled
    ]
    return View(_("Messages sent"), _SETTLED, rows)


def noted_view(noted: Sequence[Noted], *, kept: bool) -> View:
    """What became of each result of a message. kept: whether the good ones were written."""
    rows = [
        (
            identifier(Thing.FOLLOWUP, each.followup.id) if each.followup else _named(each.told.followup_id),
            each.followup.kind if each.followup else None,
            identifier(Thing.CUSTOMER, each.customer_id) if each.customer_id is not None else None,
            each.customer,
            each.told.phone,
            each.told.state,
            Kept.REFUSED if each.error else _verdict(each, kept=kept),
            in_words(each.error) if each.error else each.told.reason,
        )
        for each in noted
    ]
    return View(_("Results of messages"), _NOTED, rows)


def _verdict(noted: Noted, *, kept: bool) -> Kept | None:
    if not kept:
        return None
    return Kept.KEPT if noted.changed else Kept.KNOWN


def _named(number: int | None) -> str | None:
    return identifier(Thing.FOLLOWUP, number) if number is not None else None


def result_list(results: Sequence[MessageResult]) -> View:
    """Messages that were not delivered, and who wants no more of them."""
    rows = [
        (
            _named(each.followup_id),
            each.kind,
            each.told_on,
            identifier(Thing.CUSTOMER, each.customer_id),
            each.customer_no,
            each.customer,
            each.phone,
            each.state,
            each.reason,
        )
        for each in results
    ]
    title = _("Results of messages: {count}").format(count=len(rows))
    return View(title, _RESULTS, rows, caption=True, empty=_("No such messages."))
