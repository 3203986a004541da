"""What is typed about a call, read: when to call again, when it was, who was named, what may come of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import normal_phone
from kcrm.model import Awaited, CallResult, ResultSaid
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.records.cells import Moment, amount, line_text, probability, said, word
from kcrm.rules.calls import Again, is_agreeable

_PARTS = pattern(r"[,，、;；]")
_BLANKS = pattern(r"[\s,，、;；]+")
_awaited = word(Awaited)


class Person(NamedTuple):
    """Somebody named in a call. phone: canonical."""

    name: str
    phone: str


class Prospect(NamedTuple):
    """Somebody who may buy. model: what they want, None where not said."""

    name: str
    phone: str
    model: str | None


class Opportunity(NamedTuple):
    """What may come of a customer. probability_bp: in hundredths of a percent."""

    kind: str
    amount_fen: int
    probability_bp: int


class Need(NamedTuple):
    """What a customer waits for. wanted_on: of a day that they named, None for what has yet to come."""

    what: Awaited
    text: str
    wanted_on: date | None = None


def again(text: str, now: datetime, option: str, *, today: bool = False) -> Again:
    """A day to come, or a day and time to come.

    option: where it was typed, for the message. today: today without a time is meant too. Raises UsageError, RefusedError.
    """
    day = _day_alone(text, now.date(), past=False)
    moment = None if day is not None else _read_instant(text, now).astimezone(now.tzinfo)
    found = Again(day) if day is not None else Again(moment.date(), moment.time().replace(second=0)) if moment is not None else None
    assert found is not None
    if not is_agreeable(found, now) and not (today and found == Again(now.date())):
        if found.at is None and found.on == now.date():
            raise UsageError(N_("{option}: today needs a time too, as in 15:00."), option=option)
        raise RefusedError(N_("{option}: {value} is past."), option=option, value=text)
    return found


def called_at(text: str, now: datetime) -> datetime:
    """When a call was that is logged late. Raises UsageError for a day without a time, RefusedError for the future."""
    if _day_alone(text, now.date(), past=True) is not None:
        raise UsageError(N_("--called-at needs a time too, as in “yesterday 15:00”."))
    moment = _read_instant(text, now, past=True).astimezone(now.tzinfo)
    if moment > now:
        raise RefusedError(N_("--called-at: {value} is in the future. Log a call after it was made."), value=text)
    return moment


def person(text: str, option: str) -> Person:
    """`name, phone`. Raises UsageError."""
    parts = _parts(text)
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 - as the message says
        raise UsageError(N_("{option}: write “name, phone”, not “{value}”."), option=option, value=text)
    return Person(parts[0], normal_phone(parts[1]))


def caller_line(text: str) -> tuple[str, str | None]:
    """Who rings, and behind a comma their name. Raises UsageError."""
    parts = _parts(text)
    if len(parts) > 2 or not all(parts):  # noqa: PLR2004 - as the message says
        raise UsageError(N_("Write who called, or “phone, name”, not “{value}”."), value=text)
    return parts[0], parts[1] if parts[1:] else None


def prospect(text: str, option: str = "--prospect") -> Prospect:
    """`name, phone, model`; the model may be left out. Raises UsageError."""
    # with blanks only, a word each
    parts = _parts(text) if _PARTS.search(text) else text.split(maxsplit=2)
    if len(parts) not in {2, 3} or not all(parts):
        raise UsageError(N_("{option}: write “name, phone, model”, not “{value}”."), option=option, value=text)
    return Prospect(parts[0], normal_phone(parts[1]), parts[2] if parts[2:] else None)


def opportunity(kind: str, amount_text: str, probability_text: str, now: datetime) -> Opportunity:
    """Its kind in a word, yuan, and a probability of 0 to 1 or with a percent sign. Raises UsageError."""
    if not kind.strip():
        raise UsageError(N_("--opportunity: say what it is, as in insurance or 换车."))
    moment = Moment(now.date(), now, typed=True)
    return Opportunity(line_text(kind), amount(amount_text, moment), probability(probability_text, moment))


def need(what: str, text: str, now: datetime) -> Need:
    """Part, model or offer, in either language, or the day on which to call; and what it is, in words. Raises UsageError."""
    words, moment = said(text), Moment(now.date(), now, typed=True)
    if words is None:
        raise UsageError(N_("--need: say what it is, in words."))
    try:
        known = _awaited(what, moment)
    except UsageError:
        known = Awaited.DAY
    if known is not Awaited.DAY:
        return Need(Awaited(str(known)), words)
    day = _read_date(what, moment.today)
    if day < moment.today:
        raise RefusedError(N_("{option}: {value} is past."), option="--need", value=what)
    return Need(Awaited.DAY, words, day)


def result_said(result: CallResult, given: Mapping[str, str | None], now: datetime) -> ResultSaid:
    """What a call came to, with what was typed beside it, by option.

    Raises UsageError where that does not fit, RefusedError for a day gone by.
    """
    wanted = _WITH[result]
    if option := next((option for option, text in given.items() if text is not None and option not in wanted), None):
        raise UsageError(N_("{option} does not go with “{result}”."), option=option, result=result)
    for option in needed_with(result):
        if given.get(option) is None:
            raise UsageError(N_("“{result}” needs {option} DATE."), result=result, option=option)
    moment = Moment(now.date(), now, typed=True)
    insurer, premium = given.get("--insurer"), given.get("--premium")
    on, at = None, None
    if result is CallResult.BOOKED:
        booked = again(given["--at"] or "", now, "--at", today=True)
        on, at = booked.on, booked.at
    elif (until := given.get("--until")) is not None:
        on = _read_date(until, now.date())
        if result is CallResult.LATER and on <= now.date():
            raise RefusedError(N_("{option}: {value} is past."), option="--until", value=until)
    return ResultSaid(
        result, on, at, said(insurer, line_text) if insurer is not None else None, amount(premium, moment) if premium is not None else None
    )


def vehicle_line(text: str) -> tuple[str, str, str | None]:
    """Which vehicle, the word of a result, and behind another comma its date. Raises UsageError."""
    parts = _parts(text)
    if len(parts) not in {2, 3} or not all(parts):
        raise UsageError(N_("{option}: write “plate, result, date”, not “{value}”."), option="--each", value=text)
    return parts[0], parts[1], parts[2] if parts[2:] else None


def dated(result: CallResult, text: str | None) -> Mapping[str, str | None]:
    """What `result_said` is given where only one thing is said beside a result. Raises UsageError where nothing goes with it."""
    if text is not None and not _WITH[result]:
        raise UsageError(N_("Nothing goes with “{result}”, “{value}” neither."), result=result, value=text)
    return dict.fromkeys(_WITH[result][:1], text)


def asked_with(result: CallResult) -> tuple[str, ...]:
    """What a caller is asked beside a result: its date; all else can be said with `log`."""
    return tuple(option for option in _WITH[result][:1] if option in {"--until", "--at"})


def needed_with(result: CallResult) -> tuple[str, ...]:
    """What a result cannot do without."""
    return _WITH[result][:1] if result in _DATED else ()


_OF_RENEWAL = ("--until", "--insurer", "--premium")
_WITH: Mapping[CallResult, tuple[str, ...]] = {
    CallResult.RENEWED_HERE: _OF_RENEWAL,
    CallResult.RENEWED_ELSEWHERE: _OF_RENEWAL,
    CallResult.QUOTED: ("--premium", "--insurer"),
    CallResult.UNDECIDED: (),
    CallResult.VEHICLE_SOLD: (),
    CallResult.BOOKED: ("--at",),
    CallResult.LATER: ("--until",),
    CallResult.ELSEWHERE: (),
    CallResult.COMING: (),
    CallResult.NOT_COMING: (),
}
"""What may be typed beside a result."""
_DATED = frozenset({CallResult.RENEWED_HERE, CallResult.BOOKED, CallResult.LATER})
"""Of these the first is needed."""


def opportunity_line(text: str, now: datetime) -> Opportunity:
    """`kind yuan probability` in one line, with blanks or commas between. Raises UsageError."""
    parts = [part for part in _BLANKS.split(text.strip()) if part]
    if len(parts) != 3:  # noqa: PLR2004 - as the message says
        raise UsageError(N_("Write “kind yuan probability”, not “{value}”."), value=text)
    kind, amount_text, probability_text = parts
    return opportunity(kind, amount_text, probability_text, now)


def _day_alone(text: str, today: date, *, past: bool) -> date | None:
    """The day, where no time is said; None where there is one. A text that is neither is left to be refused as an instant."""
    try:
        return _read_date(text, today, past=past)
    except UsageError:
        return None


def _read_date(text: str, today: date, *, past: bool = False) -> date:
    from kcrm.dates import parse_date  # noqa: PLC0415 - here and below: few calls tell of a day or time

    return parse_date(text, today, past=past)


def _read_instant(text: str, now: datetime, *, past: bool = False) -> datetime:
    from kcrm.dates import parse_instant  # noqa: PLC0415

    return parse_instant(text, now, past=past)


def _parts(text: str) -> list[str]:
    return [line_text(part) for part in _PARTS.split(text)]
