"""`classify run`: everybody is judged anew, what differs is written, who moved is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import CustomerClass, Kind
from kcrm.policy import Policy
from kcrm.progress import Unit, one_by_one, work
from kcrm.queries import classification as queries
from kcrm.queries.classification import AbsenceTerms, Changed, Crossing, Interval, Life, Run, Terms, Verdict
from kcrm.queries.desk import policy_of_version
from kcrm.queries.rows import sorting_in_a_file
from kcrm.queries.standings import Move, moves_of_run
from kcrm.rules.calendar import latest_base
from kcrm.rules.classification import Spend, Standing, business_after, cut_offs, moved_by, spend_limits
from kcrm.rules.lifecycle import VehicleLife, customer_stage, new_after

_PARTS = 3  # of judging everybody: to reckon, to compare with what is stored, to write


@dataclass(frozen=True, slots=True)
class Classified:
    """What a run did. customers: how many were judged; new, changed, gone: how many of them were written; crossings: of lifecycle.

    earlier_than: the day of the latest run before, where this one judges by an earlier day.
    """

    on: date
    policy_version_id: int
    customers: int
    new: int
    changed: int
    gone: int
    moves: Sequence[Move]
    crossings: int
    earlier_than: date | None


def run(session: Session, on: date, *, dry_run: bool = False) -> Classified:
    """Judge everybody by a day, and store what has changed. Planning follows from the triggers.

    Raises RefusedError for a day to come, unless dry: classes and crossings of a day that has not been would stand as facts.
    """
    if on > session.today and not dry_run:
        raise RefusedError(
            N_("{on} is in the future; a preview is not stored."),
            hint=N_("To see what it would be if nobody came: kcrm classify run --on {on} --dry-run"),
            on=on,
        )
    with sorting_in_a_file(session.connection), session.write(dry_run=dry_run) as planner:
        connection, policy, version = planner.connection, planner.policy, planner.policy_version_id
        before = queries.latest_run(connection)
        with work(N_("Classifying customers"), _PARTS, Unit.PARTS) as advance:
            customers = queries.reckon(connection, terms(on, policy))
            advance(1)
            limits = cut_offs(customers, policy.classification)
            verdict = Verdict(on, limits.last_a, limits.last_b, key_classes(policy), version)
            changed = queries.changed(connection, verdict)
            advance(1)
            spend = queries.medians_x2(connection)
            written = queries.keep(connection, verdict)
            advance(1)
        if any(CustomerClass.C in rule.call_classes for rule in policy.followups.values()):  # else the triggers know whom it concerns
            queries.plan_new(connection, CustomerClass.C)
        queries.forget(connection)
        visits_x2, paid_x2 = spend or (None, None)
        this = Run(on, version, customers, limits.last_a, limits.last_b, visits_x2, paid_x2, at=session.now)
        run_id = None
        if any((written.new, written.changed, written.gone)) or before != this:
            run_id = queries.add_run(connection, this)
        moved = [each for each in changed if each.class_before is not each.class_after]
        same_policy = _same_rules(connection, before, policy)
        for each in one_by_one(N_("Recording who moved"), moved, len(moved)):
            assert run_id is not None, "what changed was written"
            queries.add_move(connection, run_id, each, moved_by(*_standings(each), same_policy=same_policy))
        crossings = [each for each in changed if each.lifecycle_before is not each.lifecycle_after]
        if before is None or on >= before.run_on:  # a look back lets nobody go quiet or come back
            _note_crossings(connection, crossings, on, policy)
        return Classified(
            on=on,
            policy_version_id=version,
            customers=customers,
            new=written.new,
            changed=written.changed,
            gone=written.gone,
            moves=moves_of_run(connection, run_id) if run_id is not None else (),
            crossings=len(crossings),
            earlier_than=before.run_on if before is not None and on < before.run_on else None,
        )


def terms(on: date, policy: Policy) -> Terms:
    """By what everybody is judged on a day."""
    return Terms(
        on=on,
        after=business_after(on, policy.classification.business_months),
        new_after=new_after(on, policy),
        absence=absence_terms(on, policy),
        maintenance=policy.maintenance.types,
        types=policy.classification.types,
        no_visit=policy.visits.excluded_types,
        prospects=policy.classification.prospects,
    )


def absence_terms(on: date, policy: Policy) -> AbsenceTerms:
    """By which days a vehicle is dormant and lost on a day: the latest from which so many months have passed."""
    dormant, lost = policy.followups[Kind.DORMANT], policy.followups[Kind.LOST]

    def interval(brand: str | None, model: str | None, energy: str | None, months: int) -> Interval:
        absent = months + dormant.after_months
        return Interval(brand, model, energy, months, latest_base(on, absent), latest_base(on, absent + lost.after_months))

    def intervals(kind: Kind) -> tuple[Interval, ...]:
        rule = policy.followups[kind]
        rows = tuple(interval(row.brand, row.model, row.energy, row.months) for row in rule.intervals)
        return (*rows, interval(None, None, None, rule.months))

    return AbsenceTerms(
        first=intervals(Kind.FIRST_MAINTENANCE),
        scheduled=intervals(Kind.SCHEDULED_MAINTENANCE),
        dormant_by=latest_base(on, dormant.months),
        lost_by=latest_base(on, lost.months),
        earliest_by=latest_base(on, dormant.months + lost.after_months),
    )


def key_classes(policy: Policy) -> str:
    """The classes whose every service is followed up, as JSON."""
    return "[" + ", ".join(f'"{each}"' for each in policy.coverage.whole_classes) + "]"


def spend_of(latest: Run, policy: Policy) -> Spend | None:
    """What is many visits and a high spend since the latest run; None where nobody was active."""
    medians = None
    if latest.visits_median_x2 is not None and latest.paid_median_x2 is not None:
        medians = Spend(latest.visits_median_x2, latest.paid_median_x2)
    return spend_limits(medians, policy.classification)


def _same_rules(connection: sqlite3.Connection, before: Run | None, policy: Policy) -> bool:
    """Whether the run before judged by the same shares and months."""
    if before is None:
        return False
    return Policy.from_snapshot(policy_of_version(connection, before.policy_version_id)).classification == policy.classification


def _standings(each: Changed) -> tuple[Standing, Standing]:
    return (
        Standing(each.class_before, each.ev_before_e4, each.cb_before_fen, each.visit_before_on, each.paid_before_fen),
        Standing(each.class_after, each.ev_after_e4, each.cb_after_fen, each.visit_after_on, each.paid_after_fen),
    )


def _note_crossings(connection: sqlite3.Connection, changed: Sequence[Changed], on: date, policy: Policy) -> None:
    """When each of them crossed, as the rule has it: a run may be days late."""
    lives = queries.lives_of(connection, [each.id for each in changed], on, policy.visits.excluded_types, policy.maintenance.types)
    for each in one_by_one(N_("Recording who went quiet or came back"), changed, len(changed)):
        stage = customer_stage([life_of(life) for life in lives.get(each.id, [])], on, policy)
        crossed_on = stage.since_on if stage is not None else on
        queries.add_crossing(connection, Crossing(each.id, crossed_on, each.lifecycle_before, each.lifecycle_after, on))


def life_of(life: Life) -> VehicleLife:
    """What the rule wants of a vehicle."""
    return VehicleLife(**{each.name: getattr(life, each.name) for each in fields(VehicleLife)})
