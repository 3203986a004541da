"""What a follow-up starts from: of whom, by which policy, which due dates matter, and one recorded date."""

from __future__ import annotations

from datetime import date, timedelta

from kcrm.model import BaseFact, Channel, CustomerFacts, FollowUpKey, Kind, VehicleFacts
from kcrm.named import NamedTuple
from kcrm.policy_sections import KindPolicy
from kcrm.rules.followups.absence import Absence
from kcrm.rules.followups.assignment import Desk
from kcrm.rules.followups.candidate import Window


class Scope(NamedTuple):
    """Of whom, by which policy, and which due dates matter.

    years: last year, for what is open across New Year, to the year after the horizon. absences: of the vehicles, worked out once.
    """

    facts: CustomerFacts
    desk: Desk
    today: date
    window: Window
    years: range
    absences: dict[int, Absence | None]

    @classmethod
    def of(cls, facts: CustomerFacts, desk: Desk, today: date, window: Window, absences: dict[int, Absence | None]) -> Scope:
        horizon = today + timedelta(days=desk.policy.planning.horizon_days)
        return cls(facts, desk, today, window, range(today.year - 1, horizon.year + 2), absences)


class Start(NamedTuple):
    """One recorded date that a kind starts from. vehicle: that it is about, None for the customer as such."""

    kind: Kind
    rule: KindPolicy
    vehicle: VehicleFacts | None
    base: BaseFact
    base_on: date

    def key(self, scope: Scope, channel: Channel, occurrence: int = 0) -> FollowUpKey:
        return FollowUpKey(self.kind, channel, scope.facts.id, None if self.vehicle is None else self.vehicle.id, self.base_on, occurrence)
