"""What stays of a person who is erased: every text that hangs on them goes, except what is declared here, each with its reason.

Texts of a table that hangs on a customer are found by `kcrm.queries.personal`; what the schema binds to words, days and times of ours, and
numbers that are counted, stay without being named. Law: Personal Information Protection Law of the People's Republic of China, article 47.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.model import CancelReason

FILLED: Final = "…"
"""What stands in place of a text where the schema wants one."""

SHARED: Final[Mapping[str, str]] = {
    "staff": "of the house: those who work here",
    "vehicle": "has other owners before and after; what its owner brought is emptied apart",
    "repair_order": "what was done to the vehicle; who brought it is emptied apart",
    "policy_version": "of the house",
    "classification_run": "counts of all customers",
    "campaign": "of the house",
    "campaign_wave": "of the house",
    "event": "of the house",
    "recall": "of the manufacturer",
    "recall_vin": "of the vehicle, for whoever has it",
    "erasure": "what says that they were erased",
    "erasure_mark": "what says that they were erased",
    "erasure_row": "what says that they were erased",
}
"""Tables that are not a person's though such rows refer to them, or they to a person."""

ABOUT_ANOTHER: Final[Mapping[tuple[str, str], str]] = {
    ("prospect", "referred_by_id"): "the prospect is whoever was named, not who named them",
}
"""References to a customer by which a row does not tell of them."""

OF_THE_CAR: Final = "what was wrong with the car, of which the warranty of whoever has it is reckoned; sentences that name somebody go"
_AGAIN: Final = "by this number a file's row is known again, so that it is not taken for a new one; books refer to it"
_FIGURE: Final = "figures are counted by it"
_WORD: Final = "a word or key of kcrm's own"

IMPERSONAL: Final[Mapping[tuple[str, str], str]] = {
    **{
        (table, f"{table}_no"): _AGAIN
        for table in (
            *("appointment", "bill", "complaint", "contract", "job", "need", "opportunity"),
            *("payment", "prospect", "rescue", "voucher", "work"),
        )
    },
    ("repair_order", "order_no"): _AGAIN,
    ("repair_order", "rework_of"): "the number of another order",
    ("repair_order", "steps"): _WORD,
    ("points", "source"): "kcrm's identifier of what they were booked for",
    ("repair_order", "fault"): OF_THE_CAR,
    ("vehicle_former", "number"): "a VIN, which is the vehicle's",
    **dict.fromkeys(
        (
            *(("answer", "survey"), ("answer", "question"), ("form_answer", "survey"), ("form_answer", "question")),
            *(("asked", "field"), ("conflict", "field"), ("evidence", "field")),
            *(("campaign_left_out", "reasons"), ("event_left_out", "reasons"), ("hint", "because"), ("refusal", "kind")),
            *(("followup", "kind"), ("followup", "base"), ("followup", "case_no"), ("followup", "because")),
            *(("call", "topics"), ("survey_form", "topics"), ("survey_form", "survey"), ("prospect_event", "skipped")),
        ),
        _WORD,
    ),
    **dict.fromkeys(
        (
            *(("complaint", "department"), ("complaint", "secondary_department"), ("complaint", "platform")),
            *(("complaint_event", "department"), ("complaint_event", "secondary_department"), ("finding", "department")),
            *(("prospect", "model"), ("prospect", "platform"), ("prospect", "rival"), ("prospect", "lost_to")),
            *(("prospect_event", "model"), ("prospect_event", "rival"), ("call_result", "insurer")),
        ),
        _FIGURE,
    ),
}
"""By table and column why a text of somebody's stays."""

WORDS: Final[Mapping[tuple[str, str], frozenset[str]]] = {("followup", "reason"): frozenset(CancelReason)}
"""Columns that hold either a person's words or one of these, which stays."""

KEPT: Final[Mapping[str, Mapping[str, str]]] = {
    "customer": {
        "id": "the number that it keeps",
        "kind": _FIGURE,
        "phone_state": _WORD,
        "do_not_contact": "nobody calls them",
        "contact_only": _FIGURE,
        "specialist_id": _FIGURE,
        "former_specialist_id": _FIGURE,
        "value_type": _FIGURE,
        "relation_type": _FIGURE,
        "relationship_level": _FIGURE,
        "grade": _FIGURE,
        "loyalty": _FIGURE,
        "known_from": _FIGURE,
        "known_on": _FIGURE,
    },
    "vehicle": {
        **dict.fromkeys(
            (
                *("id", "vin", "brand", "model", "model_class", "energy", "trim", "model_year", "colour", "interior", "engine_no"),
                *("displacement", "manufactured_on", "certificate_no", "use", "planned_delivery_on", "delivered_on", "registered_on"),
                *("warranty_until", "insurance_expires_on", "compulsory_expires_on", "inspection_due_on", "sold_on", "scrapped_on"),
            ),
            "about the car, whoever has it",
        ),
        **dict.fromkeys(("sales_consultant_id", "service_advisor_id", "known_from", "known_on", "purchase_kind", "payment"), _FIGURE),
        **dict.fromkeys(("commercial_insurer", "compulsory_insurer"), "a company's name"),
        **dict.fromkeys(("ordered_on", "list_price_fen", "price_fen", "deposit_fen", "deposit_on", "paid_on", "invoiced_on"), "the books"),
        **dict.fromkeys(("down_payment_fen", "loan_fen", "loan_months", "loan_until", "trade_in_fen"), "the books"),
    },
}
"""Tables of which every column goes, but these."""

BOUGHT: Final[Mapping[str, str]] = dict.fromkeys(
    ("contract_no", "invoice_no", "invoice_title", "loan_bank", "trade_in_model", "accessories", "purpose"),
    "told of who bought it here, though somebody else has it now",
)
"""Columns of a vehicle that its first owner brought."""

OF_THE_HOUSE: Final[Mapping[str, tuple[str, ...]]] = {
    "task": ("about",),
    "measure": ("about",),
    "notice": ("about",),
    "breach": ("evidence",),
}
"""Tables of the house whose rows name what they are about by an identifier, and where: of a person's, their other texts go."""
