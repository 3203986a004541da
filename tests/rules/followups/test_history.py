"""How much of the past a plan needs, worked out by hand."""

from planning_desk import day, desk, item

from kcrm.model import Kind, State
from kcrm.rules.followups.history import needed_history

GO_LIVE = day("2026-06-01")


def test_orders_are_needed_whose_call_falls_due_on_go_live_or_later():
    # three days after closing
    assert needed_history(desk(go_live=GO_LIVE), []).orders_since == day("2026-05-29")


def test_mileage_is_needed_where_the_longest_interval_reaches_go_live():
    # twelve months with an electric car: 12 * 31 = 372 days before
    assert needed_history(desk(go_live=GO_LIVE), []).maintained_since == day("2025-05-25")


def test_what_is_stored_of_a_vehicle_and_may_still_change_needs_what_it_starts_from():
    stored = [
        item(Kind.POST_SERVICE, day("2025-01-02"), number=1),
        item(Kind.POST_SERVICE, day("2025-01-03"), number=2, state=State.CANCELLED),
        item(Kind.POST_SERVICE, day("2025-01-04"), number=3, state=State.DONE),
        item(Kind.BIRTHDAY, day("1990-01-05"), number=4, vehicle_id=None),
    ]
    assert needed_history(desk(go_live=GO_LIVE), stored).kept == {(7, day("2025-01-02")), (7, day("2025-01-03"))}
