"""Calls that a file tells of: each is logged as `log` would have, at the time that the row says.

A call is known again by its customer and its time; where only a day is told, by outcome and note of that day. What a follow-up was ended
by meanwhile, a warning names, and the call stays in the customer's history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, Final

from kcrm.actions.calls.report import Caller, CallReport, Incoming
from kcrm.actions.calls.targets import Target
from kcrm.actions.calls.writing import record_call
from kcrm.actions.complaints.calls import Raised
from kcrm.actions.imports import ImportOptions, ImportReport
from kcrm.actions.planning import Planner
from kcrm.actions.references import BY_NUMBER_OR_PHONE, ColumnError, CustomerKeys, References, UnknownStaffError, Values
from kcrm.actions.refusals import ended_already, not_open_yet
from kcrm.actions.session import Session
from kcrm.errors import KcrmError, RefusedError
from kcrm.exchange.callbook import CALLS, is_begun, means_of, outcome_of, was_made
from kcrm.exchange.forms import FormFile, FormKind, open_form
from kcrm.exchange.keyed import CellProblem, Record, RowProblems
from kcrm.i18n import N_, _
from kcrm.model import By, CallMatter, CallResult, Channel, Direction, FollowUp, Kind, Outcome, ResultSaid, Severity, State
from kcrm.named import NamedTuple
from kcrm.progress import Unit, work
from kcrm.queries import calls, followups, vehicles
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.queries.records import Saved
from kcrm.queries.register import Register
from kcrm.records.cells import Moment
from kcrm.rules.calls import Again

_NOON: Final = timedelta(hours=12)
_WITH_NAME: Final = CustomerKeys(name="customer")
# what two rows of one conversation may say differently, as each is of its own follow-up, or shown only
_OF_EACH: Final = frozenset({"followup_id", "kinds", "plate", "vin", "phone", "note", "model", "reasons", "due_on", "script"})


def take_calls(session: Session, planner: Planner, source: str, options: ImportOptions, stdin: IO[bytes] | None) -> ImportReport:
    """Log the calls of a file, in an open write; `-` is standard input. Raises as `read_records` does."""
    moment = Moment(session.today, session.now)
    with open_form(CALLS, source, moment, options.manner, options.mapping, stdin) as file:
        report = ImportReport(FormKind.CALLS, file.name, file.encoding, file.sheet, file.unknown_columns)
        taking = _Taking(session, planner, report, file)
        with work(N_("Importing {file}"), file.size, Unit.ROWS, file=Path(file.name).name) as advance:
            for rows in _conversations(file):
                taking.take(rows)
                advance(len(rows), file.reached)
        for told in file.told():
            report.note(told)
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _conversations(rows: Iterable[Record | RowProblems]) -> Iterator[list[Record | RowProblems]]:
    """Rows next to each other that tell of one conversation about several follow-ups together, all others each by itself."""
    held: list[Record | RowProblems] = []
    for row in rows:
        if held and not _are_one(held[-1], row):
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _are_one(first: Record | RowProblems, second: Record | RowProblems) -> bool:
    if not isinstance(first, Record) or not isinstance(second, Record):
        return False
    one, other = first.values, second.values
    if not (was_made(one) and {"followup_id", "customer_id"} <= one.keys() & other.keys() and one["followup_id"] != other["followup_id"]):
        return False
    return all(one.get(key) == other.get(key) for key in (one.keys() | other.keys()) - _OF_EACH)


class _Meant(NamedTuple):
    """What a conversation was about. open: follow-ups that it may settle; ended: those that are settled already."""

    customer_id: int
    open: tuple[FollowUp, ...]
    ended: tuple[FollowUp, ...] = ()


class _Told(NamedTuple):
    """When a call was. timed: whether the time of day is told; else it is that of noon."""

    at: datetime
    timed: bool


@dataclass
class _Taking:
    """One file being taken in."""

    session: Session
    planner: Planner
    report: ImportReport
    file: FormFile
    warnings: list[ColumnError] = field(default_factory=list)

    @cached_property
    def references(self) -> References:
        return References(Register(self.session.connection))

    def take(self, rows: list[Record | RowProblems]) -> None:
        """Log one conversation, or say why not."""
        first = rows[0]
        if isinstance(first, RowProblems):
            self.report.refused += 1
            for problem in first.problems:
                self.report.note(problem)
            return
        told = [row for row in rows if isinstance(row, Record)]
        if not was_made(first.values):
            if is_begun(first.values):
                self._note(first, ColumnError("outcome", "", RefusedError(N_("No outcome is told; the row was skipped."))), fatal=False)
            return
        self.warnings = []
        try:
            with self._apart():
                saved = self._taken([row.values for row in told])
        except ColumnError as error:
            self.report.refused += len(told)
            self._note(first, error, fatal=True)
            return
        except KcrmError as error:
            self.report.refused += len(told)
            self.report.note(CellProblem(first.line, None, "", error))
            return
        self.report.rows[saved] += len(told)
        self._remark(told)

    def _remark(self, told: list[Record]) -> None:
        """What is to be said of rows that were taken."""
        for row in told:
            for remark in row.warnings:
                self.report.note(remark)
        for warning in self.warnings:
            if isinstance(warning, UnknownStaffError):
                self.report.unknown_staff.add(str(warning.value))
            whose = next((row for row in told if row.values.get(warning.column) == warning.value), told[0])
            self._note(whose, warning, fatal=False)

    def _note(self, row: Record, error: ColumnError, *, fatal: bool) -> None:
        self.report.note(CellProblem(row.line, self.file.heading_of(error.column), str(error.value), error, fatal))

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """What is written within is taken back where it cannot all be."""
        connection = self.session.connection
        connection.execute("SAVEPOINT conversation")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK TO conversation")
            connection.execute("RELEASE conversation")
            raise
        connection.execute("RELEASE conversation")

    def _taken(self, rows: list[Values]) -> Saved:
        values = rows[0]
        meant = self._meant(rows)
        told = self._told(values, meant.open)
        open_items = self._in_time(meant, told, named="followup_id" in values)
        note = "\n".join(dict.fromkeys(str(each["note"]) for each in rows if "note" in each)) or None
        result = values.get("result")
        # a result belongs to a follow-up: where none is settled it stays as a word
        told_note = "\n".join(filter(None, [_(result.label), note])) if isinstance(result, CallResult) else note
        if self._is_known(meant, told, values, {note, told_note}):
            return Saved.UNCHANGED
        for item in meant.ended:
            self.warnings.append(ColumnError("followup_id", identifier(Thing.FOLLOWUP, item.id), ended_already(self.session, item)))
        if meant.ended and not open_items and self._is_told_by_another(meant.ended, told, values):
            return Saved.UNCHANGED
        self._check(values, open_items)
        if told_note != note and not open_items:
            note = told_note
            self.warnings.append(
                ColumnError("result", result, RefusedError(N_("The result is kept in the note: no follow-up is settled.")))
            )
        by = means_of(values, By.VISIT if open_items and all(item.channel is Channel.VISIT for item in open_items) else By.PHONE)
        logged = record_call(
            self.session, self.planner, Target(meant.customer_id, open_items), self._report(values, told, note, by, open_items)
        )
        if logged.low_score and logged.complaint is None:
            reason = N_("The score is low and the row tells of no complaint. To open one: kcrm complaint open {customer}")
            low = RefusedError(reason, customer=identifier(Thing.CUSTOMER, meant.customer_id))
            self.warnings.append(ColumnError("score", values.get("score", ""), low))
        return Saved.NEW

    # --- whom and what it was about ---

    def _meant(self, rows: list[Values]) -> _Meant:
        if "followup_id" not in rows[0]:
            return self._without_number(rows[0])
        items = [self._followup(values) for values in rows]
        can_be_settled = [item for item in items if item.state is State.OPEN]
        return _Meant(items[0].customer_id, tuple(can_be_settled), tuple(item for item in items if item.state is not State.OPEN))

    def _followup(self, values: Values) -> FollowUp:
        """The follow-up that a row names, and it must be that of whom the row names: numbers are those of one store."""
        text = str(values["followup_id"])
        named = identified(text)
        number = named[1] if named is not None and named[0] is Thing.FOLLOWUP else None
        item = followups.followups_by_id(self.session.connection, [number]).get(number) if number is not None else None
        if item is None:
            raise ColumnError("followup_id", text, RefusedError(N_("no follow-up has this number")))
        names = {"customer": {item.customer, item.contact_name}, "phone": {item.phone, item.phone2, item.contact_phone}}
        said = {key for key in names if key in values}
        owner = values.get("customer_id", identifier(Thing.CUSTOMER, item.customer_id))
        if owner != identifier(Thing.CUSTOMER, item.customer_id) or (said and all(values[key] not in names[key] for key in said)):
            reason = N_("{number} is about {customer}, not about whom the row names; nothing was logged.")
            raise ColumnError("followup_id", text, RefusedError(reason, number=identifier(Thing.FOLLOWUP, item.id), customer=item.customer))
        return item

    def _without_number(self, values: Values) -> _Meant:
        """Of a book: a call of the customer's, which settles what is open of its kind and vehicle where that is one."""
        vehicle_id = self.references.vehicle(values)
        customer_id = self._customer(values)
        if customer_id is None and vehicle_id is not None:
            owners = vehicles.owners_of(self.session.connection, vehicle_id)
            customer_id = owners[-1].customer_id if owners else None
        if customer_id is None:
            column = next(key for key in ("customer_no", "phone", "vin", "plate", "followup_id") if key in values or key == "followup_id")
            raise ColumnError(column, values.get(column, ""), RefusedError(N_("the row names no customer")))
        kinds = values.get("kinds", ())
        assert isinstance(kinds, tuple)
        fitting = [
            item
            for item in followups.open_of_customer(self.session.connection, customer_id)
            if item.kind in kinds and item.channel is not Channel.MESSAGE and vehicle_id in {None, item.vehicle_id}
        ]
        return _Meant(customer_id, tuple(fitting) if len(fitting) == 1 else ())

    def _customer(self, values: Values) -> int | None:
        """By number or phone; an identifier is one store's, and counts only where nothing else leads to anybody and the name is theirs."""
        for keys in (BY_NUMBER_OR_PHONE, _WITH_NAME):
            try:
                found = self.references.customer(values, keys)
            except ColumnError as error:
                refusal: ColumnError | None = error
            else:
                refusal = None
                break
        if refusal is None and found is not None:
            return found
        named = identified(str(values.get("customer_id", "")))
        if named is not None and named[0] is Thing.CUSTOMER:
            known = self.references.register.find("customer", "id", named[1])
            if known and known[0]["name"] == values.get("customer"):
                return named[1]
        if refusal is not None:
            raise refusal
        return None

    def _in_time(self, meant: _Meant, told: _Told, *, named: bool) -> tuple[FollowUp, ...]:
        """What the call can settle: what was open by then, and no call of the time before the start. Raises RefusedError."""
        late = [item for item in meant.open if told.at < item.opened_at]
        if late and named:
            raise ColumnError("followup_id", identifier(Thing.FOLLOWUP, late[0].id), not_open_yet(self.session, late[0]))
        began = told.at.date() >= self.session.store.go_live_on
        return meant.open if named or (began and not late) else ()

    # --- what was said ---

    def _told(self, values: Values, items: tuple[FollowUp, ...]) -> _Told:
        at = values["called_at"]
        assert isinstance(at, datetime)
        zone = self.session.policy.zone
        at = at.astimezone(zone)
        if at.time() != time():
            return _Told(at, timed=True)
        opened = [item.opened_at.astimezone(zone) for item in items if item.opened_at.astimezone(zone).date() == at.date()]
        return _Told(min(max([at + _NOON, *opened]), self.session.now), timed=False)

    def _check(self, values: Values, items: tuple[FollowUp, ...]) -> None:
        """What only the follow-ups tell whether it fits. Raises ColumnError."""
        result = values.get("result")
        if items and result is not None and not any(result in item.kind.row.results for item in items):
            raise ColumnError(
                "result", result, RefusedError(N_("“{result}” is not a result of {what}."), result=result, what=items[0].kind)
            )
        asks = any(item.kind is Kind.COMPLAINT_RECALL and item.channel is Channel.CALL for item in items)
        if asks and "satisfied" not in values and outcome_of(values) is Outcome.ANSWERED:
            wanting = N_("The call was about a complaint: say whether the customer is satisfied with how it was settled.")
            raise ColumnError("satisfied", "", RefusedError(wanting))
        if "satisfied" in values and not asks:
            raise ColumnError("satisfied", "", RefusedError(N_("The call was not about a resolved complaint.")))

    def _report(self, values: Values, told: _Told, note: str | None, by: By, items: tuple[FollowUp, ...]) -> CallReport:
        outcome, score, complaint, satisfied = outcome_of(values), values.get("score"), values.get("complaint"), values.get("satisfied")
        assert score is None or isinstance(score, int)
        assert satisfied is None or isinstance(satisfied, bool)
        incoming = None
        if values.get("direction") is Direction.IN:
            about, phone = values.get("about", CallMatter.OTHER), values.get("phone")
            assert isinstance(about, CallMatter)
            incoming = Incoming(about, str(phone) if phone else None)
        return CallReport(
            outcome,
            by,
            score,
            note,
            self._again(values) if outcome is Outcome.BUSY else None,
            told.at,
            satisfied=satisfied,
            complaint=Raised(str(complaint), Severity.NORMAL, None) if complaint else None,
            incoming=incoming,
            result=_result(values) if items else None,
            caller=self._caller(values),
            timed=told.timed,
        )

    def _again(self, values: Values) -> Again:
        """When to call again: what was agreed for a time that is gone by now is due today."""
        agreed = values["again_at"]
        assert isinstance(agreed, datetime)
        at, now = agreed.astimezone(self.session.policy.zone), self.session.now
        if at.date() < now.date() or (at.time() != time() and at <= now):
            return Again(now.date())
        return Again(at.date(), None if at.time() == time() else at.time())

    def _caller(self, values: Values) -> Caller | None:
        column = next((key for key in ("staff_no", "staff") if key in values), None)
        if column is None:
            return None
        try:
            return Caller(self.references.staff(values[column], column))
        except UnknownStaffError as error:
            self.warnings.append(error)
            return Caller(None)

    # --- whether it is there already ---

    def _is_known(self, meant: _Meant, told: _Told, values: Values, notes: Collection[str | None]) -> bool:
        """Whether the call is logged already. Raises RefusedError where it is, with another outcome."""
        named = {item.id for item in (*meant.open, *meant.ended)} if "followup_id" in values else set()
        direction, outcome = values.get("direction", Direction.OUT), outcome_of(values)
        day = told.at.date()
        for call in calls.calls_of(self.session.connection, meant.customer_id):
            if call.direction is not direction:
                continue
            about = calls.about_which(self.session.connection, call.id)
            if named and about and named.isdisjoint(about):
                continue
            if told.timed and call.called_at.replace(second=0) == told.at.replace(second=0):
                if call.outcome is not outcome:
                    reason = N_("{customer} has a call at this time already, with another outcome: “{outcome}”.")
                    hint = N_("To take it back: kcrm undo; what happened: kcrm show {number}")
                    number = identifier(Thing.CUSTOMER, meant.customer_id)
                    raise RefusedError(reason, hint=hint, customer=number, outcome=call.outcome, number=number)
                return True
            if not told.timed and (call.called_on, call.called_hour, call.outcome) == (day, None, outcome) and call.note in notes:
                return True
        return False

    def _is_told_by_another(self, ended: tuple[FollowUp, ...], told: _Told, values: Values) -> bool:
        """Whether somebody logged the same call, of the same day and outcome, in another way."""
        return any(
            call.called_on == told.at.date() and call.outcome is outcome_of(values)
            for item in ended
            for call in calls.calls_for(self.session.connection, item.id)
        )


def _result(values: Mapping[str, object]) -> ResultSaid | None:
    result, again_at, insurer, premium = (values.get(key) for key in ("result", "again_at", "insurer", "premium"))
    if not isinstance(result, CallResult):
        return None
    on, at = values.get("until_on"), None
    if isinstance(again_at, datetime):
        on = again_at.date()
        at = again_at.time() if result is CallResult.BOOKED and again_at.time() != time() else None
    assert on is None or isinstance(on, date)
    assert premium is None or isinstance(premium, int)
    return ResultSaid(result, on, at, str(insurer) if insurer else None, premium)
