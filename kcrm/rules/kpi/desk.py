"""The desk's own work: calls planned, made in time and reached; complaints kept in time and settled; prospects.

KPIs: Customer-care department plan; Evaluating customers and prospects. The date of a follow-up is a deadline: a call on the day before is
on time. What lapsed is missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kcrm.dates import Period
from kcrm.model import State
from kcrm.model.kpi import CallCounts, ComplaintCounts, ProspectCounts
from kcrm.rules.kpi.values import KpiValue, kpi_value


@dataclass(frozen=True, slots=True)
class CallFact:
    """One follow-up by telephone that fell due. ended_on: the business day on which it was ended; tried: whether it was ever called for.

    reached: whether the customer was spoken to. score: what was given in the call that ended it, 1-10.
    """

    due_on: date
    state: State
    ended_on: date | None = None
    tried: bool = False
    reached: bool = False
    score: int | None = None


def count_calls(facts: Iterable[CallFact], today: date) -> CallCounts:
    """What became of the calls. Cancelled ones were never wanted; open ones count once they are due."""
    planned = [fact for fact in facts if fact.state is not State.CANCELLED and (fact.due_on <= today or fact.state is not State.OPEN)]
    done = [fact for fact in planned if fact.state is State.DONE]
    scores = [fact.score for fact in planned if fact.score is not None]
    return CallCounts(
        planned=len(planned),
        done=len(done),
        on_time=sum(fact.ended_on is not None and fact.ended_on <= fact.due_on for fact in done),
        tried=sum(fact.tried or fact.state is State.DONE for fact in planned),
        reached=sum(fact.reached for fact in planned),
        lapsed=sum(fact.state is State.LAPSED for fact in planned),
        score_sum=sum(scores),
        scores=len(scores),
    )


def call_values(counts: CallCounts, period: Period) -> tuple[KpiValue, ...]:
    """The KPIs of calls, in the order of their definitions."""
    return (
        kpi_value("calls_planned", period, counts.planned, cases=counts.planned),
        kpi_value("calls_done", period, counts.done, cases=counts.planned),
        kpi_value("calls_on_time", period, counts.on_time, counts.planned),
        kpi_value("calls_reached", period, counts.reached, counts.tried),
        kpi_value("call_coverage", period, counts.tried, counts.planned),
        kpi_value("calls_lapsed", period, counts.lapsed, cases=counts.planned),
        kpi_value("call_score", period, counts.score_sum, counts.scores),
    )


def complaint_values(counts: ComplaintCounts, visits: int | None, period: Period) -> tuple[KpiValue, ...]:
    """The KPIs of complaints, in the order of their definitions. visits: None where the scope has none of its own, and so no rate."""
    rate = () if visits is None else (kpi_value("complaint_rate", period, counts.received, visits),)
    return (
        kpi_value("complaints", period, counts.received, cases=visits),
        *rate,
        kpi_value("complaints_on_time", period, counts.in_time, counts.decided),
        kpi_value("complaints_satisfied", period, counts.satisfied, counts.recalled),
    )


def prospect_values(counts: ProspectCounts, period: Period) -> tuple[KpiValue, ...]:
    """How many prospects there are and how many of them bought, of the store or of a source."""
    return (
        kpi_value("prospects", period, counts.registered),
        kpi_value("prospect_conversion", period, counts.bought, counts.registered),
    )


def lost_value(lost: int, period: Period) -> KpiValue:
    """How many were lost, in all or for one reason."""
    return kpi_value("prospects_lost", period, lost)
