"""What is counted of campaigns: whom they approached, as the rule of their effect says, and what was paid for them.

They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.kpi.shape import Facts, within

CAMPAIGNS: Final = """
approached (campaign_id, customer_id, day, is_reached, is_response, fen) AS (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'),
        json_extract(value, '$[4]'), json_extract(value, '$[5]')
    FROM json_each(:approached)
),
spent (cost_id, campaign_id, day, fen) AS (SELECT id, campaign_id, day, amount_fen FROM campaign_cost),
message_row (call_id, customer_id, day, is_failed) AS (
    SELECT call.id, call.customer_id, call.called_on, EXISTS (
        SELECT 1 FROM message_result WHERE message_result.call_id = call.id AND message_result.state = 'failed'
    )
    FROM call WHERE call.by = 'message' AND call.outcome = 'message_sent'
),
refusal_row (result_id, customer_id, day) AS (SELECT id, customer_id, told_on FROM message_result WHERE state = 'refused'),
campaign_money (campaign_id, of_id, day, brought, spent) AS (
    SELECT campaign_id, customer_id, day, fen, 0 FROM approached UNION ALL SELECT campaign_id, cost_id, day, 0, fen FROM spent
)
"""
"""approached: campaign, person, from which day on, whether they were reached and responded, and what they brought."""


def _of(view: str, *ids: str, columns: Mapping[str, str]) -> Facts:
    return Facts(view, within(view), (*ids, "day"), {name: f"{view}.{column}" for name, column in columns.items()}, given="campaigns")


CAMPAIGN_FACTS: Final[Mapping[str, Facts]] = {
    "approach": _of(
        "approached", "campaign_id", "customer_id", columns={"is_reached": "is_reached", "is_response": "is_response", "fen": "fen"}
    ),
    "campaign_spent": _of("spent", "cost_id", "campaign_id", columns={"fen": "fen"}),
    "message_sent": _of("message_row", "call_id", "customer_id", columns={"is_failed": "is_failed"}),
    "message_refusal": _of("refusal_row", "result_id", "customer_id", columns={}),
    "campaign_money": _of("campaign_money", "campaign_id", "of_id", columns={"brought": "brought", "spent": "spent"}),
}
