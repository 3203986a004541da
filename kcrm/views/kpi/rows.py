"""The rows behind a figure, as a list."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from kcrm.actions.kpi.rows import OfKpi, RowsBehind
from kcrm.exchange.finance import FinanceKind
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, Unit
from kcrm.model import CallMatter, ClockKind, Kind, OrderType, Role, Severity
from kcrm.model.appointments import AppointmentState
from kcrm.model.articles import ArticleKind
from kcrm.model.campaigns import CampaignKind
from kcrm.model.fleets import ContractKind, CreditGrade
from kcrm.model.jobs import JobKind
from kcrm.model.manager import MeasureState, Place, TaskState
from kcrm.model.personal import Personal
from kcrm.model.points import PointsKind, VoucherKind
from kcrm.model.prospects import ProspectSource
from kcrm.model.quality import Sameness
from kcrm.model.recalls import Risk
from kcrm.model.rescues import Solved
from kcrm.model.vocabulary import Team
from kcrm.model.words import Labels, labels_of
from kcrm.model.works import DeclinedFor
from kcrm.queries.kpi.rows import OF_PROSPECTS
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import WORDS
from kcrm.records.noun import Section
from kcrm.rules.kpi import KpiValue
from kcrm.rules.kpi.formulas import in_unit
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.evidence import FIELD
from kcrm.views.kpi.figures import made_of, titled, value_words
from kcrm.views.labels import SURVEY

_FACTS: Labels = MappingProxyType(
    {
        "visit": N_("visit"),
        "return": N_("visit that came back"),
        "order": N_("order"),
        "income": N_("order closed"),
        "paid_visit": N_("paid visit"),
        "vehicle": N_("vehicle"),
        "first_maintenance": N_("first maintenance"),
        "file": N_("customer file"),
        "staff": N_("member of staff"),
        "technician": N_("technician"),
        "call": N_("call"),
        "renewal": N_("insurance that ran out"),
        "reminder": N_("reminder"),
        "call_in": N_("call that came in"),
        "complaint": N_("complaint"),
        "deadline": N_("deadline"),
        "finding": N_("finding"),
        "questionnaire": N_("questionnaire"),
        "prospect": N_("prospect"),
        "open_prospect": N_("open prospect"),
        "prospect_contact": N_("prospect contact"),
        "visitor": N_("visitor"),
        "showroom": N_("prospect who came"),
        "quote": N_("prospect quoted"),
        "deal": N_("prospect who ordered"),
        "handover": N_("delivery"),
        "delivery": N_("vehicle delivered"),
        "lost_prospect": N_("prospect lost"),
        "cancelled_order": N_("order cancelled"),
        "revisit": N_("revisit"),
        "platform_cost": N_("cost of a platform"),
        "lost_opportunity": N_("opportunity lost"),
        "file_share": N_("group of a file"),
        "verification": N_("vehicle to verify"),
        "phone": N_("phone"),
        "conflict_open": N_("conflict open"),
        "conflict_opened": N_("conflict found"),
        "conflict_settled": N_("conflict settled"),
        "duplicate": N_("two records"),
        "merge": N_("record merged"),
        "contract": N_("contract"),
        "contract_order": N_("order under a contract"),
        "contract_income": N_("order of a contract customer"),
        "open_bill": N_("bill open"),
        "due_bill": N_("bill due"),
        "issued_bill": N_("bill issued"),
        "account": N_("account"),
        "grade_move": N_("change of grade"),
        "account_visit": N_("visit to an account"),
        "account_vehicle": N_("fleet vehicle"),
        "plan_wanted": N_("plan to be handed in"),
        "journal_wanted": N_("journal to be written"),
        "use_score": N_("use score of a month"),
        "task_due": N_("task that was due"),
        "job": N_("job"),
        "run": N_("run of a checklist"),
        "measure_checked": N_("measure looked at again"),
        "article_vote": N_("word that an article helped"),
        "approach": N_("approached by a campaign"),
        "campaign_spent": N_("cost of a campaign"),
        "campaign_money": N_("money of a campaign"),
        "points": N_("row of the points"),
        "points_open": N_("row of the points"),
        "voucher": N_("voucher"),
        "recall": N_("VIN of a recall"),
        "rescue": N_("rescue"),
        "bay_held": N_("order in a bay"),
        "bay_open": N_("open hour of bays"),
        "rescue_arrival": N_("rescue"),
        "appointment": N_("appointment"),
        "work": N_("work left"),
        "club_member": N_("member of the club"),
        "owned_vehicle": N_("vehicle"),
        "message_sent": N_("message"),
        "message_refusal": N_("refusal of messages"),
        "finance": N_("costs and plans"),
    }
)
_WORDS: Mapping[str, Labels] = {
    **dict.fromkeys(("visit", "return", "order", "income", "paid_visit", "bay_held"), OrderType),
    **dict.fromkeys(("staff", "technician", "plan_wanted", "journal_wanted", "use_score"), Role),
    "bay_open": Team,
    "task_due": TaskState,
    "job": JobKind,
    "run": Place,
    "measure_checked": MeasureState,
    "article_vote": ArticleKind,
    **dict.fromkeys(("approach", "campaign_spent", "campaign_money"), CampaignKind),
    **dict.fromkeys(("points", "points_open"), PointsKind),
    "voucher": VoucherKind,
    **dict.fromkeys(("rescue", "rescue_arrival"), Solved),
    "appointment": AppointmentState,
    "work": DeclinedFor,
    "recall": Risk,
    "complaint": Severity,
    "deadline": ClockKind,
    **dict.fromkeys(("call", "renewal", "reminder"), Kind),
    "call_in": CallMatter,
    "questionnaire": SURVEY,
    **dict.fromkeys(OF_PROSPECTS, ProspectSource),
    "file_share": Section,
    **dict.fromkeys(("conflict_open", "conflict_opened", "conflict_settled"), FIELD),
    "duplicate": Sameness,
    "merge": WORDS,
    "contract": ContractKind,
    **dict.fromkeys(("contract_order", "contract_income"), OrderType),
    **dict.fromkeys(("account", "grade_move"), CreditGrade),
    "account_visit": Kind,
    **dict.fromkeys(("finance", "platform_cost"), FinanceKind),
}
_COLUMNS = (
    Column("key", N_("KPI"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("what", N_("What"), Cell.ENUM, 2, labels=_FACTS),
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("number", N_("Number"), Cell.IDENTIFIER, 3),
    Column("day", N_("Day"), Cell.DATE),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 2, personal=Personal.PLATE),
    Column("detail", N_("Detail"), audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("detail", N_("Detail"), priority=1, audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("in_numerator", N_("In the numerator"), Cell.MEASURE),
    Column("in_denominator", N_("In the denominator"), Cell.MEASURE),
)


def rows_view(found: RowsBehind, value: KpiValue | None) -> View:
    """The rows, by day. value: what they come to, where all of them are there."""
    of = found.definition
    notes = []
    if value is not None:
        said = " = ".join(filter(None, (made_of(value), value_words(value))))
        notes.append(_("{name}: {value}").format(name=_(of.name), value=said))
    if of.numerator.of:
        notes.append(_("{name} is made of other figures; these are their rows: {formula}").format(name=_(of.name), formula=_(of.formula)))
    if found.closed is not None:
        words = _("{month} is closed: these are its rows as they are now. What was published and what differs: kcrm kpi closed {month}")
        notes.append(words.format(month=found.closed))
    unrecorded = of.numerator.facts is None and not of.numerator.of
    return View(
        titled(_(of.name), found.period),
        _COLUMNS,
        [_row(each) for each in found.rows],
        caption=True,
        notes=tuple(notes),
        empty=_(of.note) if unrecorded and of.note else _("Nothing to count in this period."),
    )


def _row(each: OfKpi) -> tuple[object, ...]:
    row = each.row
    word = row.word and _(labels_of(_WORDS[row.facts])[row.word])
    return (
        each.key,
        row.facts,
        row.id,
        row.number,
        row.day,
        None if row.customer_id is None else identifier(Thing.CUSTOMER, row.customer_id),
        row.name if row.facts != "finance" or row.word != "plan" else _(KPIS[str(row.name)].name),
        row.plate,
        row.word,
        word,
        *(_measured(amount, unit) for amount, unit in zip((row.in_numerator, row.in_denominator), each.units, strict=True)),
    )


def _measured(amount: int, unit: Unit) -> Measured:
    number = in_unit(amount, unit)
    return Measured(number if number is not None else Fraction(0), Unit.COUNT if unit is Unit.PERCENT else unit)
