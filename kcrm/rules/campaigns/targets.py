"""Whom a campaign approaches, whom it leaves out and why, and who is left alone so that something can be concluded.

Consent, the sender's name and an easy refusal are asked for by China's rules on short messages of 2015; that an open complaint, a phone of
two people and a month's share keep somebody out is practice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Final

from kcrm.model.campaigns import COMMERCIAL, UNASKED, CampaignChannel, CampaignKind, Exclusion, Facing, Group, Sent
from kcrm.named import NamedTuple
from kcrm.policy_campaigns import CampaignPolicy
from kcrm.rules.consents import is_undated, may_offer
from kcrm.rules.messages import first_mobile

_ALL: Final = 100
_WRITTEN: Final = frozenset({CampaignChannel.MESSAGE})
_SPOKEN: Final = frozenset({CampaignChannel.CALL})
_PERSONAL: Final = _WRITTEN | _SPOKEN | {CampaignChannel.WECHAT, CampaignChannel.EMAIL}


class Drawn(NamedTuple):
    """Who is in which group, and who is left out with all reasons, each by number and in the order of numbers."""

    groups: Mapping[int, Group]
    excluded: Mapping[int, tuple[Exclusion, ...]]


def draw(
    people: Iterable[Facing],
    kind: CampaignKind,
    channels: Collection[CampaignChannel],
    policy: CampaignPolicy,
    sent: Mapping[str, Sent],
    earlier: Iterable[Facing] = (),
    *,
    percent: int,
    seed: str,
    beside_cap: bool = False,
) -> Drawn:
    """Who is approached, who is the control group, and who is left out.

    sent: what each mobile got this month. earlier: who is in another wave already, whose phones are taken. percent: of those that could be
    approached, how many are left alone. seed: the same people and the same seed give the same group. beside_cap: the message takes no place
    in the month.
    """
    people = sorted(people, key=lambda each: each.id)
    reasons = {each.id: [*why_not(each, kind, channels, policy, {} if beside_cap else sent)] for each in people}
    taken = {_number_used(each, channels) for each in earlier}
    for each in people:
        number = _number_used(each, channels)
        if number is None or reasons[each.id]:
            continue
        if number in taken:
            reasons[each.id].append(Exclusion.SHARED_PHONE)
        taken.add(number)
    free = [each.id for each in people if not reasons[each.id]]
    alone = control(free, percent, seed)
    groups = {number: Group.CONTROL if number in alone else Group.TREATED for number in free}
    return Drawn(groups, {number: tuple(found) for number, found in reasons.items() if found})


def why_not(
    person: Facing, kind: CampaignKind, channels: Collection[CampaignChannel], policy: CampaignPolicy, sent: Mapping[str, Sent]
) -> Iterable[Exclusion]:
    """Every reason for which somebody is left out, in the order of the words.

    Of several ways one that is open is enough: who does not want messages may still be rung.
    """
    offers, told = kind in COMMERCIAL, set(channels)
    if person.do_not_contact and kind not in UNASKED:
        yield Exclusion.DO_NOT_CONTACT
    if kind not in UNASKED and not _has_consented(person, channels, offers=offers):
        yield (
            Exclusion.UNDATED_CONSENT
            if _has_consented(person, channels, offers=False) and _is_undated(person, channels)
            else Exclusion.NO_CONSENT
        )
    if _is_told_by_phone(channels) and _number_used(person, channels) is None:
        yield Exclusion.NO_PHONE
    if person.complains and offers:
        yield Exclusion.OPEN_COMPLAINT
    had = sent.get(first_mobile(person.phones) or "", Sent())
    if kind not in UNASKED and told & _PERSONAL == _WRITTEN and is_full(had, policy, offers=offers):
        yield Exclusion.CONTACT_CAP
    if person.in_wave is not None:
        yield Exclusion.ALREADY


def _has_consented(person: Facing, channels: Collection[CampaignChannel], *, offers: bool) -> bool:
    """Whether one of the ways is open, or none is asked for.

    What offers something is not said on a consent of unknown day; a short message that does needs a consent, else it is enough that none
    was withdrawn.
    """
    asked = _asked_of(person, channels)
    open_to = [
        may_offer(yes, on, unasked=channel is not CampaignChannel.MESSAGE) if offers else yes is not False for channel, yes, on in asked
    ]
    return any(open_to) or not open_to


def _is_undated(person: Facing, channels: Collection[CampaignChannel]) -> bool:
    """Whether a consent to one of the ways is of an unknown day."""
    return any(is_undated(yes, on) for _channel, yes, on in _asked_of(person, channels))


def _asked_of(person: Facing, channels: Collection[CampaignChannel]) -> list[tuple[CampaignChannel, bool | None, date | None]]:
    """Of the ways that ask for consent what somebody said of each and when; what is written anywhere is a message."""
    call, message = (person.call_consent, person.call_consent_on), (person.message_consent, person.message_consent_on)
    return [(channel, *(call if channel in _SPOKEN else message)) for channel in channels if channel in _PERSONAL]


def is_full(sent: Sent, policy: CampaignPolicy, *, offers: bool) -> bool:
    """Whether a phone has had its share of the month: of all messages, or of those that offer something."""
    return sent.every >= policy.month_messages or (offers and sent.offering >= policy.month_commercial)


def control(numbers: Collection[int], percent: int, seed: str) -> frozenset[int]:
    """Who is left alone: of the numbers an exact share, rounded up, never all, the same ones for the same seed, whatever their order."""
    count = min(-(-len(numbers) * percent // _ALL), len(numbers) - 1) if percent else 0
    drawn = sorted(numbers, key=lambda number: (sha256(f"{seed}:{number}".encode()).digest(), number))
    return frozenset(drawn[: max(count, 0)])


def _is_told_by_phone(channels: Collection[CampaignChannel]) -> bool:
    return bool(set(channels) & (_WRITTEN | _SPOKEN))


def _number_used(person: Facing, channels: Collection[CampaignChannel]) -> str | None:
    """The phone by which somebody is approached: one that can be rung where they are called, too, else a mobile."""
    if not _is_told_by_phone(channels):
        return None
    return next(filter(None, person.phones), None) if CampaignChannel.CALL in channels else first_mobile(person.phones)
