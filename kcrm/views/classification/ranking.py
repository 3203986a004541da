"""Classes: the ranking, its summary and curve, who moved, and why somebody stands where they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from kcrm.actions.classification.reasons import Reasons
from kcrm.actions.classification.run import Classified
from kcrm.i18n import N_, _
from kcrm.model import AwayReason, CustomerClass, Lifecycle, MovePart, OrderType, Use
from kcrm.model.personal import Personal
from kcrm.model.words import labels_of
from kcrm.policy import as_text
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.opportunities import Opportunity
from kcrm.queries.standings import ClassSum, Move, PresentOrder, Ranked, Tenth
from kcrm.rules.classification import E4, Spend
from kcrm.rules.lifecycle import Retention
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.policy import rule_view
from kcrm.views.records import single

_CLASS = Column("class", N_("ABC class"), Cell.ENUM, labels=CustomerClass)
_STANDING = (
    Column("customer_id", N_("No."), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 4),
    Column("customer", N_("Name"), personal=Personal.NAME),
    _CLASS,
    Column("rank", N_("Rank"), Cell.COUNT),
    Column("ev", N_("Expected value"), Cell.MONEY),
    Column("cb", N_("Present business"), Cell.MONEY, 1),
    Column("av_p", N_("Opportunities"), Cell.MONEY, 1),
    Column("visits_12m", N_("Service visits"), Cell.COUNT, 2),
    Column("paid_12m", N_("Paid"), Cell.MONEY, 5),
    Column("last_visit_on", N_("Last visit"), Cell.DATE, 3),
)
_WHY = (
    *_STANDING,
    Column("of", N_("Out of"), Cell.COUNT),
    Column("cut_off", N_("Lowest value in the class"), Cell.MONEY),
    Column("next_class", N_("Next class"), Cell.ENUM, labels=CustomerClass),
    Column("to_next_class", N_("Value short"), Cell.MONEY),
    Column("visits_spend", N_("By visits and spend"), Cell.ENUM, labels=CustomerClass),
    Column("lifecycle", N_("Lifecycle"), Cell.ENUM, labels=Lifecycle),
    Column("lifetime_by_events", N_("Lifetime value, by events"), Cell.MONEY),
    Column("lifetime_by_churn", N_("Lifetime value, by churn"), Cell.MONEY),
    Column("yearly_margin", N_("Earned in a year"), Cell.MONEY),
    Column("class_since_on", N_("In this class since"), Cell.DATE),
    Column("judged_on", N_("Classified as of"), Cell.DATE),
    Column("policy_version", N_("Policy version"), Cell.COUNT),
    Column("source", N_("Document"), audience=Audience.MACHINES),
    Column("source", N_("Document"), audience=Audience.PEOPLE),
    Column("business_after", N_("Business after"), Cell.DATE),
    Column("last_a", N_("Last rank of A"), Cell.COUNT),
    Column("last_b", N_("Last rank of B"), Cell.COUNT),
    Column("many_visits", N_("Many visits: more than"), Cell.NUMBER),
    Column("high_spend", N_("High spend: more than"), Cell.MONEY),
    Column("paid_ever", N_("Paid ever"), Cell.MONEY),
    Column("first_seen_on", N_("Customer since"), Cell.DATE),
    Column("counted_days", N_("Counted as days"), Cell.COUNT),
    Column("use", N_("Use"), Cell.ENUM, labels=Use),
    Column("vehicles_in_use", N_("Such vehicles in use throughout"), Cell.COUNT),
    Column("vehicles_came", N_("of them came in"), Cell.COUNT),
)
_LIFETIME = (
    Column("event", N_("Event"), Cell.ENUM, labels={"opportunity": N_("opportunity"), "service": N_("service")}),
    Column("years", N_("In which year"), Cell.COUNT),
    Column("probability", N_("Probability"), Cell.PERCENT),
    Column("margin", N_("Margin"), Cell.MONEY),
    Column("worth", N_("Present value"), Cell.MONEY),
)
_CLASS_A = "classification.a_percent"
_RULE = (Column("rule", N_("Rule"), Cell.PROSE),)
_SENTENCES = (
    N_("EV = what was paid for orders closed after {after} up to {on} + Σ amount × probability of the opportunities that count."),
    N_("Ranked by EV, then last visit, paid ever, customer number: of {of} the first {a} are A, up to {b} B; EV of 0 or less is C."),
    N_("Earned in a year = paid ever × {margin} % × 365 ÷ {days} days. By churn: that ÷ the churn; churn = stayed away ÷ in use."),
    N_("By events: for each of {years} years earned in a year × retention to that power, and each opportunity's margin × probability;"),
    N_("each ÷ (1 + {discount} %) to the power of its years."),
)
_ORDERS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("order_no", N_("Order no."), Cell.IDENTIFIER),
    Column("type", N_("Type"), Cell.ENUM, labels=OrderType),
    Column("closed_on", N_("Closed"), Cell.DATE),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("paid", N_("Paid"), Cell.MONEY),
)
_CHANCES = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What")),
    Column("amount", N_("Yuan"), Cell.MONEY),
    Column("probability", N_("Probability"), Cell.PERCENT),
    Column("av_p", N_("Counts as"), Cell.MONEY),
    Column("expected_on", N_("Expected by"), Cell.DATE),
)
_SUMMARY = (
    _CLASS,
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("share", N_("Share"), Cell.PERCENT),
    Column("ev", N_("Expected value"), Cell.MONEY),
    Column("ev_share", N_("Share of the value"), Cell.PERCENT),
    Column("cut_off", N_("Lowest value in the class"), Cell.MONEY),
)
_CURVE = (
    Column("customers_share", N_("Top customers"), Cell.PERCENT),
    Column("customers", N_("Customers"), Cell.COUNT, 1),
    Column("ev", N_("Expected value so far"), Cell.MONEY, 2),
    Column("ev_share", N_("Share of the value"), Cell.PERCENT),
    Column("curve", N_("Curve"), audience=Audience.PEOPLE),
)
_MOVES = (
    Column("customer_id", N_("No."), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 5),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("class_before", N_("Class before"), Cell.ENUM, labels=CustomerClass),
    Column("class_after", N_("Class now"), Cell.ENUM, labels=CustomerClass),
    Column("rose", N_("Rose"), Cell.FLAG, 3),
    Column("part", N_("Moved by"), Cell.ENUM, labels=MovePart),
    Column("ev_before", N_("Value before"), Cell.MONEY, 1),
    Column("ev_after", N_("Value now"), Cell.MONEY),
    Column("cb_before", N_("Business before"), Cell.MONEY, 4),
    Column("cb_after", N_("Business now"), Cell.MONEY, 4),
    Column("run_on", N_("Classified as of"), Cell.DATE, 2),
)
_RUN = (
    Column("run_on", N_("Classified as of"), Cell.DATE),
    Column("policy_version", N_("Policy version"), Cell.COUNT),
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("new", N_("Classified for the first time"), Cell.COUNT),
    Column("changed", N_("Changed"), Cell.COUNT),
    Column("gone", N_("Not classified any more"), Cell.COUNT),
    Column("rose", N_("Rose"), Cell.COUNT),
    Column("fell", N_("Fell"), Cell.COUNT),
    Column("crossings", N_("Went quiet, came back or left"), Cell.COUNT),
)
_SPEND = (
    _CLASS,
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("share", N_("Share"), Cell.PERCENT),
)
_LIFE = (
    Column("lifecycle", N_("Lifecycle"), Cell.ENUM, labels=Lifecycle),
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("share", N_("Share"), Cell.PERCENT),
    Column("crossed", N_("Newly in it since {since}"), Cell.COUNT),
)
_AWAY = (Column("reason", N_("Reason"), Cell.ENUM, labels=AwayReason), Column("customers", N_("Customers"), Cell.COUNT))
_RETENTION = (
    Column("use", N_("Use"), Cell.ENUM, labels=Use),
    Column("in_use", N_("In use throughout"), Cell.COUNT),
    Column("came", N_("Came in"), Cell.COUNT),
    Column("retention", N_("Retention"), Cell.PERCENT),
    Column("churn", N_("Churn"), Cell.PERCENT),
)
_BAR = 40  # characters of the whole value


def ranking_view(found: Sequence[Ranked], total: int) -> View:
    """Customers by rank."""
    return View(
        _("Customers by expected value"), _STANDING, [_standing(each) for each in found], total=total, empty=_("No such customers.")
    )


def why_view(why: Reasons) -> View:
    """One customer's standing with its orders and opportunities; notes say where there is no lifetime value, and what is out of date."""
    standing, lifetime = why.standing, why.lifetime
    source = next(entry.source for entry in why.entries if entry.key == _CLASS_A)
    row = (
        *_standing(standing),
        why.of,
        _fen(why.cut_off_e4),
        why.next_class,
        _fen(why.to_next_e4) if why.to_next_e4 is not None else None,
        why.visits_spend,
        standing.lifecycle,
        lifetime.by_events_fen,
        lifetime.by_churn_fen,
        lifetime.yearly_margin_fen,
        standing.since_on,
        why.run_on,
        standing.policy_version_id,
        source,
        _(source),
        why.after,
        why.last_a,
        why.last_b,
        Fraction(why.spend.visits_x2, 2) if why.spend is not None else None,
        _half_up(Fraction(why.spend.paid_x2, 2)) if why.spend is not None else None,
        standing.paid_fen,
        lifetime.first_on,
        lifetime.days,
        lifetime.use,
        lifetime.retention.in_use,
        lifetime.retention.came,
    )
    parts = {
        "orders": View(_("Present business"), _ORDERS, [_order(each) for each in why.orders]),
        "opportunities": View(_("Counting opportunities"), _CHANCES, [_chance(each) for each in why.opportunities]),
        "lifetime": View(_("Lifetime value, by events"), _LIFETIME, _lifetime_rows(why)),
        "rule_in_words": _in_words(why),
        "rule": rule_view(why.policy_version_id, why.entries),
    }
    return single(_("Standing"), _WHY, row, parts)._replace(notes=tuple(_why_notes(why)))


def _lifetime_rows(why: Reasons) -> list[tuple[object, ...]]:
    """The events that add up, each with what it was reckoned of; shown in whole fen, added up exactly."""
    words = ["opportunity"] * len(why.opportunities) + ["service"] * (len(why.lifetime.steps) - len(why.opportunities))
    return [
        (word, event.years, event.probability * 100, _half_up(event.margin_fen), _half_up(worth))
        for word, (event, worth) in zip(words, why.lifetime.steps, strict=True)
    ]


def _half_up(fen: Fraction) -> int:
    return (fen + Fraction(1, 2)).__floor__()


def _in_words(why: Reasons) -> View:
    """How the class and the lifetime value are reckoned, with the values that they were reckoned by."""
    values = {entry.key: as_text(entry.value) for entry in why.entries}
    words = {
        "after": why.after,
        "on": why.run_on,
        "of": why.of,
        "a": why.last_a,
        "b": why.last_b,
        "margin": values["lifetime.margin_percent"],
        "years": values["lifetime.years"],
        "discount": values["lifetime.discount_percent"],
        "days": why.lifetime.days,
    }
    return View(_("How it is calculated"), _RULE, [(_(text).format(**words),) for text in _SENTENCES], audience=Audience.PEOPLE)


def _why_notes(why: Reasons) -> list[str]:
    notes = []
    if why.lifetime.gone:
        notes.append(_("No lifetime value by churn: the customer no longer has a vehicle, so no more service is expected."))
    elif why.lifetime.by_churn_fen is None:
        churn = why.lifetime.retention.churn
        notes.append(
            _("No lifetime value by churn: the churn of such vehicles is not known.")
            if churn is None
            else _("No lifetime value by churn: no owner of such a vehicle has stayed away.")
        )
    if why.stale:
        notes.append(_("Orders or opportunities have changed since. To reclassify: kcrm classify run"))
    return notes


def summary_view(sums: Sequence[ClassSum]) -> View:
    """Each class, empty ones included: how many, what they are worth, from which value on."""
    known = {each.customer_class: each for each in sums}
    customers, value = sum(each.customers for each in sums), sum(each.ev_e4 for each in sums)
    rows = []
    for each in CustomerClass:
        found = known.get(each)
        count, ev_e4 = (found.customers, found.ev_e4) if found else (0, 0)
        rows.append((each, count, _percent(count, customers), _fen(ev_e4), _percent(ev_e4, value), _fen(found.least_e4) if found else None))
    return View(_("Classes"), _SUMMARY, rows, caption=True)


def curve_view(tenths: Sequence[Tenth]) -> View:
    """How the value adds up from the first customer to the last, a tenth of them at a time."""
    value = sum(each.ev_e4 for each in tenths)
    known = {each.tenth: each for each in tenths}
    rows, customers, so_far = [], 0, 0
    for tenth in range(1, 11):
        if tenth in known:
            customers, so_far = customers + known[tenth].customers, so_far + known[tenth].ev_e4
        share = _percent(so_far, value)
        rows.append((tenth * 10, customers, _fen(so_far), share, "#" * round((share or 0) * _BAR / 100)))
    return View(_("How the value adds up"), _CURVE, rows if tenths else [], caption=True)


def moves_view(moves: Sequence[Move]) -> View:
    """Who changed their class, and by what."""
    return View(_("Moves"), _MOVES, [_move(each) for each in moves], empty=_("No customer changed class."))


def run_view(done: Classified) -> View:
    """What a run did."""
    rose = sum(each.rose for each in done.moves)
    row = (
        done.on,
        done.policy_version_id,
        done.customers,
        done.new,
        done.changed,
        done.gone,
        rose,
        len(done.moves) - rose,
        done.crossings,
    )
    notes = []
    if done.earlier_than is not None:
        notes.append(
            _("The previous run was for a later day, {day}; classes are now as of {on}.").format(day=done.earlier_than, on=done.on)
        )
    if not done.customers:
        notes.append(_("No customers to classify: none has a vehicle yet."))
    return View(_("Classification"), _RUN, [row], shape=Shape.RECORD, notes=tuple(notes), parts={"moves": moves_view(done.moves)})


def spend_view(counts: Mapping[CustomerClass, int], limits: Spend | None) -> View:
    """How many come often and spend much."""
    customers = sum(counts.values())
    rows = [(each, counts.get(each, 0), _percent(counts.get(each, 0), customers)) for each in CustomerClass] if limits else []
    note = (
        _("Many visits: more than {visits}; high spend: more than {spend}.").format(
            visits=f"{limits.visits_x2 / 2:g}", spend=f"{limits.paid_x2 / 200:,.2f}"
        )
        if limits
        else _("Nobody is active, so there is nothing to compare visits and spend with.")
    )
    return View(_("By visits and spend"), _SPEND, rows, notes=(note,))


def lifecycle_view(counts: Sequence[tuple[Lifecycle | None, int, int]], since: str) -> View:
    """How many customers are how alive, liveliest first, and how many came to that since a day."""
    known = {state: (customers, crossed) for state, customers, crossed in counts}
    total = sum(customers for customers, _crossed in known.values())
    columns = (*_LIFE[:-1], _LIFE[-1]._replace(heading=_(_LIFE[-1].heading).format(since=since)))
    states = [*Lifecycle, *([None] if None in known else [])]
    rows = [(state, *_life(known.get(state, (0, 0)), total)) for state in states]
    return View(_("Lifecycle"), columns, rows)


def _life(counted: tuple[int, int], total: int) -> tuple[object, ...]:
    return counted[0], _percent(counted[0], total), counted[1]


def away_view(counts: Sequence[tuple[AwayReason, int]]) -> View:
    """Why customers stayed away, most frequent first."""
    return View(_("Why customers stay away"), _AWAY, counts, empty=_("No customer has given a reason for staying away."))


def retention_view(found: Mapping[Use | None, Retention]) -> View:
    """By use, and all together: numerator, denominator and both rates."""
    whole = Retention(sum(each.came for each in found.values()), sum(each.in_use for each in found.values()))
    rows = [_retention(use, each) for use, each in found.items() if use is not None or each.in_use]
    labelled = _RETENTION[0]._replace(labels={**labels_of(Use), "all": N_("total"), "unknown": N_("unknown")})
    return View(_("Retention"), (labelled, *_RETENTION[1:]), [*rows, ("all", *_retention(None, whole)[1:])])


def _retention(use: Use | None, found: Retention) -> tuple[object, ...]:
    rate, churn = found.rate, found.churn
    return (
        use or "unknown",
        found.in_use,
        found.came,
        None if rate is None else rate * 100,
        None if churn is None else churn * 100,
    )


def _standing(each: Ranked) -> tuple[object, ...]:
    return (
        identifier(Thing.CUSTOMER, each.id),
        each.customer_no,
        each.customer,
        each.customer_class,
        each.rank,
        _fen(each.ev_e4),
        each.cb_fen,
        _fen(each.ev_e4 - each.cb_fen * E4),
        each.visits,
        each.cb_fen,
        each.last_visit_on,
    )


def _order(each: PresentOrder) -> tuple[object, ...]:
    return identifier(Thing.ORDER, each.id), each.order_no, each.type, each.closed_on, each.plate, each.paid_fen


def _chance(each: Opportunity) -> tuple[object, ...]:
    worth = _fen(each.amount_fen * each.probability_bp)
    percent = Fraction(each.probability_bp, 100)
    return identifier(Thing.OPPORTUNITY, each.id), each.kind, each.amount_fen, percent, worth, each.expected_on


def _move(each: Move) -> tuple[object, ...]:
    return (
        identifier(Thing.CUSTOMER, each.customer_id),
        each.customer_no,
        each.customer,
        each.class_before,
        each.class_after,
        each.rose,
        each.part,
        _fen(each.ev_before_e4),
        _fen(each.ev_after_e4),
        each.cb_before_fen,
        each.cb_after_fen,
        each.run_on,
    )


def _fen(value_e4: int) -> int:
    """A value in whole fen, half a fen rounded up: the exact one is for ranking, people read fen."""
    return (value_e4 + E4 // 2) // E4


def _percent(part: int, whole: int) -> Fraction | None:
    """None where there is no whole."""
    return Fraction(part * 100, whole) if whole else None
