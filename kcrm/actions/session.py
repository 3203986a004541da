"""One command's work with the database: opened, with its policy, its store and who acts; every write plans what it touched."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kcrm import db
from kcrm.context import AppContext
from kcrm.errors import NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.queries import desk
from kcrm.queries.desk import Store
from kcrm.queries.rows import has_rows, record
from kcrm.queries.staff import staff_by_id, staff_row
from kcrm.queries.users import has_users
from kcrm.rules.calendar import months_after
from kcrm.rules.staff import employed, has_left

if TYPE_CHECKING:
    from kcrm.actions.planning import Planner
    from kcrm.model.access import Rights
    from kcrm.model.personal import Leaving, Recording


class Session(NamedTuple):
    """An open database. context: with the policy's zone, so that its `now` and `today` are the dealership's."""

    context: AppContext
    connection: sqlite3.Connection
    policy: Policy
    policy_version_id: int
    store: Store
    actor: Staff | None

    def is_own(self, staff_id: int | None) -> bool:
        """Whether something is of who acts, or of who is logged in and acts for another: neither judges what is their own."""
        rights = self.context.rights
        who = {self.actor.id if self.actor is not None else None, rights.staff_id if rights is not None else None}
        return staff_id is not None and staff_id in who

    @property
    def now(self) -> datetime:
        """The command's clock, aware, in the policy's zone."""
        return self.context.now

    @property
    def today(self) -> date:
        """The business date."""
        return self.context.today

    @property
    def given(self) -> Mapping[str, str | None]:
        """What lists of records are reckoned by beside what is stored: the day, the policy's days of prospects, articles and tasks."""
        from kcrm.queries.sources.prospects import level_days  # noqa: PLC0415 - few commands list records

        confirmed = months_after(self.today, -self.policy.articles.confirm_months).isoformat()
        soon = (self.today + timedelta(days=self.policy.tasks.at_risk_days)).isoformat()
        return {
            "today": self.today.isoformat(),
            "now": db.instant(self.now),
            "free_since": db.instant(self.now - timedelta(minutes=self.policy.workshop.free_minutes)),
            "at_risk_percent": str(self.policy.complaints.at_risk_percent),
            "confirmed_since": confirmed,
            "at_risk_until": soon,
            "voucher_noted_from": (self.today - timedelta(days=self.policy.points.note_days)).isoformat(),
            "active_since": months_after(self.today, -self.policy.club.active_months).isoformat(),
            "stocked_until": (self.today - timedelta(days=self.policy.work.part_stock_days)).isoformat(),
            "no_visits": json.dumps(self.policy.visits.excluded_types),
            **level_days(self.today, self.policy.prospects),
        }

    @contextlib.contextmanager
    def write(self, *, dry_run: bool = False, automatic: bool = False, undoes: int | None = None) -> Iterator[Planner]:
        """One transaction, one recorded operation; before it is committed, the customers it touched are planned.

        With `dry_run` everything is done and rolled back. undoes: the operation that this one reverses. Raises RefusedError where
        who acts does not work here today, unless it is planning that acts.
        """
        actor, rights = self.actor, self.context.rights
        if not automatic and actor is not None and not employed(actor, self.today):
            raise RefusedError(
                N_("{name} ({number}) no longer works here.")
                if has_left(actor, self.today)
                else N_("{name} ({number}) does not work here yet."),
                hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."),
                name=actor.name,
                number=actor.employee_no,
            )
        operation = db.NewOperation(
            at=self.now,
            command=self.context.command,
            staff_id=actor.id if actor else None,
            automatic=automatic,
            undoes=undoes,
            entered_by=rights.number if rights is not None and rights.for_id is not None else "",
        )
        with db.write(self.connection, operation, dry_run=dry_run) as number:
            yield self.planner()
            if rights is not None and not automatic:
                from kcrm.actions.writing_for import check_written  # noqa: PLC0415 - most desks have no users

                check_written(self, rights, number)
            if not automatic and has_rows(self.connection, "erasure"):
                from kcrm.actions.erased import check_nothing_anew  # noqa: PLC0415 - in most databases nobody was erased

                check_nothing_anew(self, number)
            # by the policy, store and staff as they are now: the write may have changed them
            self.planner().plan_changed()
            from kcrm.queries.kpi.verdicts import queued  # noqa: PLC0415 - most commands only read

            if queued(self.connection):
                from kcrm.actions.complaints.verdicts import judge_queued  # noqa: PLC0415 - few writes touch a complaint

                judge_queued(self.connection, self.now)

    def planner(self) -> Planner:
        """Planning within this session's write, by the policy now in force."""
        from kcrm.actions.planning import Planner  # noqa: PLC0415 - a command that only reads does without the rules of planning

        version, snapshot = desk.latest_policy(self.connection)
        store = desk.store(self.connection)
        policy = self.policy if version == self.policy_version_id else Policy.from_snapshot(snapshot)
        return Planner(self.connection, policy, version, store.go_live_on, self.now)


@contextlib.contextmanager
def open_session(context: AppContext) -> Iterator[Session]:
    """The context's database as a session.

    Raises NotFoundError where it does not exist or nobody has the employee number of --as, DatabaseError where it cannot be used.
    """
    with db.opened(context.db_path) as connection:
        version, snapshot = desk.latest_policy(connection)
        policy = Policy.from_snapshot(snapshot)
        rights = _rights(connection, context, policy)
        if rights is not None:
            from kcrm.actions.shown import shown_to  # noqa: PLC0415 - most desks have no users

            context = shown_to(connection, context, rights)
            rights = context.rights
        actor = _actor(connection, context.staff_text) if rights is None else _logged_in(connection, rights)

        def gate(asked: AppContext, leaving: Leaving) -> Recording:
            from kcrm.actions.access import recording  # noqa: PLC0415 - of what most commands show nothing leaves

            return recording(connection, actor, asked, leaving)

        yield Session(
            context=context.with_zone(policy.zone).replace(gate=gate),
            connection=connection,
            policy=policy,
            policy_version_id=version,
            store=desk.store(connection),
            actor=actor,
        )


def _rights(connection: sqlite3.Connection, context: AppContext, policy: Policy) -> Rights | None:
    if not has_users(connection):
        return None
    from kcrm.actions.logins import rights_of  # noqa: PLC0415 - most desks have no users

    return rights_of(connection, context, policy)


def _logged_in(connection: sqlite3.Connection, rights: Rights) -> Staff | None:
    number = rights.for_id or rights.staff_id
    return staff_by_id(connection, number) if number is not None else None


def _actor(connection: sqlite3.Connection, text: str | None) -> Staff | None:
    if text is None:
        return None
    from kcrm.queries.lookup import own_number  # noqa: PLC0415 - finding anything is more than most commands do

    row = staff_row(connection, own_number(text))
    if row is None:
        raise NotFoundError(N_("There is no employee with the number {number}."), hint=N_("To list them: kcrm staff list"), number=text)
    return record(Staff, row)
