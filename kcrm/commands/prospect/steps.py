"""The steps of a prospect: one verb each, declared in a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from kcrm.actions.prospects.refusals import VERB
from kcrm.actions.prospects.steps import contact, take_step
from kcrm.actions.prospects.talk import coming_day
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.commands.prospect.records import Which
from kcrm.dates import parse_date, parse_instant
from kcrm.errors import AmbiguousError, NotFoundError, RefusedError
from kcrm.exchange.calls import again
from kcrm.i18n import N_, _
from kcrm.identifiers import normal_vin
from kcrm.model import By
from kcrm.model.prospects import InvalidReason, LostReason, Moved, ProspectEvent, ProspectStep
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing
from kcrm.records.cells import Moment, amount, kilometres, line_text, said
from kcrm.shell.console import ask
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.signatures import Command
from kcrm.shell.typed import Read, Typed, one, read_all, with_typed, word
from kcrm.shell.verbs import Result
from kcrm.views.prospects import prospect_record
from kcrm.views.vocabulary import meant


def _line(_session: Session, text: str) -> object:
    return said(text, line_text)


def _said(_session: Session, text: str) -> object:
    return said(text)


def _yuan(session: Session, text: str) -> object:
    return amount(text, _moment(session))


def _km(session: Session, text: str) -> object:
    return kilometres(text, _moment(session))


def _moment(session: Session) -> Moment:
    return Moment(session.today, session.now, typed=True)


def _coming(flag: str) -> Read:
    """A day to come, or today."""

    def read(session: Session, text: str) -> object:
        day = parse_date(text, session.today)
        if day < session.today:
            raise RefusedError(N_("{option}: {value} is past."), option=flag, value=text)
        return day

    return read


def _vehicle(session: Session, text: str) -> object:
    """The id of a vehicle that is known, or the VIN of one that is not."""
    try:
        return select(session, text, Thing.VEHICLE)
    except NotFoundError:
        return normal_vin(text)


def _agreed(session: Session, text: str) -> object:
    return again(text, session.now, "--agreed", today=True)


def _intended(session: Session, text: str) -> object:
    return coming_day(session.now, "--intended")(text)


_NOTE = Typed("note", "--note", "TEXT", N_("What was said."), _said)
_BY = Typed("by", "--by", "BY", N_("phone, message, wechat, or visit: they came to the showroom."), word(By, "--by"), default="phone")
_AGREED = Typed("agreed", "--agreed", "WHEN", N_("When to call again, as agreed: 明天15:00, Fri."), _agreed)
_INTENDED = Typed("intended_on", "--intended", "DATE", N_("When they mean to buy, as they say now."), _intended)
_MODEL = Typed("model", "--model", "TEXT", N_("Which model."), _line)
_LIST_PRICE = Typed("list_price_fen", "--list-price", "YUAN", N_("The list price."), _yuan)
_GIFTS = Typed("gifts", "--gifts", "TEXT", N_("What comes with it."), _line)
_APPROVER = Typed("approver_id", "--approved-by", "NO", N_("Who approved a discount beyond the consultant's own limit."), one(Thing.STAFF))
_RIVAL = Typed("rival", "--to", "RIVAL", N_("Which brand, model or dealer they chose instead."), _line)
_LOST_REASON = Typed(
    "reason",
    "REASON",
    "REASON",
    N_("Why: price, model, rival_brand, rival_dealer, finance, trade_in, waiting, no_need, service, other."),
    word(LostReason, "REASON"),
)
_INVALID_REASON = Typed("reason", "REASON", "REASON", N_("unreachable or not_now (联系不上, 暂不考虑)."), word(InvalidReason, "REASON"))


class _Verb(NamedTuple):
    """A step by its command. asks: what is asked where nobody typed its argument."""

    step: ProspectStep
    help: str
    options: tuple[Typed, ...]
    asks: str = ""
    words: type[LostReason | InvalidReason] | None = None


_VERBS = (
    _Verb(
        ProspectStep.CONTACTED,
        N_("Record that they were talked to; the next contact follows from their level, or from what was agreed."),
        (_BY, _AGREED, _INTENDED, _NOTE),
    ),
    _Verb(
        ProspectStep.TEST_DRIVE,
        N_("Record a test drive, or that it was offered and not wanted."),
        (
            _MODEL,
            Typed("km", "--km", "KM", N_("How far; under 10 km is marked as short."), _km),
            Typed("licence_seen", "--licence", "", N_("The driving licence was seen.")),
            Typed("agreement_signed", "--agreement", "", N_("The test-drive agreement was signed.")),
            Typed("declined", "--declined", "", N_("Offered, and not wanted.")),
            _NOTE,
        ),
    ),
    _Verb(
        ProspectStep.QUOTED,
        N_("Record a quote; the day before it runs out they are called."),
        (
            Typed("price_fen", "--price", "YUAN", N_("The price."), _yuan, required=True),
            Typed("valid_until", "--until", "DATE", N_("Valid until."), _coming("--until"), required=True),
            _LIST_PRICE,
            _GIFTS,
            _MODEL,
            _APPROVER,
            _NOTE,
        ),
    ),
    _Verb(
        ProspectStep.ORDERED,
        N_("Record that they ordered."),
        (
            Typed("deposit_fen", "--deposit", "YUAN", N_("The deposit."), _yuan),
            Typed("price_fen", "--price", "YUAN", N_("The price."), _yuan),
            Typed("promised_on", "--promised", "DATE", N_("The day on which delivery was promised."), _coming("--promised")),
            _MODEL,
            _NOTE,
        ),
    ),
    _Verb(
        ProspectStep.ORDER_CANCELLED,
        N_("Record that they cancelled their order; they are back at their quote."),
        (Typed("reason", "REASON", "REASON", N_("Why, in words."), _line, required=True), _NOTE),
    ),
    _Verb(
        ProspectStep.DELIVERED,
        N_("Record the delivery: the vehicle is the customer's from then on, and the delivery calls follow."),
        (
            Typed("vehicle", "--vin", "VIN", N_("The vehicle delivered; one that is not known yet is added."), _vehicle),
            _NOTE,
        ),
    ),
    _Verb(
        ProspectStep.LOST,
        N_("Record that they were lost, why and to whom; the sales manager confirms, and a specialist asks again later."),
        (_LOST_REASON, _RIVAL, _NOTE),
        N_("Why were they lost (price, model, rival_brand, rival_dealer, finance, trade_in, waiting, no_need, service, other)?"),
        LostReason,
    ),
    _Verb(
        ProspectStep.LOSS_CONFIRMED,
        N_("Confirm a loss, as the sales manager (战败审批); or take it up again."),
        (Typed("rejected", "--reject", "", N_("It is not accepted: the prospect is open again.")), _NOTE),
    ),
    _Verb(
        ProspectStep.LOSS_CHECKED,
        N_("Record what a specialist heard of a loss; the reason that they heard counts."),
        (_LOST_REASON._replace(required=True), _RIVAL, Typed("winnable", "--winnable", "", N_("Still winnable: open again.")), _NOTE),
    ),
    _Verb(
        ProspectStep.INVALID,
        N_("Record that it is no prospect now: not to be reached, or not now."),
        (
            _INVALID_REASON,
            Typed("again_on", "--again", "DATE", N_("The day they named for another call."), _coming("--again")),
            _NOTE,
        ),
        N_("Why (unreachable, not_now)?"),
        InvalidReason,
    ),
    _Verb(ProspectStep.REOPENED, N_("Take up again who was lost or invalid."), (_INTENDED, _NOTE)),
)
"""Every step that people take, but those of `edit` and `assign`."""

_At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help=N_("When it happened, if entered later: 昨天 15:00."))]


def register_steps(noun: App) -> None:
    """The verbs that bring a prospect forward, end it, or take it up again."""
    for verb in _VERBS:
        noun.verb(VERB[verb.step], help=verb.help, output=PRINTED)(_command(verb))


def _command(verb: _Verb) -> Command:
    @with_typed(verb.options)
    def take(session: Session, which: Which, *, given: Mapping[str, Any], at: _At = None, dry_run: DryRun = False) -> Result:
        values = read_all(verb.options, session, given)
        number = select(session, which, Thing.PROSPECT)
        if verb.words is not None and values["reason"] is None:
            values["reason"] = meant(verb.words, _asked(session, verb), "REASON")
        if (day := values.pop("agreed", None)) is not None:
            values |= {"agreed_on": day.on, "agreed_time": f"{day.at:%H:%M}" if day.at else None}
        vehicle = values.pop("vehicle", None)
        vin = vehicle if isinstance(vehicle, str) else None
        values |= {"vehicle_id": vehicle} if isinstance(vehicle, int) else {}
        reopened = next((why for why in (Moved.REJECTED, Moved.WINNABLE) if values.pop(why, False)), None)
        step = ProspectEvent(verb.step, _instant(session, at))._replace(**values)
        if verb.step is ProspectStep.CONTACTED:
            story = contact(session, number, step, dry_run=dry_run)
        else:
            story = take_step(session, number, step, vin=vin, reopened=reopened, dry_run=dry_run)
        return Result(prospect_record(story))

    return take


def _asked(session: Session, verb: _Verb) -> str:
    answer = ask(session.context, _(verb.asks))
    if answer is None:
        raise AmbiguousError(
            N_("kcrm prospect {verb}: why? Give the reason."), hint=N_("See: kcrm prospect {verb} --help"), verb=VERB[verb.step]
        )
    return answer


def _instant(session: Session, text: str | None) -> datetime:
    if text is None:
        return session.now
    moment = parse_instant(text, session.now, past=True)
    if moment > session.now:
        raise RefusedError(N_("--at: {value} is in the future."), value=text)
    return moment
