"""How a due date came about, told again from what is stored: the same steps as planning made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import day, desk, vehicle

from kcrm.model import BaseFact, Channel, CustomerFacts, DueBy, Energy, FollowUpKey, Kind, MileageReading, Use
from kcrm.policy import Policy
from kcrm.rules.followups.due_dates import candidates
from kcrm.rules.why import Shift, Step, Stored, by_interval, origin, shifts

POLICY = Policy.default()
DAYS = st.dates(day("2024-01-01"), day("2026-12-31"))


@given(DAYS, DAYS, DAYS, DAYS, DAYS)
def test_the_last_step_of_the_interval_is_the_planned_day_for_every_kind(today, delivered, planned, ends, born):
    vehicles = (
        vehicle(1, delivered_on=delivered, warranty_until=ends, insurance_expires_on=ends, inspection_due_on=ends),
        vehicle(2, planned_delivery_on=planned, registered_on=delivered, use=Use.COMMERCIAL),
        vehicle(4, delivered_on=delivered, energy=Energy.ELECTRIC, last_visit_on=ends, last_maintenance_on=min(delivered, ends)),
        vehicle(3, delivered_on=delivered, last_visit_on=ends, last_maintenance_on=max(delivered, planned)),
    )
    facts = CustomerFacts(id=1, birthday=born, licence_expires_on=ends, vehicles=vehicles)
    found = [each for each in candidates(facts, desk(), today) if each.due_by is DueBy.INTERVAL]
    assert {each.key.kind for each in found} >= {Kind.DC1, Kind.MONTHLY_CARE, Kind.INSURANCE_EXPIRY, Kind.FESTIVAL, Kind.DORMANT}
    for each in found:
        stored = Stored(each.key, each.base, each.due_on, each.due_by, each.due_on, today, each.because)
        assert by_interval(stored, POLICY)[-1].on == each.due_on, each
        if each.base is BaseFact.INSPECTION_EXPECTED_ON:
            assert origin(stored)[-1].on == each.key.base_on


def first_maintenance(due_on, call_on=None, due_by=DueBy.MILEAGE):
    key = FollowUpKey(Kind.FIRST_MAINTENANCE, Channel.CALL, 1, 7, day("2026-05-01"), 0)
    return Stored(key, BaseFact.DELIVERED_ON, day(due_on), due_by, day(call_on or due_on), day("2026-06-15"))


def test_an_estimate_gives_its_readings_as_long_as_they_lead_to_the_stored_day():
    # 3,000 km after 30 days: 5,000 km on the 50th day, 20 June
    readings = (MileageReading(day("2026-05-01"), 0), MileageReading(day("2026-05-31"), 3000))
    driven = vehicle(7, delivered_on=day("2026-05-01"), readings=readings)
    by_months = Shift(Step.MONTHS, 3, day("2026-08-01"))
    assert shifts(first_maintenance("2026-06-20"), POLICY, driven) == (by_months, Shift(Step.MILEAGE, 5000, day("2026-06-20"), readings))
    for other in (None, vehicle(7, delivered_on=day("2026-05-01"))):
        assert shifts(first_maintenance("2026-06-20"), POLICY, other)[1].readings == ()
    assert shifts(first_maintenance("2026-06-21"), POLICY, driven)[1].readings == ()


def test_readings_that_came_after_the_planning_are_not_taken_for_its_cause():
    known = (MileageReading(day("2026-05-01"), 0), MileageReading(day("2026-05-31"), 3000))
    later = MileageReading(day("2026-06-16"), 9000)
    driven = vehicle(7, delivered_on=day("2026-05-01"), readings=(*known, later))
    assert shifts(first_maintenance("2026-06-20"), POLICY, driven)[1].readings == known


@pytest.mark.parametrize(
    ("due_by", "step"), [(DueBy.GO_LIVE, Step.GO_LIVE), (DueBy.BACKLOG, Step.BACKLOG), (DueBy.UNREACHED, Step.UNREACHED)]
)
def test_go_live_and_backlog_come_after_the_interval(due_by, step):
    told = shifts(first_maintenance("2026-08-09", due_by=due_by), POLICY, None)
    assert told == (Shift(Step.MONTHS, 3, day("2026-08-01")), Shift(step, None, day("2026-08-09")))


def test_what_was_set_by_hand_has_no_rule_and_a_call_put_off_is_the_last_step():
    told = shifts(first_maintenance("2026-08-09", "2026-08-11", DueBy.BY_HAND), POLICY, None)
    assert told == (Shift(Step.BY_HAND, None, day("2026-08-09")), Shift(Step.MOVED, None, day("2026-08-11")))
