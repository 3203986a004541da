"""The showroom register, and what figures of the sales desk are counted from.

Days and instants are told apart by sums over their digits: SQLite, DuckDB and Spark each step between days in a way of their own. The
building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, flag_column, instant_column


def _whole(text: str, by: int) -> str:
    """How often a number goes into another, which engines disagree on where it leaves a rest."""
    return f"CAST((({text}) - ({text}) % {by}) / {by} AS INTEGER)"


def _number(column: str, start: int, length: int = 2) -> str:
    return f"CAST(substr({column}, {start}, {length}) AS INTEGER)"


def _days(column: str) -> str:
    """A day's number, as the calendar goes on (the year begins in March, so that a leap day is its last)."""
    year, month, day = _number(column, 1, 4), _number(column, 6), _number(column, 9)
    years = f"({year} - CASE WHEN {month} < 3 THEN 1 ELSE 0 END)"
    months = f"({month} + CASE WHEN {month} < 3 THEN 9 ELSE -3 END)"
    leaps = f"{_whole(years, 4)} - {_whole(years, 100)} + {_whole(years, 400)}"
    return f"({years} * 365 + {leaps} + {_whole(f'153 * {months} + 2', 5)} + {day})"


def _seconds(column: str) -> str:
    return f"({_days(column)} * 86400 + {_number(column, 12)} * 3600 + {_number(column, 15)} * 60 + {_number(column, 18)})"


_CONTACTS = "('contacted', 'visited', 'test_drive', 'quoted', 'ordered', 'delivered')"
_CAME = "({0}.kind = 'visited' OR {0}.kind = 'test_drive' AND coalesce({0}.declined, 0) = 0)"
# no step of the kind went before
_FIRST = """NOT EXISTS (
    SELECT 1 FROM prospect_event AS earlier WHERE earlier.prospect_id = {step}.prospect_id AND {same}
        AND (earlier.at < {step}.at OR earlier.at = {step}.at AND earlier.id < {step}.id)
)"""


def _of(what: str, when: str, event: str = "step") -> str:
    """A sum over the steps of a prospect's row."""
    return f"(SELECT {what} FROM prospect_event AS {event} WHERE {event}.prospect_id = prospect.id AND {when})"


# whose it was when the step was taken: whoever it was given to last
_THEN = """
LEFT JOIN prospect_event AS given ON given.id = (
    SELECT max(giving.id) FROM prospect_event AS giving
    WHERE giving.prospect_id = step.prospect_id AND giving.kind IN ('registered', 'reassigned') AND giving.id <= step.id
)
"""
_STAFF_THEN = "CASE WHEN given.id IS NULL THEN prospect.consultant_id ELSE given.to_id END AS staff_id"

_CONTACT_CALL = "followup.kind = 'prospect_contact' AND followup.channel = 'call'"
# one that was put an end to only after its day was missed, whatever became of the prospect then
_DUE = f"""{_CONTACT_CALL} AND (followup.state <> 'cancelled'
    OR {_of("min(step.day)", "step.kind IN ('lost', 'invalid', 'level_changed') AND step.id > base.id")} > {{day}})"""
_CONTACT = f"""followup.id AS followup_id, prospect.id AS prospect_id, {{day}} AS day, followup.state, followup.duty_id AS staff_id,
    prospect.source, base.day AS based_on,
    {_of("min(step.day)", f"step.kind IN {_CONTACTS} AND step.id > base.id")} AS done_on"""
# The step that says, or no longer says, when they want to be contacted; a drive or a quote says nothing of that, so that a day agreed for
# later outlives it.
_SAID = """(
    SELECT max(latest.id) FROM prospect_event AS latest
    WHERE latest.prospect_id = base.prospect_id AND latest.kind NOT IN ('reassigned', 'level_changed', 'test_drive', 'quoted')
        AND latest.id <= base.id
)"""
_STANDS = f"""said.id = {_SAID} AND said.agreed_on IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM prospect_event AS since
    WHERE since.prospect_id = base.prospect_id AND since.kind IN ('test_drive', 'quoted') AND since.id > said.id AND since.id <= base.id
        AND since.day >= said.agreed_on
)"""

SQL = f"""
-- Who came to the showroom, named or not. day: the business day of came_at. met_at: when somebody received them, empty for never.
-- again: they had been here before. name: of who left no phone; whoever did is a prospect, with the name of the customer.
CREATE TABLE visitor (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {instant_column("came_at", "NOT NULL")},
    {date_column("day", "NOT NULL")},
    {instant_column("met_at")},
    staff_id INTEGER REFERENCES staff (id),
    party INTEGER NOT NULL CHECK (party > 0),
    {flag_column("again")},
    {flag_column("drive_offered")},
    {flag_column("contact_left")},
    name TEXT CHECK (name <> ''),
    note TEXT CHECK (note <> ''),
    prospect_id INTEGER REFERENCES prospect (id),
    CHECK (met_at >= came_at),
    CHECK (name IS NULL OR prospect_id IS NULL)
) STRICT;
CREATE INDEX visitor_by_day ON visitor (day);
CREATE INDEX visitor_of_prospect ON visitor (prospect_id) WHERE prospect_id IS NOT NULL;

CREATE INDEX prospect_of_platform ON prospect (platform) WHERE platform IS NOT NULL;
CREATE INDEX followup_of_prospects ON followup (due_on) WHERE kind = 'prospect_contact';
CREATE INDEX prospect_event_agreed ON prospect_event (agreed_on) WHERE agreed_on IS NOT NULL;

CREATE VIEW fact_visitor AS
SELECT visitor.id AS visitor_id, visitor.day, visitor.prospect_id, visitor.staff_id,
    {_seconds("visitor.met_at")} - {_seconds("visitor.came_at")} AS waited_seconds
FROM visitor;

-- bought_on: when the vehicle that came of it was delivered. *_on: of the first such step. platform: where it came from.
DROP VIEW fact_prospect;
CREATE VIEW fact_prospect AS
SELECT prospect.id AS prospect_id, prospect.registered_on AS day, prospect.source, prospect.platform, prospect.consultant_id AS staff_id,
    prospect.stage, prospect.floor, prospect.intended_on, prospect.first_due_at, vehicle.delivered_on AS bought_on,
    {_of("min(step.at)", f"step.kind IN {_CONTACTS}")} AS contacted_at,
    {_of("min(step.day)", "step.kind = 'contacted'")} AS invited_on,
    {_of("min(step.day)", _CAME.format("step"))} AS came_on
FROM prospect LEFT JOIN vehicle ON vehicle.id = prospect.vehicle_id;

-- A next contact that was due: on the day agreed for it, else on that of the level; each is found in an index of its own. based_on: when
-- that was known; done_on: when they were talked to the next time.
CREATE VIEW fact_prospect_contact AS
SELECT {_CONTACT.format(day="followup.due_on")}
FROM followup JOIN prospect_event AS base ON base.id = followup.occurrence JOIN prospect ON prospect.id = base.prospect_id
WHERE {_DUE.format(day="followup.due_on")} AND NOT EXISTS (SELECT 1 FROM prospect_event AS said WHERE {_STANDS})
UNION ALL
SELECT {_CONTACT.format(day="said.agreed_on")}
FROM prospect_event AS said JOIN prospect_event AS base ON base.prospect_id = said.prospect_id AND base.id >= said.id
JOIN prospect ON prospect.id = said.prospect_id
JOIN followup ON followup.customer_id = prospect.customer_id AND followup.occurrence = base.id
WHERE {_DUE.format(day="said.agreed_on")} AND {_STANDS};

-- Who came to the showroom, once, on their first day there. offered_on: of a test drive, ticked_on: the register says so; driven_on: they did.
CREATE VIEW fact_showroom AS
SELECT prospect.id AS prospect_id, came.day, prospect.source, prospect.consultant_id AS staff_id,
    {_of("min(step.day)", "step.kind = 'test_drive'")} AS offered_on,
    (SELECT min(visitor.day) FROM visitor WHERE visitor.prospect_id = prospect.id AND visitor.drive_offered = 1) AS ticked_on,
    {_of("min(step.day)", "step.kind = 'test_drive' AND coalesce(step.declined, 0) = 0")} AS driven_on
FROM prospect_event AS came JOIN prospect ON prospect.id = came.prospect_id
WHERE {_CAME.format("came")} AND {_FIRST.format(step="came", same=_CAME.format("earlier"))};

-- Who was quoted a price, once, on the day of the first.
CREATE VIEW fact_quote AS
SELECT prospect.id AS prospect_id, quote.day, prospect.source, prospect.consultant_id AS staff_id,
    {_of("min(step.day)", "step.kind = 'ordered' AND step.at >= quote.at")} AS ordered_on
FROM prospect_event AS quote JOIN prospect ON prospect.id = quote.prospect_id
WHERE quote.kind = 'quoted' AND {_FIRST.format(step="quote", same="earlier.kind = 'quoted'")};

-- Who ordered, once, on the day of the first order. days: since they were registered.
CREATE VIEW fact_deal AS
SELECT prospect.id AS prospect_id, step.day, prospect.source, {_STAFF_THEN},
    {_days("step.day")} - {_days("prospect.registered_on")} AS days
FROM prospect_event AS step JOIN prospect ON prospect.id = step.prospect_id {_THEN}
WHERE step.kind = 'ordered' AND {_FIRST.format(step="step", same="earlier.kind = 'ordered'")};

-- A delivery for which a day had been promised. days_late: 0 for none.
CREATE VIEW fact_handover AS
SELECT prospect.id AS prospect_id, step.day, prospect.source, {_STAFF_THEN},
    CASE WHEN step.day > deal.promised_on THEN {_days("step.day")} - {_days("deal.promised_on")} ELSE 0 END AS days_late
FROM prospect_event AS step JOIN prospect ON prospect.id = step.prospect_id {_THEN}
JOIN prospect_event AS deal ON deal.id = (
    SELECT max(latest.id) FROM prospect_event AS latest
    WHERE latest.prospect_id = step.prospect_id AND latest.kind = 'ordered' AND latest.id < step.id
)
WHERE step.kind = 'delivered' AND deal.promised_on IS NOT NULL;

-- A loss or a cancelled order. reason, rival: of a loss what was found when it was checked, else what the consultant said.
CREATE VIEW fact_prospect_end AS
SELECT step.id AS event_id, prospect.id AS prospect_id, step.day, step.kind, prospect.source, {_STAFF_THEN},
    CASE WHEN checked.id IS NULL THEN step.reason ELSE checked.reason END AS reason,
    CASE WHEN checked.id IS NULL THEN step.rival ELSE checked.rival END AS rival
FROM prospect_event AS step JOIN prospect ON prospect.id = step.prospect_id {_THEN}
LEFT JOIN prospect_event AS checked ON checked.id = (
    SELECT max(latest.id) FROM prospect_event AS latest
    WHERE latest.prospect_id = step.prospect_id AND latest.kind = 'loss_checked' AND latest.id > step.id AND step.kind = 'lost'
        AND NOT EXISTS (
            SELECT 1 FROM prospect_event AS later
            WHERE later.prospect_id = step.prospect_id AND later.kind = 'lost' AND later.id > step.id AND later.id < latest.id
        )
)
WHERE step.kind IN ('lost', 'order_cancelled');

-- Somebody lost or invalid was talked to again. reopened_on: when they were taken up after that.
CREATE VIEW fact_revisit AS
SELECT call.id AS call_id, prospect.id AS prospect_id, call.called_on AS day, prospect.source, call.staff_id,
    {_of("min(step.day)", "step.kind = 'reopened' AND step.day >= call.called_on")} AS reopened_on
FROM call JOIN call_followup ON call_followup.call_id = call.id JOIN followup ON followup.id = call_followup.followup_id
JOIN prospect_event AS base ON base.id = followup.occurrence JOIN prospect ON prospect.id = base.prospect_id
WHERE call.outcome = 'answered' AND followup.kind IN ('lost_check', 'lost_prospect', 'invalid_prospect');

-- What was paid for leads: costs that bear the name of a platform from which some came.
CREATE VIEW fact_platform_cost AS
SELECT finance.id AS finance_id, finance.month || '-01' AS day, finance.kind, finance.item, finance.amount_fen
FROM finance
WHERE finance.kind <> 'plan' AND EXISTS (SELECT 1 FROM prospect WHERE prospect.platform = finance.item);
"""
