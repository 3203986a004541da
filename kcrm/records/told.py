"""What the columns of the file tell of people: by this is recorded what of it leaves where somebody asks in SQL.

Records say it in their declarations, readable views too; here stands what no declaration has. A test goes through every column that takes
any text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.model.personal import Personal
from kcrm.records import VIEW_NAMES, of_table
from kcrm.records.readable import told_by_view

_NAME, _PHONE, _NOTE = Personal.NAME, Personal.PHONE, Personal.NOTE

_ELSEWHERE: Final[Mapping[str, Mapping[str, Personal]]] = {
    "answer": {"answer": _NOTE},
    "call_audit": {"note": _NOTE},
    "campaign_cost": {"item": _NOTE},
    "campaign_wave": {"filter": _NOTE, "text": _NOTE},
    "checklist": {"name": _NOTE},
    "checklist_run": {"spot": _NOTE, "note": _NOTE},
    "call": {"note": _NOTE, "phone": _PHONE},
    "complaint_event": {"note": _NOTE},
    "conflict": {"old_value": _NOTE, "new_value": _NOTE, "right_value": _NOTE},
    "credit_assessment": {"facts_from": _NOTE},
    "fleet_handover": {"reason": _NOTE},
    "customer": {
        "pinyin": _NAME,
        "initials": _NAME,
        "phone_tail": _PHONE,
        "phone2_tail": _PHONE,
    },
    "customer_apart": {"note": _NOTE},
    "customer_former": {
        **dict.fromkeys(("name", "kept_name"), _NAME),
        **dict.fromkeys(("phone", "phone2", "kept_phone", "kept_phone2"), _PHONE),
    },
    "evidence": {"emptied": _NOTE},
    "finding": {"text": _NOTE, "answer": _NOTE},
    "followup": {"contact_name": _NAME, "contact_phone": _PHONE, "matter": _NOTE, "place": Personal.ADDRESS},
    "followup_event": {"reason": _NOTE},
    "form_answer": {"answer": _NOTE},
    "former_phone": {"phone": _PHONE},
    "message_result": {"reason": _NOTE, "phone": _PHONE},
    "need": {"reason": _NOTE},
    "operation_change": {"before": _NOTE},
    "operation_row": {"before": _NOTE},
    "opportunity": {"reason": _NOTE},
    "prospect_event": {"note": _NOTE, "reason": _NOTE},
    "renumbered": {"number": Personal.VIN},
    "right_request": {"why": _NOTE, "decision": _NOTE},
    "run_item": {"item": _NOTE, "note": _NOTE},
    "staff": {"pinyin": _NAME, "initials": _NAME},
    "survey_form": {"note": _NOTE},
    "use_excuse": {"reason": _NOTE},
    "vehicle": {"vin_tail": Personal.VIN},
    "vehicle_former": {"number": Personal.VIN, "name": Personal.PLATE, "kept_name": Personal.PLATE, "phone": _PHONE, "phone2": _PHONE},
    "visitor": {"name": _NAME, "phone": _PHONE, "note": _NOTE},
}


def told_by(table: str, column: str) -> Personal | None:
    """What a column of a table or view tells of a person; None for what tells of nobody."""
    if table in VIEW_NAMES:
        return told_by_view(table, column)
    own = _ELSEWHERE.get(table, {}).get(column)
    noun = of_table(table)
    if own is not None or noun is None:
        return own
    field = noun.columns.get(column)
    return field.personal if field is not None else None
