"""Filters as conditions in SQL over `customer`, with a bound parameter for every value."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, assert_never

from kcrm.model.filters import Nothing, Pattern, Span, Term, Wanted
from kcrm.named import NamedTuple
from kcrm.queries.recalls import RECALLED
from kcrm.queries.sources.works import HELD, UNDONE
from kcrm.queries.staff import MANAGER
from kcrm.records import Noun, customer, vehicle

_DAY: Final = timedelta(days=1)
_JUDGED = "(SELECT {column} FROM classification WHERE classification.id = customer.id)"
_SPEND = (
    "CASE (2 * visits > :filter_visits_x2) + (2 * cb_fen > :filter_paid_x2) WHEN 2 THEN 'A' WHEN 1 THEN 'B'"
    " ELSE CASE WHEN :filter_visits_x2 IS NOT NULL THEN 'C' END END"
)
_VEHICLE = """
EXISTS (
    SELECT 1 FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
    WHERE ownership.customer_id = customer.id AND ownership.until_on IS NULL
        AND coalesce(vehicle.sold_on, '9999') > :filter_today AND coalesce(vehicle.scrapped_on, '9999') > :filter_today AND ({condition})
)
"""
_SPECIALIST = "(SELECT {column} FROM staff WHERE staff.id = customer.specialist_id)"
# of accounts only; of one without a manager its specialist
_MANAGER = f"(SELECT {{column}} FROM fleet JOIN staff ON staff.id = {MANAGER} WHERE fleet.customer_id = customer.id)"  # noqa: S608 - our own
_WARRANTY = "CASE WHEN vehicle.warranty_until >= :filter_today THEN 'in' WHEN vehicle.warranty_until IS NOT NULL THEN 'out' END"
# on which day they come, or came last or did not, where it was not called off
_APPOINTMENT = """(SELECT max(appointment.starts_on) FROM appointment
    WHERE appointment.customer_id = customer.id AND appointment.moved_at IS NULL AND appointment.cancelled_at IS NULL)"""
# of what they declined for a car they have the most urgent; of parts that are not fitted what has come rather than what is on order
_DECLINED = f"""(SELECT work.urgency FROM work WHERE work.customer_id = customer.id AND work.kind = 'work' AND {UNDONE}
    AND {HELD.format(today=":filter_today")} ORDER BY work.urgency = 'watch', work.urgency = 'soon' LIMIT 1)"""  # noqa: S608 - our own
_PART = f"""(SELECT CASE WHEN max(work.arrived_on) IS NOT NULL THEN 'here' ELSE 'ordered' END FROM work
    WHERE work.customer_id = customer.id AND work.kind = 'part' AND {UNDONE} HAVING count(*) > 0)"""  # noqa: S608 - our own
_AGE = (
    "strftime('%Y', :filter_today) - strftime('%Y', vehicle.delivered_on)"
    " - (strftime('%m-%d', :filter_today) < strftime('%m-%d', vehicle.delivered_on))"
)


# what staff judged, else what the rule proposes, is one fact for lists and figures
_HOLDS = "(SELECT fact_customer.{field} FROM fact_customer WHERE fact_customer.customer_id = customer.id)"
# which column of a merged record's tells what it had there
_FORMERS = {
    "customer_no": ("number",),
    "phone": ("phone", "phone2", "kept_phone", "kept_phone2"),
    "vin": ("number",),
    "plate": ("name", "kept_name"),
}
_BY_RULE = {("customer", field): _HOLDS.format(field=field) for field in ("grade", "loyalty")}


class Column(NamedTuple):
    """expressions: any of which may match. of_vehicle: of a vehicle that the customer holds. scale: what one typed unit is stored as.

    formers: what a record that was merged into another had there, by which that one is found too. begins: of instants, as what a day
    begins with is kept.
    """

    expressions: tuple[str, ...]
    of_vehicle: bool = False
    scale: int = 1
    formers: tuple[str, ...] = ()
    begins: Callable[[date], str] | None = None


def _judged(column: str, scale: int = 1) -> Column:
    return Column((_JUDGED.format(column=column),), scale=scale)


def _declared(noun: Noun, *, of_vehicle: bool = False) -> Mapping[str, Column]:
    """The columns of a declaration by which customers are filtered; several may share one name."""
    found: dict[str, tuple[str, ...]] = {}
    for field in noun.fields:
        if field.filtered:
            held = _BY_RULE.get((noun.name, field.key), f"{noun.table}.{field.stored}")
            found[field.filtered] = (*found.get(field.filtered, ()), held)
    return {name: Column(expressions, of_vehicle, formers=_FORMERS.get(name, ())) for name, expressions in found.items()}


COLUMNS: Mapping[str, Column] = {
    "class": _judged("class"),
    "lifecycle": _judged("lifecycle"),
    "ev": _judged("ev_e4", 10_000),
    "cb": _judged("cb_fen"),
    "av_p": _judged("ev_e4 - cb_fen * 10000", 10_000),
    "visits": _judged("visits"),
    "visits_spend": _judged(_SPEND),
    "last_visit": _judged("last_visit_on"),
    "specialist": Column((_SPECIALIST.format(column="employee_no"), _SPECIALIST.format(column="name"))),
    "manager": Column((_MANAGER.format(column="employee_no"), _MANAGER.format(column="staff.name"))),
    "appointment": Column((_APPOINTMENT,)),
    "rescue": Column(("(SELECT max(rescue.asked_on) FROM rescue WHERE rescue.customer_id = customer.id)",)),
    "declined": Column((_DECLINED,)),
    "part": Column((_PART,)),
    "recall": Column((RECALLED,), of_vehicle=True),
    "warranty": Column((_WARRANTY,), of_vehicle=True),
    "vehicle_age": Column((_AGE,), of_vehicle=True),
    **_declared(customer.NOUN),
    **_declared(vehicle.NOUN, of_vehicle=True),
}


class Condition(NamedTuple):
    """A condition on `customer`, and the values bound in it.

    of_prospects: the part of it that is one on `prospect`, of which a customer has one; "" for none. beside: the rest of it. says_stage:
    whether it says by itself at which stage they are.
    """

    sql: str
    values: Mapping[str, object]
    of_prospects: str = ""
    beside: str = "true"
    says_stage: bool = False

    def on_prospects(self, owned: str) -> str:
        """The condition on `prospect`. owned: which belong to the customers of `{customers}`, a query of ids."""
        beside = owned.replace("{customers}", f"(SELECT customer.id FROM customer WHERE {self.beside})")  # noqa: S608 - made below
        return " AND ".join((*((self.of_prospects,) if self.of_prospects else ()), *(() if self.beside == "true" else (beside,)))) or "true"


_SAY_STAGE: Final = frozenset({"prospect.stage", "prospect.lost_reason"})
ALL: Final = Condition("true", {})


def condition_of(
    terms: Sequence[Term],
    given: Mapping[str, object],
    spend_x2: tuple[int, int] | None = None,
    *,
    before: Condition = ALL,
) -> Condition:
    """All the terms together, and what was said before.

    given: what is reckoned by beside what is stored: `today`, for warranties and ages, and how near it each level of prospects lies.
    spend_x2: twice what is many visits, and a high spend in fen.
    """
    visits_x2, paid_x2 = spend_x2 or (None, None)
    values: dict[str, object] = {**before.values, "filter_today": given["today"], "filter_visits_x2": visits_x2, "filter_paid_x2": paid_x2}
    own = [term for term in terms if term.field.startswith("prospect.")]
    beside = " AND ".join(_term(term, COLUMNS[term.field], values) for term in terms if term not in own) or "true"
    beside = beside if before.beside == "true" else f"{before.beside} AND {beside}"
    found = before.of_prospects
    if own:
        from kcrm.queries.prospect_filters import COLUMNS as OF_PROSPECTS  # noqa: PLC0415 - few filters name anything of prospects

        values |= given
        wanted = " AND ".join(_term(term, OF_PROSPECTS[term.field], values) for term in own)
        found = f"{found} AND {wanted}" if found else wanted
    one = f"EXISTS (SELECT 1 FROM prospect WHERE prospect.customer_id = customer.id AND {found})"  # noqa: S608 - made above
    says_stage = before.says_stage or any(term.field in _SAY_STAGE for term in own)
    return Condition(f"({beside}) AND {one}" if found else beside, values, found, beside, says_stage)


def condition_on(terms: Sequence[Term], columns: Mapping[str, Column], values: dict[str, object]) -> str:
    """All the terms together, on whatever these columns are of. values: what is bound is put there, beside what is."""
    return " AND ".join(_term(term, columns[term.field], values) for term in terms) or "true"


def among(condition: Condition, ids: Collection[int]) -> Condition:
    """The condition on these customers only."""
    values = {**condition.values, "filter_among": json.dumps(sorted(ids))}
    those = "customer.id IN (SELECT value FROM json_each(:filter_among))"
    return condition._replace(sql=f"({condition.sql}) AND {those}", values=values, beside=f"({condition.beside}) AND {those}")


def count_customers(connection: sqlite3.Connection, condition: Condition) -> int:
    """How many customers there are of this condition."""
    count: int = connection.execute(
        f"SELECT count(*) FROM customer WHERE {condition.sql}",  # noqa: S608 - made above; values are bound
        condition.values,
    ).fetchone()[0]
    return count


def customers_of(connection: sqlite3.Connection, condition: Condition) -> frozenset[int]:
    """The ids of the customers of this condition."""
    statement = f"SELECT id FROM customer WHERE {condition.sql}"  # noqa: S608 - made above; values are bound
    return frozenset(row[0] for row in connection.execute(statement, condition.values))


def _term(term: Term, column: Column, values: dict[str, object]) -> str:
    either = " OR ".join(_alternative(column, wanted, values) for wanted in term.values)
    # an empty field is neither: it does not have the value, so its negation holds
    return f"NOT coalesce(({either}), 0)" if term.negated else f"({either})"


def _alternative(column: Column, wanted: Wanted, values: dict[str, object]) -> str:
    if isinstance(wanted, Nothing):
        if column.of_vehicle:
            return "NOT " + _VEHICLE.format(condition=f"{column.expressions[0]} IS NOT NULL")
        return "(" + " AND ".join(f"{expression} IS NULL" for expression in column.expressions) + ")"
    test = " OR ".join(_test(expression, wanted, column, values) for expression in column.expressions)
    if column.formers and isinstance(wanted, Pattern) and "*" not in wanted.text:
        test = f"{test} OR ({_forwarded(column, wanted, values)})"
    return _VEHICLE.format(condition=test) if column.of_vehicle else f"({test})"


def _forwarded(column: Column, wanted: Pattern, values: dict[str, object]) -> str:
    """What was merged into this record was called so, and nothing is today: as one number alone is followed."""
    table, value = "vehicle" if column.of_vehicle else "customer", _bound(_like(wanted.text), values)
    was, now = (
        " OR ".join(f"{expression} LIKE {value} ESCAPE '\\'" for expression in expressions)
        for expressions in (column.formers, column.expressions)
    )
    own = f"{table}.id IN (SELECT kept_id FROM {table}_former WHERE {was})"  # noqa: S608 - here and below: our own columns, bound values
    if "number" in column.formers:
        own = f"({own} OR {table}.id IN (SELECT {table}_id FROM renumbered WHERE number LIKE {value} ESCAPE '\\'))"  # noqa: S608
    return f"{own} AND NOT EXISTS (SELECT 1 FROM {table} WHERE {now})"  # noqa: S608


def _test(expression: str, wanted: Pattern | Span | str | bool, column: Column, values: dict[str, object]) -> str:
    match wanted:
        case Pattern(text):
            return f"{expression} LIKE {_bound(_like(text), values)} ESCAPE '\\'"
        case Span():
            return "(" + " AND ".join(_ends(expression, wanted, column, values)) + ")"
        case bool():
            return f"{expression} = {_bound(int(wanted), values)}"
        case str():
            return f"{expression} = {_bound(str(wanted), values)}"
        case _:
            assert_never(wanted)


def _ends(expression: str, span: Span, column: Column, values: dict[str, object]) -> Iterator[str]:
    for end, sign in ((span.first, ">="), (span.last, "<=")):
        if isinstance(end, date) and column.begins is not None:
            # the whole of the last day is in it
            place = f"< {_bound(column.begins(end + _DAY), values)}" if sign == "<=" else f">= {_bound(column.begins(end), values)}"
            yield f"{expression} {place}"
        elif end is not None:
            yield f"{expression} {sign} {_bound(end.isoformat() if isinstance(end, date) else end * column.scale, values)}"


def _bound(value: object, values: dict[str, object]) -> str:
    name = f"filter_{len(values)}"
    values[name] = value
    return f":{name}"


def _like(text: str) -> str:
    """`*` as LIKE has it; what LIKE would take for a wildcard is meant literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%")
