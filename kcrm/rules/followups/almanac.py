"""What follows from a recorded date, worked out once for all the customers who share it.

A whole plan visits everybody, and most of what it reckons of a delivery, an expiry or a birthday depends on that date alone. So the kinds
that start from such a date are reckoned for somebody of whom no more is known than these kinds may see, and kept under just that. An
insurance is so assumed to run on for ever; of each owner is left out what would be due after they were lost. What is kept holds for one
desk on one day.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter, itemgetter
from typing import Any

from kcrm.model import BaseFact, CustomerFacts, DueBy, FollowUpKey, Kind, Of, VehicleFacts
from kcrm.named import NamedTuple
from kcrm.rules.followups.absence import Absence, absence_known
from kcrm.rules.followups.assignment import Desk
from kcrm.rules.followups.bases import refused_by
from kcrm.rules.followups.candidate import Candidate, Window
from kcrm.rules.followups.due_dates import Kinds, candidates, holds_until

SEEN: Mapping[Of | BaseFact, tuple[str, ...]] = {
    Of.DELIVERY: ("delivered_on", "owned_from"),
    BaseFact.PLANNED_DELIVERY_ON: ("planned_delivery_on", "delivered_on"),
    BaseFact.INSURANCE_EXPIRES_ON: ("insurance_expires_on", "results"),
    BaseFact.COMPULSORY_EXPIRES_ON: ("compulsory_expires_on", "results"),
    BaseFact.INSPECTION_DUE_ON: ("inspection_due_on", "registered_on", "delivered_on", "use"),
    BaseFact.WARRANTY_UNTIL: ("warranty_until",),
    BaseFact.LICENCE_EXPIRES_ON: ("licence_expires_on",),
    BaseFact.BIRTHDAY: ("birthday", "kind"),
    Of.CALENDAR: (),
}
"""All that the kinds of such an origin, or else of such a base, may see of the vehicle or customer. Of the others nothing is kept."""


_MOST = 20_000
"""So many dates of each kind are kept, whatever the size of the store: more than there are days in fifty years."""


class Offer(NamedTuple):
    """A candidate that is to be created today unless it is stored: due on that day, by that reckoning."""

    found: Candidate
    due_on: date
    due_by: DueBy


class Fate(NamedTuple):
    """What becomes of candidates that are not stored. later: those to come, by the day on which they enter the horizon."""

    offers: tuple[Offer, ...]
    later: tuple[tuple[date, Candidate], ...]

    def offers_beside(self, known: Container[FollowUpKey], lost_on: date | None) -> Sequence[Offer]:
        """The offers to somebody who is lost from that day on and of whom these are stored, under nobody's keys."""
        return [each for each in self.offers if each.found.key not in known and (lost_on is None or holds_until(each.found, lost_on))]

    def first_turn(self, known: Container[FollowUpKey], lost_on: date | None) -> Sequence[date]:
        """The first day on which another of theirs enters the horizon, if one does."""
        for create_on, found in self.later:
            if found.key not in known and (lost_on is None or holds_until(found, lost_on)):
                return (create_on,)
        return ()


NOTHING = Fate((), ())


def fate_of(found: Iterable[Candidate], desk: Desk, today: date) -> Fate:
    """Which of them are created today, and which later; the others never."""
    offers: list[Offer] = []
    later: list[tuple[date, Candidate]] = []
    horizon, go_live_on = timedelta(days=desk.policy.planning.horizon_days), desk.go_live_on
    for each in found:
        due_on, due_by = each.due_on, each.due_by
        if due_on < go_live_on:
            if each.event_on is None or each.event_on < go_live_on:
                continue
            due_on, due_by = go_live_on, DueBy.GO_LIVE
        if each.lapses_on is not None and today > each.lapses_on:
            continue
        # who is to be called before the deadline is on the list by then
        create_on = (due_on if each.call_on is None else min(due_on, each.call_on)) - horizon
        if create_on > today:
            later.append((create_on, each))
        else:
            offers.append(Offer(each, due_on, due_by))
    later.sort(key=_FIRST)
    return Fate(tuple(offers), tuple(later)) if offers or later else NOTHING


_FIRST = itemgetter(0)


class Step:
    """Kinds that see the same facts, of somebody with that class and these consents, and what was reckoned for them.

    of_vehicle: whether these are facts of a vehicle, else of the customer. assumed: whether any of it goes on only until its owner is lost.
    place: in the order of planning. seen: what these kinds see.
    fates: what becomes of the candidates, by what was seen; their keys are nobody's: see `own`.
    """

    def __init__(self, almanac: Almanac, who: CustomerFacts, kinds: Kinds, names: tuple[str, ...], place: int) -> None:
        self.of_vehicle, self.place = bool(kinds.vehicle), place
        self.assumed = any(kind.row.assumed is not None for kind, _rule in kinds.vehicle)
        self.seen: Callable[[Any], Any] = attrgetter(*names) if names else lambda _thing: ()
        self.fates: dict[object, Fate] = {}
        self._almanac, self._who, self._kinds, self._names = almanac, who, kinds, names
        self._candidates: dict[object, Mapping[FollowUpKey, Candidate]] = {}

    def fate(self, seen: object) -> Fate:
        """What becomes of the candidates of a vehicle or customer of whom this is seen, worked out."""
        almanac = self._almanac
        if len(self.fates) >= _MOST:
            self.fates.clear()
        fate = self.fates[seen] = fate_of(self._reckoned(seen, almanac.window), almanac.desk, almanac.today)
        return fate

    def candidate(self, thing: VehicleFacts | CustomerFacts, key: FollowUpKey) -> Candidate | None:
        """The candidate that is known by that key of this vehicle's or customer's."""
        seen = self.seen(thing)
        known = self._candidates.get(seen)
        if known is None:
            if len(self._candidates) >= _MOST:
                self._candidates.clear()
            known = self._candidates[seen] = {each.key: each for each in self._reckoned(seen, self._almanac.whole)}
        found = known.get(nobodys(key))
        if found is not None and self.assumed and isinstance(thing, VehicleFacts):
            lost_on = self._almanac.lost_on(thing)
            return found if lost_on is None or holds_until(found, lost_on) else None
        return found

    def _reckoned(self, seen: Any, window: Window) -> Iterable[Candidate]:  # noqa: ANN401 - one value, or several as a tuple
        facts = dict(zip(self._names, (seen,) if len(self._names) == 1 else seen, strict=True))
        if self.of_vehicle:
            somebody = self._who._replace(vehicles=(VehicleFacts(0, **facts),))
        else:
            somebody = self._who._replace(vehicles=(VehicleFacts(0),), **facts)
        return candidates(somebody, self._almanac.desk, self._almanac.today, window, self._kinds)


class Steps(NamedTuple):
    """How the follow-ups of customers with the same class, consents and refusals are planned.

    of_vehicle, of_customer: what customers share; by_kind: the same by kind. direct: kinds that
    are reckoned for each by themselves; first: those of them that are about no vehicle and planned before all others.
    """

    of_vehicle: tuple[Step, ...]
    of_customer: tuple[Step, ...]
    by_kind: Mapping[Kind, Step]
    direct: Kinds
    first: frozenset[Kind]
    places: Mapping[Kind, int]


class Almanac:
    """For one desk on one day.

    window: what may be created, or is the first to come; whole: also all before. absences: of the vehicles that were planned, by number.
    """

    def __init__(self, desk: Desk, today: date, last: date = date.min) -> None:
        self.desk, self.today = desk, today
        window = Window.around((), desk, today)
        self.window = window._replace(last=max(last, window.last))
        self.whole = Window(last=self.window.last)
        self._later: dict[date, Almanac] = {}
        self.absences: dict[int, Absence | None] = {}
        self._steps: dict[object, Steps] = {}

    def until(self, last: date) -> Almanac:
        """For customers of whose follow-ups the last is due on that day, as one may be where the policy's horizon was longer before."""
        if last <= self.window.last:
            return self
        end_of_year = last.replace(month=12, day=31)
        if end_of_year not in self._later:
            self._later[end_of_year] = Almanac(self.desk, self.today, end_of_year)
        return self._later[end_of_year]

    def fates(self, facts: CustomerFacts, held: Sequence[VehicleFacts]) -> list[tuple[int, int, VehicleFacts | None, Fate, date | None]]:
        """What becomes of the shared candidates, where anything does: by the vehicle's row, the place of the step, and the vehicle.

        The day is that from which what is only assumed to go on is not, as the owner is lost; None where nothing is assumed or nobody lost.
        """
        steps = self.steps(facts)
        found: list[tuple[int, int, VehicleFacts | None, Fate, date | None]] = []
        for row, vehicle in enumerate(held):
            for step in steps.of_vehicle:
                seen = step.seen(vehicle)
                fate = step.fates.get(seen) or step.fate(seen)
                if fate is not NOTHING:
                    found.append((row, step.place, vehicle, fate, self.lost_on(vehicle) if step.assumed else None))
        for step in steps.of_customer if held else ():
            seen = step.seen(facts)
            fate = step.fates.get(seen) or step.fate(seen)
            if fate is not NOTHING:
                found.append((len(held), step.place, None, fate, None))
        return found

    def lost_on(self, vehicle: VehicleFacts) -> date | None:
        """When its owner is lost, unless they come; None where it was neither delivered nor seen here."""
        absence = absence_known(vehicle, self.desk.policy, self.absences)
        return None if absence is None else absence.lost_on

    def steps(self, facts: CustomerFacts) -> Steps:
        """How this customer's follow-ups are planned."""
        key = (facts.customer_class, facts.call_consent, facts.message_consent, refused_by(facts))
        steps = self._steps.get(key)
        if steps is None:
            steps = self._steps[key] = self._steps_of(CustomerFacts(0, **dict(zip(_WHO, key, strict=True))))  # type: ignore[arg-type]
        return steps

    def _steps_of(self, who: CustomerFacts) -> Steps:
        policies = self.desk.policy.followups
        wanted = Kinds.of(policies, who.refused_kinds)
        order = [kind for kind, _rule in (*wanted.case, *wanted.vehicle, *wanted.customer)]
        sharing: dict[Of | BaseFact, list[Kind]] = {}
        for kind, rule in (*wanted.vehicle, *wanted.customer):
            origin = kind.row.of if kind.row.of in SEEN else kind.row.base
            if origin in SEEN and not rule.km:  # how far a vehicle was driven is its own
                sharing.setdefault(origin, []).append(kind)
        steps = {
            origin: Step(self, who, Kinds.of(policies, (), kinds), SEEN[origin], order.index(kinds[0])) for origin, kinds in sharing.items()
        }
        by_kind = {kind: steps[origin] for origin, kinds in sharing.items() for kind in kinds}
        return Steps(
            of_vehicle=tuple(step for step in steps.values() if step.of_vehicle),
            of_customer=tuple(step for step in steps.values() if not step.of_vehicle),
            by_kind=by_kind,
            direct=Kinds.of(policies, who.refused_kinds, frozenset(order) - frozenset(by_kind)),
            first=frozenset(kind for kind, _rule in wanted.case),
            places={kind: place for place, kind in enumerate(order)},
        )


_WHO = ("customer_class", "call_consent", "message_consent", "refused_kinds")


def nobodys(key: FollowUpKey) -> FollowUpKey:
    """The key as candidates have it that customers share."""
    return FollowUpKey(key.kind, key.channel, 0, None if key.vehicle_id is None else 0, key.base_on, key.occurrence, key.case)


def own(key: FollowUpKey, facts: CustomerFacts, vehicle: VehicleFacts | None) -> FollowUpKey:
    """The key as that customer's, for that vehicle or for none."""
    return FollowUpKey(key.kind, key.channel, facts.id, None if vehicle is None else vehicle.id, key.base_on, key.occurrence, key.case)
