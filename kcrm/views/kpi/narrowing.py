"""What is said of KPIs that are told of some customers only."""

from __future__ import annotations

from kcrm.actions.kpi.narrowing import Narrowing
from kcrm.i18n import N_, _, n_
from kcrm.kpis import KPIS
from kcrm.views import Audience, Cell, Column, View

_RECOUNTED = Column("recounted", N_("Counted anew"), Cell.FLAG, audience=Audience.MACHINES)


def narrowed_view(view: View, narrowed: Narrowing | None) -> View:
    """The same, where it is of some customers only; machines are told in each row whether the period is a closed month."""
    if narrowed is None:
        return view
    rows = [(*row, narrowed.is_closed) for row in view.rows]
    return view._replace(columns=(*view.columns, _RECOUNTED), rows=rows, notes=(*view.notes, *notes_on(narrowed)))


def notes_on(narrowed: Narrowing) -> tuple[str, ...]:
    """Whose records count, and which closed months were counted anew."""
    count = len(narrowed.customers)
    said = [n_("Only records of {count} customer count.", "Only records of {count} customers count.", count).format(count=count)]
    if narrowed.closed:
        words = _("Closed, and counted anew for these customers, by the policy of then: {months}. What was published is of everybody.")
        said.append(words.format(months=_(", ").join(narrowed.closed)))
    return tuple(said)


def left_out_words(narrowed: Narrowing) -> str:
    """Which KPIs are left out."""
    names = _(", ").join(_(KPIS[key].name) for key in narrowed.left_out)
    return _("Left out, as they count no records of customers: {names}.").format(names=names)


def titled_for(name: str, narrowed: Narrowing | None) -> str:
    """The name of what figures are of, with the filter."""
    return name if narrowed is None else _("{name} ({filter})").format(name=name, filter=" ".join(narrowed.words))
