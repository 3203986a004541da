"""Which calls a manager rings again (抽检), as what is logged must be so (Customer-service manager CRM training manual 2012).

How many are drawn, and from when on calls look as if they had not been, is practice and stands in the policy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from hashlib import sha256

from kcrm.model.audits import AuditReason, CallFacts
from kcrm.named import NamedTuple
from kcrm.policy_sections import AuditPolicy
from kcrm.rules.tasks import Colleague

_BEST = 10


class Picked(NamedTuple):
    """A call to ring again, and why: whether it is of the sample, and each pattern that it shows."""

    call_id: int
    reasons: tuple[AuditReason, ...]


class Pattern(NamedTuple):
    """How many calls of a person show a pattern, of which `picked` are to be rung again."""

    person_id: int
    reason: AuditReason
    calls: int
    picked: int


class Drawn(NamedTuple):
    """What is to be rung again, by person and call. patterns: of whose calls only some were picked."""

    calls: tuple[Picked, ...]
    patterns: tuple[Pattern, ...]


def draw(calls: Iterable[CallFacts], policy: AuditPolicy, seed: str) -> Drawn:
    """A sample of each person's calls, and those that look untrue. The same calls and seed give the same draw.

    seed: a text that tells this draw from others, as its period. What shows in a pattern only (many at a time, always 10, the same words)
    is as likely in each of its calls: as many of them as of a sample are drawn, by the same lot, so that nobody is rung for each reason
    anew. An answer on a number that was wrong soon afterwards is always asked about.
    """
    of_person: defaultdict[int, list[CallFacts]] = defaultdict(list)
    for call in calls:
        of_person[call.person_id].append(call)
    picked: list[Picked] = []
    patterns = []
    for person_id, own in sorted(of_person.items()):
        found = dict(_found(own, policy))
        drawn = {
            reason: these if reason is AuditReason.WRONG_NUMBER else _lot(these, policy.sample, seed) for reason, these in found.items()
        }
        sample = set(drawn[AuditReason.SAMPLE])
        for call in sorted({call for these in drawn.values() for call in these}, key=lambda call: call.id):
            why = (reason for reason, these in found.items() if call in (sample if reason is AuditReason.SAMPLE else these))
            picked.append(Picked(call.id, tuple(why)))
        patterns += [
            Pattern(person_id, reason, len(these), len(drawn[reason]))
            for reason, these in found.items()
            if reason is not AuditReason.SAMPLE and len(drawn[reason]) < len(these)
        ]
    return Drawn(tuple(picked), tuple(patterns))


def may_audit(actor: Colleague, person_id: int | None = None) -> bool:
    """Whoever heads a department or the house says whether a call was so, never of their own. person_id: None of calls at all."""
    return actor.leads and actor.id != person_id


def _found(own: Sequence[CallFacts], policy: AuditPolicy) -> Iterator[tuple[AuditReason, list[CallFacts]]]:
    yield AuditReason.SAMPLE, [call for call in own if call.may_ring]
    yield AuditReason.BURST, _bursts([call for call in own if call.timed], policy)
    scored = [call for call in own if call.score is not None]
    yield AuditReason.ALWAYS_TEN, scored if len(scored) >= policy.ten_calls and all(call.score == _BEST for call in scored) else []
    within = timedelta(days=policy.wrong_days)
    yield (
        AuditReason.WRONG_NUMBER,
        [call for call in own if call.wrong_on is not None and call.wrong_on - call.called_on <= within],
    )
    alike: defaultdict[str, list[CallFacts]] = defaultdict(list)
    for call in own:
        if words := " ".join((call.words or "").casefold().split()):
            alike[words].append(call)
    yield AuditReason.SAME_WORDS, [call for each in alike.values() if len(each) >= policy.same_words_calls for call in each]


def _bursts(own: list[CallFacts], policy: AuditPolicy) -> list[CallFacts]:
    """The calls of each stretch of the policy's minutes, both ends included, that holds as many as it takes."""
    by_time = sorted(own, key=lambda call: (call.called_at, call.id))
    within, among = timedelta(minutes=policy.burst_minutes), set[int]()
    for start in range(len(by_time) - policy.burst_calls + 1):
        last = start + policy.burst_calls - 1
        if by_time[last].called_at - by_time[start].called_at <= within:
            among.update(range(start, last + 1))
    return [by_time[place] for place in sorted(among)]


def _lot(found: Sequence[CallFacts], count: int, seed: str) -> list[CallFacts]:
    """So many by lot, which follows from numbers and seed alone: a call that is logged late moves at most one other out."""
    return sorted(found, key=lambda call: sha256(f"{seed}|{call.id}".encode()).digest())[:count]
