"""What is counted of the owners' club: who was a member at a period's end, and which vehicles were members' then.

They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import END, STANDS, Facts, flag, vehicles_of

CLUB: Final = """
member (club_id, customer_id, day, from_on, until_on) AS (SELECT id, customer_id, from_on, from_on, coalesce(until_on, '9999') FROM club),
owned (vehicle_id, customer_id, from_on, until_on, delivered_on, scrapped_on) AS (
    SELECT fact_vehicle.vehicle_id, ownership.customer_id, coalesce(ownership.from_on, ''), coalesce(ownership.until_on, '9999'),
        fact_vehicle.delivered_on, fact_vehicle.scrapped_on
    FROM ownership JOIN fact_vehicle ON fact_vehicle.vehicle_id = ownership.vehicle_id
)
"""
"""owned: whose each vehicle was from a day on, until another."""
# as `club report` has it: with a vehicle that was theirs when it came
_ACTIVE: Final = f"""EXISTS (
    SELECT 1 FROM ownership JOIN fact_visit ON fact_visit.vehicle_id = ownership.vehicle_id
        AND fact_visit.policy_version_id = period.policy_version_id
        AND fact_visit.day >= coalesce(ownership.from_on, '') AND fact_visit.day < coalesce(ownership.until_on, '9999')
    WHERE ownership.customer_id = member.customer_id AND fact_visit.day > period.active_after AND fact_visit.day <= {END}
)"""  # noqa: S608 - our own words
_OF_MEMBER: Final = f"""EXISTS (
    SELECT 1 FROM club WHERE club.customer_id = owned.customer_id AND club.from_on <= {END} AND coalesce(club.until_on, '9999') > {END}
)"""  # noqa: S608 - as above


def club_facts(columns: Mapping[str, str]) -> Mapping[str, Facts]:
    """The kinds of row of the club. columns: of every vehicle."""
    return {
        "club_member": Facts(
            "member", STANDS.format("member"), ("club_id", "customer_id", "day"), {"is_active": flag(_ACTIVE)}, given="club"
        ),
        "owned_vehicle": vehicles_of("owned", {**columns, "of_member": flag(_OF_MEMBER)}, given="club"),
    }
