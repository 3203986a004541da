"""What of a customer is not given out to them, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.i18n import N_

_RECKONED: Final = N_("reckoned from what stands here")
_SURENESS: Final = N_("how sure the store is of a fact that stands here")
_MACHINERY: Final = N_("how the store plans its own work")
LEFT_OUT: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("class_move", "lifecycle_event", "hint", "plan_loyalty", "plan_use", "complaint_clock", "complaint_verdict"), _RECKONED
    ),
    **dict.fromkeys(("asked", "conflict", "evidence", "verification", "renumbered", "vehicle_former"), _SURENESS),
    **dict.fromkeys(("followup_event", "call_followup", "complaint_queue", "fleet_handover"), _MACHINERY),
    **dict.fromkeys(("campaign_left_out", "event_left_out", "plan_queue"), _MACHINERY),
    **dict.fromkeys(("erasure", "erasure_mark", "erasure_row"), N_("that something was erased, and the marks by which it stays so")),
    "call_audit": N_("about the work of staff"),
    "customer_apart": N_("about another customer"),
}
"""Tables that refer to customers, or to what is theirs, and are not given out, with the reason."""
