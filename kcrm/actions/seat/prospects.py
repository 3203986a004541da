"""What a caller says of a buying intention after the call, and no more: what was agreed, why they were lost, whether they look again."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kcrm.actions.calls.report import CallReport
from kcrm.actions.prospects.talk import agreed_step, coming_day
from kcrm.actions.seat.asking import Ask, Choice, choose, optional, words_of, yes_no
from kcrm.actions.seat.asking import one_of as chosen_of
from kcrm.errors import RefusedError
from kcrm.exchange.calls import again
from kcrm.i18n import N_, _
from kcrm.model import Kind, Outcome
from kcrm.model.prospects import InvalidReason, LostReason, ProspectEvent, ProspectStep
from kcrm.queries.lookup import Thing, identifier
from kcrm.records.cells import said
from kcrm.rules.prospects.levels import is_contacted

if TYPE_CHECKING:
    from kcrm.actions.prospects.brief import Brief
    from kcrm.actions.seat.turn import Turn

Steps = Generator[Ask, Any, tuple[ProspectEvent, ...]]


def steps_of(turn: Turn, now: datetime) -> Steps:
    """What follows for each prospect that was spoken of; of one that is looked at anew, that it is taken up again."""
    found: list[ProspectEvent] = []
    for brief in turn.prospects:
        number = identifier(Thing.PROSPECT, brief.prospect.id)
        kinds = {item.kind for item in turn.spoken if item.case == number}
        if not kinds:
            continue
        if is_contacted(brief.prospect.stage):
            found += yield from _contact(brief, now)
        elif Kind.LOST_CHECK in kinds:
            found += yield from _check(brief, now)
        else:
            found += yield from _taken_up(brief, now, N_("Looking for a car again (y; Enter: no):"))
    return tuple(found)


def ended(turn: Turn, now: datetime) -> Generator[Ask, Any, CallReport | None]:
    """They buy elsewhere, or not now: why and to whom, or when to call again. Raises RefusedError where no open one was spoken of."""
    about = {item.case for item in turn.spoken}
    brief = next((each for each in turn.prospects if identifier(Thing.PROSPECT, each.prospect.id) in about), None)
    if brief is None or not is_contacted(brief.prospect.stage):
        raise RefusedError(N_("They are no open prospect; press a for answered."))
    chosen = yield choose("result", N_("Result: {choices} (Enter: back):"), _ENDS)
    if chosen is None:
        return None
    step = ProspectEvent(chosen, now, prospect_id=brief.prospect.id)
    if chosen is ProspectStep.LOST:
        reason = yield choose("lost_reason", N_("Why were they lost: {choices} (Enter: back):"), words_of(LostReason))
        if reason is None:
            return None
        rival = yield Ask("lost_to", N_("To which brand or dealer (Enter: not known):"), said)
        step = step._replace(reason=reason, rival=rival)
    else:
        prompt = N_("Which day to call them again (Enter: as the policy says):")
        again_on = yield Ask("again_on", prompt, optional(lambda text: again(text, now, _("Call again")).on))
        step = step._replace(reason=InvalidReason.NOT_NOW, again_on=again_on)
    return CallReport(outcome=Outcome.ANSWERED, note=(yield Ask("note", N_("Note (Enter: none):"), said)), steps=(step,))


_ENDS = (Choice(ProspectStep.LOST, ProspectStep.LOST.label), Choice(ProspectStep.INVALID, InvalidReason.NOT_NOW.label))
"""How a buying intention may end in a call."""


def _contact(brief: Brief, now: datetime) -> Steps:
    """When they are to be called next, and when they mean to buy, where they said so."""
    agreed = yield Ask(
        "agreed",
        N_("Next contact as agreed, as in 15:00, tomorrow or fri 10:00 (Enter: by level):"),
        optional(lambda text: again(text, now, _("Agreed"), today=True)),
    )
    intended_on = yield _intended(now)
    return (agreed_step(brief.prospect.id, now, agreed, intended_on),)


def _check(brief: Brief, now: datetime) -> Steps:
    """What a specialist hears of a loss; what the consultant said stands where they hear the same."""
    prospect = brief.prospect
    choices, known = words_of(LostReason), prospect.lost_reason
    why = N_("Why really: {choices} (Enter: {known}, as the consultant said):")
    values = MappingProxyType({"known": "" if known is None else _(known.label)})
    if known is None:
        why = N_("Why really: {choices} (Enter: not said):")
    reason = (yield Ask("lost_reason", why, optional(chosen_of(choices)), values, choices)) or known
    to = N_("To which brand or dealer (Enter: {known}):") if prospect.lost_to else N_("To which brand or dealer (Enter: not known):")
    rival = (yield Ask("lost_to", to, said, MappingProxyType({"known": prospect.lost_to}))) or prospect.lost_to
    step = ProspectEvent(ProspectStep.LOSS_CHECKED, now, prospect_id=prospect.id, reason=reason, rival=rival)
    return (step, *(yield from _taken_up(brief, now, N_("Still to be won (y; Enter: no):"))))


def _taken_up(brief: Brief, now: datetime, prompt: str) -> Steps:
    """Whether the consultant gets them back, and when they mean to buy then."""
    if not (yield Ask("again", prompt, optional(yes_no), choices=_YES)):
        return ()
    return (ProspectEvent(ProspectStep.REOPENED, now, prospect_id=brief.prospect.id, intended_on=(yield _intended(now))),)


_YES = (Choice(True, N_("yes")), Choice(False, N_("no")))
"""In which words the answer is shown."""


def _intended(now: datetime) -> Ask:
    return Ask(
        "intended",
        N_("When they mean to buy, as in 2026-10-01 or 10月1日 (Enter: as before):"),
        optional(coming_day(now, _("Intends to buy"))),
    )
