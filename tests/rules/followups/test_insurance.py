"""Renewals: asked again while it is open, over when it is renewed, and the year after where no new date is known."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import SPECIALIST, customer, day, desk, drafts, item, only, vehicle

from kcrm.model import RENEWED, AssignedBy, BaseFact, CallResult, CancelReason, Kind, KnownResult, Role, StaffMember
from kcrm.rules.followups.assignment import Roster, assigned
from kcrm.rules.followups.due_dates import candidates
from kcrm.rules.followups.planning import Cancel, plan_customer

EXPIRES = day("2026-07-10")
CALLED = day("2026-06-10")


def told(result, on=CALLED, base_on=EXPIRES, kind=Kind.INSURANCE_EXPIRY):
    return KnownResult(kind, base_on, result, on)


ASKED = only(Kind.INSURANCE_EXPIRY, followups__insurance_expiry__again_days="15")


def wanted(facts):
    """The days on which calls about the known date are due."""
    return {str(found.due_on) for found in candidates(facts, desk(policy=ASKED), CALLED) if found.key.base_on == EXPIRES}


def due_days(facts, today, kind=Kind.INSURANCE_EXPIRY):
    return [str(draft.due_on) for draft in drafts(facts, day(today), desk(policy=ASKED if kind is Kind.INSURANCE_EXPIRY else only(kind)))]


@pytest.mark.parametrize("result", [CallResult.QUOTED, CallResult.UNDECIDED])
def test_who_left_it_open_is_asked_again_15_7_and_1_days_before_and_once_15_days_after(result):
    facts = customer(vehicle(insurance_expires_on=EXPIRES, results=(told(result),)))
    # 10 July less 30, 15, 7, 1 days; and 15 days after it
    assert due_days(facts, "2026-07-25") == ["2026-07-25"]
    assert wanted(facts) == {"2026-06-10", "2026-06-25", "2026-07-03", "2026-07-09", "2026-07-25"}


def test_what_lay_before_the_call_that_left_it_open_is_not_asked_again():
    facts = customer(vehicle(insurance_expires_on=EXPIRES, results=(told(CallResult.QUOTED, day("2026-07-03")),)))
    assert wanted(facts) == {"2026-06-10", "2026-07-09", "2026-07-25"}


def test_nobody_is_asked_again_who_was_not_reached_or_said_nothing_of_it():
    assert wanted(customer(vehicle(insurance_expires_on=EXPIRES))) == {"2026-06-10", "2026-07-25"}


@pytest.mark.parametrize("result", sorted(RENEWED))
def test_what_was_renewed_without_a_new_date_is_over_for_this_year(result):
    held = vehicle(insurance_expires_on=EXPIRES, results=(told(result),))
    open_one = item(Kind.INSURANCE_EXPIRY, EXPIRES, due_on=EXPIRES - timedelta(days=7), occurrence=7, vehicle_id=held.id)
    plan = plan_customer(
        customer(held), [open_one], desk(policy=only(Kind.INSURANCE_EXPIRY, followups__insurance_expiry__lead_days="30,7")), CALLED
    )
    assert plan.changes == (Cancel(1, CancelReason.RENEWED),)


def test_a_date_that_was_never_renewed_comes_again_the_next_year_marked_assumed():
    facts = customer(vehicle(insurance_expires_on=EXPIRES))
    (draft,) = drafts(facts, day("2027-06-10"), desk(policy=only(Kind.INSURANCE_EXPIRY)))
    assert (draft.base, str(draft.key.base_on), str(draft.due_on), draft.because) == (
        *(BaseFact.INSURANCE_ASSUMED_ON, "2027-07-10", "2027-06-10", "assumed=2026-07-10"),
    )
    (draft,) = drafts(facts, day("2031-06-10"), desk(policy=only(Kind.INSURANCE_EXPIRY)))
    assert str(draft.key.base_on) == "2031-07-10"


def test_an_assumed_year_that_was_renewed_without_a_date_is_over_as_well():
    facts = customer(
        vehicle(insurance_expires_on=EXPIRES, results=(told(CallResult.RENEWED_ELSEWHERE, day("2027-06-10"), day("2027-07-10")),))
    )
    assert due_days(facts, "2027-07-25") == []
    assert due_days(facts, "2028-06-10") == ["2028-06-10"]


def test_of_29_february_it_is_the_last_of_the_month():
    facts = customer(vehicle(insurance_expires_on=day("2024-02-29")))
    assert [str(draft.key.base_on) for draft in drafts(facts, day("2026-01-29"), desk(policy=only(Kind.INSURANCE_EXPIRY)))] == [
        "2026-02-28"
    ]


def test_not_once_the_owner_is_lost_or_the_vehicle_gone():
    # last here on 1 May 2026: lost twelve months later, before the call of 10 June 2027
    lost = vehicle(insurance_expires_on=EXPIRES, last_visit_on=day("2026-05-01"))
    assert due_days(customer(lost), "2027-06-10") == []
    # and one day later he would be lost on 11 June, the day after that call
    assert due_days(customer(lost._replace(last_visit_on=day("2026-06-11"))), "2027-06-10") == ["2027-06-10"]
    assert due_days(customer(vehicle(insurance_expires_on=EXPIRES, sold_on=day("2027-01-01"))), "2027-06-10") == []


def test_both_insurances_run_out_by_themselves():
    facts = customer(vehicle(insurance_expires_on=EXPIRES, compulsory_expires_on=day("2026-08-10")))
    found = {(draft.key.kind, str(draft.due_on)) for draft in drafts(facts, day("2026-07-11"), desk(go_live=day("2026-06-01")))}
    assert {(Kind.INSURANCE_EXPIRY, "2026-06-10"), (Kind.COMPULSORY_EXPIRY, "2026-07-11")} & found == {
        (Kind.COMPULSORY_EXPIRY, "2026-07-11")
    }


def test_a_renewal_specialist_has_them_where_there_is_one():
    facts = customer(vehicle(), specialist_id=SPECIALIST)
    today = CALLED
    without = Roster([StaffMember(SPECIALIST, Role.CS_SPECIALIST)])
    assert assigned(Role.RENEWAL_SPECIALIST, facts, vehicle(), without, today) == (SPECIALIST, AssignedBy.SPECIALIST)
    there = Roster([StaffMember(SPECIALIST, Role.CS_SPECIALIST), StaffMember(99, Role.RENEWAL_SPECIALIST)])
    assert assigned(Role.RENEWAL_SPECIALIST, facts, vehicle(), there, today) == (99, AssignedBy.ROLE)
    gone = Roster([StaffMember(SPECIALIST, Role.CS_SPECIALIST), StaffMember(99, Role.RENEWAL_SPECIALIST, left_on=day("2026-01-01"))])
    assert assigned(Role.RENEWAL_SPECIALIST, facts, vehicle(), gone, today) == (SPECIALIST, AssignedBy.SPECIALIST)


DAYS = st.dates(day("2025-01-01"), day("2027-12-31"))


@given(DAYS, st.lists(st.tuples(st.sampled_from(CallResult), DAYS), max_size=3), DAYS)
def test_of_a_vehicle_and_expiry_no_two_calls_are_due_on_a_day_and_none_once_it_is_renewed(expires_on, said, today):
    results = tuple(told(result, on, expires_on) for result, on in said[-1:])
    facts = customer(vehicle(insurance_expires_on=expires_on, results=results))
    found = list(candidates(facts, desk(policy=only(Kind.INSURANCE_EXPIRY)), today))
    assert len({each.due_on for each in found}) == len(found)
    if results and results[0].result in RENEWED:
        assert not [each for each in found if each.key.base_on == expires_on]
        # the next time it is asked is before it runs out again
        assert all((each.key.base_on - expires_on).days >= 365 for each in found)
