"""Calls as a file: the call sheet that comes back, and books of calls of the time before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.calls import needed_with
from kcrm.exchange.columns import Column
from kcrm.exchange.forms import Form, FormKind
from kcrm.i18n import N_
from kcrm.model import RENEWED, By, CallResult, Outcome
from kcrm.records.call import NOUN
from kcrm.records.cells import Moment
from kcrm.rules.calls import SPOKEN, suits

_OF_TIMES: Final = frozenset({CallResult.BOOKED, CallResult.LATER})
_OF_RENEWALS: Final = (("until_on", RENEWED), ("insurer", {*RENEWED, CallResult.QUOTED}), ("premium", {*RENEWED, CallResult.QUOTED}))
_SAID: Final = ("score", "satisfied", "complaint")
_FILLED: Final = ("called_at", "again_at", "until_on", "insurer", "premium", *_SAID, "note")
_OPTIONS: Final = {"--at": "again_at", "--until": "until_on"}
# the English label heads the sheet where English is read
_COLUMNS: Final = {
    field.key: Column(field.key, (*field.headings, field.label), field.type.read, heal=field.type.heal) for field in NOUN.fields
}


def was_made(values: Mapping[str, object]) -> bool:
    """Whether a row tells of a call; else it is still to be made."""
    return "outcome" in values or "result" in values


def is_begun(values: Mapping[str, object]) -> bool:
    """Whether a row without an outcome says all the same what only a call can have brought."""
    return any(key in values for key in _FILLED)


def outcome_of(values: Mapping[str, object]) -> Outcome:
    """How the call of a row ended: who tells what it came to has spoken with them."""
    found = values.get("outcome", Outcome.ANSWERED)
    assert isinstance(found, Outcome)
    return found


def means_of(values: Mapping[str, object], otherwise: By = By.PHONE) -> By:
    """By what the customer was spoken or written to."""
    found = values.get("by", By.MESSAGE if outcome_of(values) is Outcome.MESSAGE_SENT else otherwise)
    assert isinstance(found, By)
    return found


def needed_beside(result: CallResult) -> str | None:
    """The key of what a result cannot do without."""
    if result is CallResult.LATER:
        return "again_at"
    return next((_OPTIONS[option] for option in needed_with(result)), None)


def _named(*keys: str) -> str:
    """Columns as a message names them: by key, and by their first heading."""
    return " / ".join(f"{key} ({_COLUMNS[key].headings[0]})" for key in keys)


def _check(values: Mapping[str, object], moment: Moment) -> Iterator[tuple[str | None, KcrmError]]:
    if not was_made(values):
        return
    for need in NOUN.needs[:2]:
        if not any(key in values for key in need):
            yield None, RefusedError(N_("The row lacks {needed}."), needed=_named(*need))
            return
    outcome, called_at = outcome_of(values), values["called_at"]
    assert isinstance(called_at, datetime)
    if called_at > moment.now:
        yield "called_at", RefusedError(N_("The call is in the future."))
    yield from _of_result(values, outcome)
    yield from _of_times(values, outcome, called_at)
    if outcome not in SPOKEN | {Outcome.MESSAGE_SENT}:
        for key in _SAID:
            if key in values:
                yield key, RefusedError(N_("Nobody was reached: “{outcome}”."), outcome=outcome)
    if "by" in values and not suits(outcome, means_of(values)):
        yield "outcome", RefusedError(N_("“{outcome}” is not an outcome {by}."), outcome=outcome, by=means_of(values))


def _of_result(values: Mapping[str, object], outcome: Outcome) -> Iterator[tuple[str | None, KcrmError]]:
    result = values.get("result")
    if outcome is not Outcome.ANSWERED and result is not None:
        yield "result", RefusedError(N_("“{result}” does not go with “{outcome}”."), result=result, outcome=outcome)
    elif isinstance(result, CallResult) and (needed := needed_beside(result)) is not None and needed not in values:
        yield None, RefusedError(N_("“{result}” needs {column}."), result=result, column=_named(needed))
    for key, results in _OF_RENEWALS:
        if key in values and result not in results:
            yield key, RefusedError(N_("This goes with a renewal: “{result}”."), result=CallResult.RENEWED_HERE)


def _of_times(values: Mapping[str, object], outcome: Outcome, called_at: datetime) -> Iterator[tuple[str | None, KcrmError]]:
    again_at = values.get("again_at")
    if again_at is None:
        if outcome is Outcome.BUSY:
            yield None, RefusedError(N_("“{result}” needs {column}."), result=outcome, column=_named("again_at"))
    elif outcome is not Outcome.BUSY and values.get("result") not in _OF_TIMES:
        yield (
            "again_at",
            RefusedError(
                N_("A time to come goes with “{busy}”, or with “{booked}” or “{later}”."),
                busy=Outcome.BUSY,
                booked=CallResult.BOOKED,
                later=CallResult.LATER,
            ),
        )
    elif isinstance(again_at, datetime) and again_at.date() < called_at.date():
        yield "again_at", RefusedError(N_("This day is before the call."))


CALLS: Final = Form(FormKind.CALLS, tuple(_COLUMNS.values()), (), _check, NOUN.needs)
