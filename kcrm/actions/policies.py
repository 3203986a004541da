"""Change the policy: a new version of it, and everybody planned by it, in one write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from kcrm.actions.planning import PlanReport
from kcrm.actions.session import Session
from kcrm.model.access import Permission
from kcrm.policy import Policy, Value, as_text
from kcrm.queries import desk


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value of the policy before and after."""

    key: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """What a change of the policy did. version: the new one, None where nothing was to change; plan: what it meant for the follow-ups."""

    version: int | None
    values: tuple[ChangedValue, ...]
    plan: PlanReport


@dataclass(frozen=True, slots=True)
class PastChange:
    """A version's change of one value; of the first version none."""

    version: int
    at: datetime
    employee_no: str | None
    value: ChangedValue | None


def set_value(session: Session, key: str, text: str, *, dry_run: bool = False) -> PolicyChange:
    """Give one value as typed. UsageError: unknown key, malformed or impossible value; RefusedError: a figure that people have not."""
    return _change(session, lambda policy: policy.with_value(key, text), dry_run=dry_run)


def reset_value(session: Session, key: str, *, dry_run: bool = False) -> PolicyChange:
    """Give one value its default again. UsageError: unknown key, or the default contradicts another value."""
    return _change(session, lambda policy: policy.with_default(key), dry_run=dry_run)


def reset_all(session: Session, *, dry_run: bool = False) -> PolicyChange:
    """Give every value its default again."""
    return _change(session, lambda _policy: Policy.default(), dry_run=dry_run)


def history(session: Session, key: str | None = None) -> list[PastChange]:
    """Every change of the policy, or of one value, latest first. UsageError: unknown key."""
    if key is not None:
        session.policy.entry(key)
    versions = desk.policy_versions(session.connection)
    found = []
    for newer, older in pairwise([*versions, None]):
        assert newer is not None
        values = changed_values(_policy(older), _policy(newer)) if older else (None,)
        found += [
            PastChange(newer.id, newer.at, newer.employee_no, value)
            for value in values
            if key is None or (value is not None and value.key == key)
        ]
    return found


def changed_values(before: Policy, after: Policy) -> tuple[ChangedValue, ...]:
    """What differs between two policies, in the order of policy.toml."""
    return tuple(ChangedValue(key, before.values[key], value) for key, value in after.values.items() if before.values[key] != value)


def _policy(version: desk.PolicyVersion) -> Policy:
    return Policy.from_snapshot(version.values)


def _change(session: Session, changed: Callable[[Policy], Policy], *, dry_run: bool) -> PolicyChange:
    with session.write(dry_run=dry_run) as planner:
        policy = changed(planner.policy)
        values = changed_values(planner.policy, policy)
        if not values:
            return PolicyChange(None, (), PlanReport())
        if policy.access != planner.policy.access:
            from kcrm.actions.rights import use_of_two  # noqa: PLC0415 - hardly any change is of what posts may

            use_of_two(session, Permission.USER_ADMIN)
        if policy.appraisal.rows != planner.policy.appraisal.rows:
            from kcrm.actions.manager.appraisals import check_figures  # noqa: PLC0415 - hardly any change is of what figures give

            check_figures(policy.appraisal.rows)
        note = " ".join(f"{value.key}={as_text(value.after)}" for value in values)
        version = desk.add_policy(planner.connection, policy.to_snapshot(), note)
        return PolicyChange(version, values, session.planner().plan_changed())
