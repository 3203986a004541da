"""What is shown of a group of stores: what was published, and what is not counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction

from kcrm.actions.publishing import Published
from kcrm.dates import Period
from kcrm.group.facts import digest
from kcrm.group.manifest import Left, LeftOut, Manifest, Stores
from kcrm.group.recounts import Verified
from kcrm.group.together import Part, Together
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, Unit
from kcrm.rules.finance import Costs, whole_months
from kcrm.views import Audience, Cell, Column, Measured, Shape, View
from kcrm.views.kpi.figures import parts, period_words, titled
from kcrm.views.labels import label_of
from kcrm.views.values import joined

_PUBLISHED = (
    Column("store", N_("Store"), Cell.IDENTIFIER),
    Column("region", N_("Region")),
    Column("folder", N_("Folder")),
    Column("files", N_("Files"), Cell.COUNT),
    Column("written", N_("Written anew"), Cell.COUNT),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("closed_months", N_("Closed months"), Cell.COUNT),
)
_WHAT = {"differs": N_("the group counts otherwise"), "corrected": N_("corrected since")}
_STORES = (
    Column("store", N_("Store"), Cell.IDENTIFIER),
    Column("name", N_("Store name")),
    Column("region", N_("Region")),
    Column("state", N_("State"), Cell.ENUM, labels={"counted": N_("counted"), **{each: each.label for each in Left}}),
    Column("same_as", N_("Same database as"), Cell.IDENTIFIER, 1),
    Column("as_of", N_("As of"), Cell.INSTANT),
    Column("kcrm", N_("kcrm"), Cell.IDENTIFIER, 2),
    Column("schema", N_("Schema"), Cell.COUNT, 2),
    Column("counting", N_("Definitions"), Cell.IDENTIFIER, 3),
    Column("rows", N_("Rows"), Cell.COUNT, 1),
)
_FINDINGS = (
    Column("store", N_("Store"), Cell.IDENTIFIER),
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("key", N_("KPI"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("key", N_("KPI"), audience=Audience.PEOPLE),
    Column("finding", N_("Finding"), Cell.ENUM, labels=_WHAT),
    Column("told", N_("As published"), Cell.MEASURE),
    Column("found", N_("Counted again"), Cell.MEASURE),
    Column("told_numerator", N_("Numerator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("told_denominator", N_("Denominator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("found_numerator", N_("Numerator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("found_denominator", N_("Denominator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit, audience=Audience.MACHINES),
)
_TOGETHER = (
    Column("key", N_("KPI"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("key", N_("KPI"), audience=Audience.PEOPLE),
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit, audience=Audience.MACHINES),
    Column("by_store", N_("Stores added up"), Cell.MEASURE),
    Column("as_one", N_("As one group"), Cell.MEASURE),
    Column("by_store_numerator", N_("Numerator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("by_store_denominator", N_("Denominator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("as_one_numerator", N_("Numerator"), Cell.MEASURE, audience=Audience.MACHINES),
    Column("as_one_denominator", N_("Denominator"), Cell.MEASURE, audience=Audience.MACHINES),
)
_SHORT = 12


def published_view(found: Published) -> View:
    """What a store has published."""
    row = (found.store, found.region, str(found.folder), found.files, found.written, found.rows, found.months)
    return View(_("Published"), _PUBLISHED, [row], shape=Shape.RECORD)


def stores_view(found: Stores) -> View:
    """The stores of a folder, and whether their figures can be added."""
    rows: list[Sequence[object]] = [
        (each.store, each.name, each.region, "counted", None, each.as_of, each.kcrm, each.schema, each.counting[:_SHORT], _rows(each))
        for each in found.counted
    ]
    rows += [(code, None, None, each.why, each.other, each.as_of, None, None, None, None) for code, each in found.left.items()]
    note = _("This kcrm counts by the definitions {digest}.").format(digest=digest()[:_SHORT])
    return View(_("Stores"), _STORES, sorted(rows, key=lambda row: str(row[0])), notes=(note,))


def counted_note(found: Stores) -> tuple[str, ...]:
    """How many stores are counted of those that are known, and which are not, with the reason."""
    said = _("{count} of {known} stores.").format(count=len(found.counted), known=found.known)
    return (said, *(_left_note(code, each) for code, each in found.left.items()))


def _left_note(code: str, left: LeftOut) -> str:
    reason = label_of(left.why)
    if left.as_of is None:
        return _("Not counted: {store}: {reason}.").format(store=code, reason=reason)
    day = left.as_of.date()
    if left.other is None:
        return _("Not counted: {store}: {reason} ({day}).").format(store=code, reason=reason, day=day)
    return _("Not counted: {store}: {reason}: {other} ({day}).").format(store=code, reason=reason, other=left.other, day=day)


def key_notes(stores: Sequence[str]) -> tuple[str, ...]:
    """Which stores were published with another key than most."""
    if not stores:
        return ()
    said = _("{stores}: published with another key than most, so that nobody is known again between them and the others.")
    return (said.format(stores=_(", ").join(stores)),)


def policy_notes(differences: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Which stores are judged by another policy than most."""
    return tuple(
        _("{stores}: the policy's {leaf} differs from most stores'.").format(stores=_(", ").join(stores), leaf=leaf)
        for leaf, stores in differences.items()
    )


def uncounted_note(keys: Collection[str]) -> tuple[str, ...]:
    """Which figures of a table a group has not, as each store tells them by names and phones, which do not leave it."""
    if not keys:
        return ()
    return (_("Only in the stores themselves: {kpis}.").format(kpis=joined(f"“{_(KPIS[key].name)}”" for key in KPIS if key in keys)),)


def costs_note(period: Period, costs: Mapping[str, Costs | None]) -> tuple[str, ...]:
    """Why there is no profit of the group: the period is not of whole months, or the costs of some stores are not known."""
    if not whole_months(period):
        return (_("Costs are kept by month; {period} has income only.").format(period=period_words(period)),)
    missing = [code for code, known in costs.items() if known is None]
    if not missing:
        return ()
    return (
        _("No profit of the group without fixed and variable cost of the whole period, which these stores lack: {stores}.").format(
            stores=joined(missing)
        ),
    )


def verified_note(found: Verified) -> str:
    """How much was compared."""
    return _("{figures} figures of {months} closed months counted again.").format(figures=found.figures, months=found.months)


def verified_view(found: Verified) -> View:
    """Closed months that are another number."""
    rows = [
        (
            each.store,
            each.month,
            each.told.key,
            _(each.told.definition.name),
            "differs" if each.differs else "corrected",
            *(None if of.value is None else Measured(of.value, of.unit) for of in (each.told, each.found)),
            *parts(each.told),
            *parts(each.found),
            each.told.unit,
        )
        for each in found.findings
    ]
    return View(_("Closed months"), _FINDINGS, rows, empty=_("Every closed month is as published."))


def together_view(found: Iterable[Together], period: Period) -> View:
    """What vehicles and customers come to as one, beside what the stores know of them."""
    rows = []
    for each in found:
        sides = [of or Part(None) for of in (each.by_store, each.as_one)]
        above = Unit.YUAN if each.unit is Unit.YUAN else Unit.COUNT
        values = (_measured(of.value, each.unit) for of in sides)
        parts = ((_measured(of.numerator, above), _measured(of.denominator, Unit.COUNT)) for of in sides)
        rows.append((each.key, _(each.name), each.unit, *values, *(number for pair in parts for number in pair)))
    return View(titled(_("Vehicles and customers of the group"), period), _TOGETHER, rows, caption=True)


def _measured(number: Fraction | None, unit: Unit) -> Measured | None:
    return None if number is None else Measured(number, unit)


def _rows(manifest: Manifest) -> int:
    return sum(each.rows for each in manifest.files)
