"""What the declared rows of the kinds promise, of whatever kinds there are: nobody who adds one has to think of it elsewhere."""

import pytest
from planning_desk import customer, day, desk, item, only, vehicle

from kcrm.model import BaseFact, CancelReason, Channel, ClosedOrder, Kind, Of, OrderType, VehicleFacts
from kcrm.policy import Policy
from kcrm.rules.followups.due_dates import candidates
from kcrm.rules.followups.planning import Cancel, plan_customer
from kcrm.rules.why import Stored, by_interval, deciding

TODAY = day("2026-03-10")
PAST = day("2024-03-08")
OF_VEHICLES = [kind for kind in Kind if kind.row.of in {Of.DELIVERY, Of.VEHICLE, Of.ORDER, Of.ABSENCE}]
ORDER = ClosedOrder(31, "R31", OrderType.PAID_REPAIR, PAST, False, False, None, None)


def owned(kind, number=7, **more):
    """A vehicle of which the kind's base date is `PAST`."""
    facts = {"orders": (ORDER,)} if kind.row.of is Of.ORDER else {kind.row.base: PAST}
    return vehicle(number, **facts | more)


def reason(kind, facts):
    changes = plan_customer(facts, [item(kind, PAST, due_on=TODAY)], desk(policy=only(kind)), TODAY).changes
    return [change.reason for change in changes if isinstance(change, Cancel)]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_starts_from_a_fact_that_is_recorded(kind):
    row = kind.row
    others = {BaseFact.CLOSED_ON, BaseFact.RESOLVED_ON, BaseFact.READY_ON, BaseFact.HINTED_ON, BaseFact.FESTIVAL, BaseFact.BY_HAND}
    assert row.label
    with_their_own = {Of.PROSPECT, Of.ACCOUNT, Of.CAMPAIGN, Of.MEASURE, Of.EVENT, Of.POINTS, Of.RESCUE, Of.WORK, Of.APPOINTMENT, Of.RECALL}
    assert row.of in with_their_own or row.base in {*VehicleFacts._fields, *customer()._fields, *others}


@pytest.mark.parametrize("kind", OF_VEHICLES)
def test_a_kind_about_a_vehicle_ends_with_the_vehicle_and_says_how(kind):
    assert reason(kind, customer(owned(kind, number=8))) == [CancelReason.NEW_OWNER]
    assert reason(kind, customer(owned(kind, sold_on=TODAY))) == [CancelReason.SOLD]
    assert reason(kind, customer(owned(kind, scrapped_on=TODAY))) == [CancelReason.SCRAPPED]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.row.of is Of.DELIVERY])
def test_a_kind_of_delivery_ends_when_the_vehicle_has_a_new_owner(kind):
    assert reason(kind, customer(owned(kind, owned_from=day("2026-03-01")))) == [CancelReason.NEW_OWNER]


@pytest.mark.parametrize("kind", OF_VEHICLES)
def test_a_kind_whose_base_date_is_another_now_says_so(kind):
    other = {"orders": ()} if kind.row.of is Of.ORDER else {kind.row.base: day("2024-03-01")}
    assert reason(kind, customer(vehicle(**other))) == [CancelReason.BASE_CHANGED]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_tells_its_steps_and_the_values_it_was_decided_by(kind):
    key = item(kind, PAST, occurrence=2026 if kind.row.of is Of.CUSTOMER else 2, channel=Channel.CALL).key
    stored = Stored(key, kind.row.base, TODAY, "interval", TODAY, TODAY)
    assert by_interval(stored, Policy.default())
    assert deciding(kind, kind.row.base)[0] == f"followups.{kind}."


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.row.of is Of.DELIVERY])
def test_every_kind_of_delivery_is_planned_for_who_took_it(kind):
    found = candidates(customer(vehicle(delivered_on=TODAY)), desk(policy=only(kind)), TODAY)
    assert {each.key.kind for each in found} == {kind}
