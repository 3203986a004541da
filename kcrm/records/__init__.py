"""The desk's records, each declared once: `kcrm/records/customer.py` and its siblings.

From a declaration follow the columns of import and export, the options of `add` and `edit`, lists and cards, the words of the operations
log, filters, completion and `kcrm fields`. DDL is written by hand in `kcrm/migrations`; a test holds the two together. What is particular
about a noun is code beside it: `kcrm/actions/records.py`, `kcrm/queries/<noun>.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Final

from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.records.noun import Field, Noun, Section

__all__ = ["WORDS", "Field", "Noun", "Section", "SheetKind", "kind_named", "kind_of", "noun_of", "of_table"]


class SheetKind(StrEnum):
    """The kinds of record, as `import` names them, in the order in which they need each other."""

    STAFF = "staff"
    DEPARTMENTS = "departments"
    CUSTOMERS = "customers"
    VEHICLES = "vehicles"
    ORDERS = "orders"
    COMPLAINTS = "complaints"
    OPPORTUNITIES = "opportunities"
    NEEDS = "needs"
    PROSPECTS = "prospects"
    FLEETS = "fleets"
    MEMBERS = "members"
    RELATIONS = "relations"
    PRODUCTS = "products"
    ANNIVERSARIES = "anniversaries"
    CONTRACTS = "contracts"
    BILLS = "bills"
    PAYMENTS = "payments"
    MEETINGS = "meetings"
    TASKS = "tasks"
    MEASURES = "measures"
    WORKPLANS = "workplans"
    ARTICLES = "articles"
    CHECKLISTS = "checklists"
    BREACHES = "breaches"
    JOURNALS = "journals"
    TRAININGS = "trainings"
    CAMPAIGNS = "campaigns"
    MEMBERSHIPS = "memberships"
    EVENTS = "events"
    ATTENDANCES = "attendances"
    ADVERTISEMENTS = "advertisements"
    POINTS = "points"
    VOUCHERS = "vouchers"
    RESCUES = "rescues"
    APPOINTMENTS = "appointments"
    RECALL_CAMPAIGNS = "recall_campaigns"
    RECALLS = "recalls"
    JOBS = "jobs"
    WORKS = "works"
    CONSENTS = "consents"


class OutKind(StrEnum):
    """What `export` gives besides: what the desk planned, did and heard, which only backups bring back; costs: `finance import`.

    Of calls `import` takes what was said, and logs it.
    """

    FOLLOWUPS = "followups"
    CALLS = "calls"
    ANSWERS = "answers"
    FINANCE = "finance"


IN_KINDS: Final = (*SheetKind, OutKind.CALLS)
"""What `import` takes, in the order of need."""
VIEW_NAMES: Final = ("v_customers", "v_vehicles", "v_orders", "v_due", "v_complaints")
"""The views that other programs and `kcrm sql` read; `kcrm/records/readable.py` says what stands in them."""
ALL_VIEWS: Final = "views"
"""What `fields` calls them together."""
EVERYTHING: Final = "all"
"""What `export` calls the kinds of record together."""


def kind_named(text: str) -> SheetKind:
    """The kind of a file. Raises UsageError with near names."""
    return SheetKind(_named(text, list(SheetKind)))


def in_kind_named(text: str) -> SheetKind | OutKind:
    """What `import` takes: a kind of record, or calls, which are logged. Raises UsageError with near names."""
    return OutKind.CALLS if _named(text, IN_KINDS) == OutKind.CALLS else SheetKind(text)


def out_kind_named(text: str) -> SheetKind | OutKind | None:
    """What `export` is to give, None for everything. Raises UsageError with near names."""
    word = _named(text, [*SheetKind, *OutKind, EVERYTHING])
    if word == EVERYTHING:
        return None
    return SheetKind(word) if word in set(SheetKind) else OutKind(word)


def _named(text: str, words: Sequence[str]) -> str:
    if text in words:
        return text
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

    raise UsageError(
        N_("“{value}” is not a kind of file. Choose from: {kinds}."),
        near=get_close_matches(text, words),
        value=text,
        kinds=", ".join(words),
    )


class _Known(NamedTuple):
    """What is known of a kind without its declaration. module: also the noun of its commands. word: an msgid, what one is called."""

    module: str
    table: str
    word: str


_KINDS: Final = {
    SheetKind.STAFF: _Known("staff", "staff", N_("member of staff")),
    SheetKind.DEPARTMENTS: _Known("department", "department", N_("department")),
    SheetKind.CUSTOMERS: _Known("customer", "customer", N_("customer")),
    SheetKind.VEHICLES: _Known("vehicle", "vehicle", N_("vehicle")),
    SheetKind.ORDERS: _Known("order", "repair_order", N_("repair order")),
    SheetKind.COMPLAINTS: _Known("complaint", "complaint", N_("complaint")),
    SheetKind.OPPORTUNITIES: _Known("opportunity", "opportunity", N_("opportunity")),
    SheetKind.NEEDS: _Known("need", "need", N_("need")),
    SheetKind.PROSPECTS: _Known("prospect", "prospect", N_("prospect")),
    SheetKind.FLEETS: _Known("fleet", "fleet", N_("fleet account")),
    SheetKind.MEMBERS: _Known("member", "member", N_("member")),
    SheetKind.RELATIONS: _Known("relation", "relation", N_("relation")),
    SheetKind.PRODUCTS: _Known("product", "product", N_("product")),
    SheetKind.ANNIVERSARIES: _Known("anniversary", "anniversary", N_("anniversary")),
    SheetKind.CONTRACTS: _Known("contract", "contract", N_("contract")),
    SheetKind.BILLS: _Known("bill", "bill", N_("bill")),
    SheetKind.PAYMENTS: _Known("payment", "payment", N_("payment received")),
    SheetKind.MEETINGS: _Known("meeting", "meeting", N_("meeting")),
    SheetKind.TASKS: _Known("task", "task", N_("task")),
    SheetKind.MEASURES: _Known("measure", "measure", N_("measure taken against something")),
    SheetKind.WORKPLANS: _Known("workplan", "workplan", N_("line of a work plan")),
    SheetKind.ARTICLES: _Known("article", "article", N_("article")),
    SheetKind.CHECKLISTS: _Known("checklist", "checklist_item", N_("item of a checklist")),
    SheetKind.BREACHES: _Known("breach", "breach", N_("breach of rules")),
    SheetKind.JOURNALS: _Known("journal", "journal", N_("journal")),
    SheetKind.TRAININGS: _Known("training", "training", N_("training of one person")),
    SheetKind.CAMPAIGNS: _Known("campaign", "campaign", N_("campaign")),
    SheetKind.MEMBERSHIPS: _Known("club", "club", N_("membership of the club")),
    SheetKind.EVENTS: _Known("event", "event", N_("event")),
    SheetKind.ATTENDANCES: _Known("attendance", "attendance", N_("attendance at an event")),
    SheetKind.ADVERTISEMENTS: _Known("ad", "advertisement", N_("advertisement")),
    SheetKind.POINTS: _Known("points", "points", N_("row of the points")),
    SheetKind.VOUCHERS: _Known("voucher", "voucher", N_("voucher")),
    SheetKind.RESCUES: _Known("rescue", "rescue", N_("rescue")),
    SheetKind.APPOINTMENTS: _Known("appointment", "appointment", N_("appointment")),
    SheetKind.RECALL_CAMPAIGNS: _Known("recall", "recall", N_("recall")),
    SheetKind.RECALLS: _Known("recall_vin", "recall_vin", N_("VIN of a recall")),
    SheetKind.JOBS: _Known("job", "job", N_("job")),
    SheetKind.WORKS: _Known("work", "work", N_("work or part left")),
    SheetKind.CONSENTS: _Known("consent", "consent", N_("consent")),
}
_BY_TABLE: Final = {known.table: kind for kind, known in _KINDS.items()}
WORDS: Final = {known.module: known.word for known in _KINDS.values()}
"""By the noun of its commands what one record of a kind is called."""


@cache
def noun_of(kind: SheetKind) -> Noun:
    """The declaration of a kind of record; only this one is loaded."""
    noun = import_module(f"kcrm.records.{_KINDS[kind].module}").NOUN
    assert isinstance(noun, Noun)
    return noun


def kind_of(name: str) -> SheetKind | None:
    """The kind of a noun of the command line; None where no record is declared under that name."""
    return next((kind for kind, known in _KINDS.items() if known.module == name), None)


def of_table(table: str) -> Noun | None:
    """The declaration whose rows a table holds; None for the tables of the machinery and of cases."""
    return noun_of(_BY_TABLE[table]) if table in _BY_TABLE else None
