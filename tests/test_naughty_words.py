"""What is naughty where it is read: every parameter of every command, alone, with all others as they should be; every column of a file."""

import contextlib
import shutil
import sqlite3
import time
from datetime import UTC, date, datetime

import pytest
from conftest import filled_once
from laws import first
from naughty import NAUGHTY, no_crash, raw_on_terminal

from kcrm import cli
from kcrm.errors import KcrmError
from kcrm.exchange.columns import columns_of
from kcrm.exchange.finance import FINANCE
from kcrm.exchange.questionnaires import questionnaires
from kcrm.policy import Policy
from kcrm.records import SheetKind
from kcrm.records.cells import Moment
from kcrm.shell.paramtypes import Choice
from kcrm.shell.tree import command_tree

WORDS = {
    "all that can be stored": "".join(
        NAUGHTY[kind] for kind in ("formula", "escape", "right to left", "html", "placeholders", "line feed")
    ),
    "not UTF-8": f"{NAUGHTY['formula']}{NAUGHTY['not UTF-8']}",
    "only blanks": NAUGHTY["only blanks"],
    "digits": NAUGHTY["digits"],
}
EVERYWHERE = "all that can be stored"
SHARED = {"to", "bom", "format_", "limit", "sort", "lang", "db", "staff_text"}  # by all commands, which read them alike
# what a command needs besides, by its placeholder
NEEDED = {
    **dict.fromkeys(("WHO", "WHAT"), "C1"),
    "OTHER": "C2",
    "CONFLICT": "CF1",
    **dict.fromkeys(("ACCOUNT", "TO"), "C3"),
    "MEMBER": "FM1",
    "RELATION": "FR1",
    "PRODUCT": "OP1",
    "ANNIVERSARY": "FN1",
    "CONTRACT": "N1",
    "MEETING": "D1",
    "TASK": "T1",
    "MEASURE_NO": "G1",
    "PLAN": "WP1",
    "ARTICLE": "A1",
    "ITEM_NO": "CI1",
    "BREACH": "BR1",
    "PART": "tasks",
    "JOURNAL": "JR1",
    "TRAINING": "TR1",
    "CAMPAIGN": "M1",
    "EVENT": "Z1",
    "ATTENDANCE": "ZA1",
    "MEMBERSHIP": "MB1",
    "AD": "AD1",
    "MEDIUM": "web",
    "ANSWER": "yes",
    "WHO...": "C1",
    "POINTS": "5000",
    "VOUCHER": "U1",
    "CASE": "K1",
    "RESCUE": "E1",
    "APPOINTMENT": "Y1",
    "WAY": "phone",
    "MINUTES": "60",
    "HOW": "cancelled",
    "JOB": "J1",
    "W3": "W1",
    "URGENCY": "soon",
    "WHY": "price",
    "DEPARTMENT": "DP1",
    "RECALL": "X1",
    "RECALL_VIN": "XV1",
    "RECALL_NO": "ZH1",
    "RISK": "safety",
    "MATCH": "unknown",
    "AIM": "visit",
    "REASONS": "waiting",
    "CHANNELS": "call",
    "GROUP": "control",
    "STAFF[=MARK]...": "S1",
    "TOPIC": "续保",
    "SANCTION": "none",
    **dict.fromkeys(("CALL", "CALL[=NOTE]"), "CL1"),
    "RUN": "H1",
    "ITEM": "地面",
    **dict.fromkeys(("CHECKLIST", "CHECKLIST|RUN"), "展厅"),
    "STAFF": "S1",
    **dict.fromkeys(("BILL", "BILL|ACCOUNT"), "B1"),
    "CREDIT|ACCOUNT": "CA1",
    "PAYMENT": "PY1",
    "VIEW": "members",
    "TIE": "family",
    "TITLE": "名",
    "PROFILE": "1",
    **dict.fromkeys(("FOLLOWUP", "F103", "F103... STAFF", "F103... WHEN", "FILE|F…", "FILE|F…|WHO"), "F1"),
    "COMPLAINT": "K1",
    "FORM": "Q1",
    "VEHICLE": "V1",
    "ORDER": "R1",
    "P4": "P1",
    "PROSPECT": "L1",
    "SOURCE": "web",
    "[L7|FILTER]... NO": "L1",
    "[C12|FILTER]... NO": "C3",
    "OPERATION": "O1",
    "WHO|F103... OUTCOME": "F1",
    "TEXT": "字",
    "NAME": "名",
    "ORDER_NO": "W9",
    "EMPLOYEE_NO": "Q1",
    "VIN": "2M8GDM9AXKP042788",
    "PHONE": "13800138000",
    "FILE": "no.csv",
    "DIR": "no",
    "WHEN": "2026-06-20",
    "DATE": "2026-06-20",
    "A..B": "2026-06-20..2026-06-21",
    "TIME": "2026-06-01 10:00",
    "YEAR": "2026",
    "MONTH": "2026-05",
    "PERIOD": "2026-05",
    "KIND": "birthday",
    "FINDING_NO": "FD1",
    **dict.fromkeys(("NEED", "NEED..."), "ND1"),
    **dict.fromkeys(("KIND|DIR", "KIND|all"), "customers"),
    "TYPE": "paid_repair",
    "ROLE": "technician",
    "SEVERITY": "minor",
    "REASON": "waiting_parts",
    "yes|no": "yes",
    "YUAN": "12",
    "PROBABILITY": "0.3",
    "VALUE": "4",
    "KEY": "calling.attempts",
    "KEY|TABLE": "service",
    "WEEK": "2026-W24",
    "QUARTER": "2026-Q2",
    "PERMISSION": "export",
    "REQUEST": "RQ1",
    "WHO|PHONE": "13800138001",
    "FROM": "S1",
    "TO": "S2",
    "SURVEY": "csi",
    **dict.fromkeys(("KEY=RATING[/EXPECTATION]", "KEY=ANSWER"), "advisor=8"),
    "FILTER": "class:A",
    "STATEMENT": "SELECT 1",
}
LAST = {
    "[L7|FILTER]... NO": "X1",
    "[C12|FILTER]... NO": "X1",
    "F103... STAFF": "S1",
    "F103... WHEN": "2026-06-20",
    "WHO|F103... OUTCOME": "answered",
}


@filled_once
def peopled(desk):
    """A customer with a vehicle, an order, a complaint, an opportunity, and what is to be done."""
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001", "birthday": "1990-06-15"})
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "plate": "皖A12345", "customer_no": "KH1", "delivered_on": "2026-06-10"})
    order = {"order_no": "W1", "vin": "1M8GDM9AXKP042788", "type": "paid_repair", "opened_at": "2026-06-11 09:00"}
    desk.take("orders", order | {"closed_at": "2026-06-12 10:00"})
    desk.take("complaints", {"customer_no": "KH1", "received_at": "2026-06-15 08:00", "severity": "minor", "description": "异响"})
    desk.ok("opportunity", "add", "KH1", "续保", "5000", "0.3")
    desk.ok("need", "add", "KH1", "左前大灯总成", "--part")
    desk.take("customers", {"customer_no": "KH3", "name": "云汐物流有限公司", "phone": "13800138003", "kind": "company"})
    desk.ok("fleet", "add", "KH3")
    desk.ok("fleet", "member", "add", "KH3", "KH1")
    desk.ok("fleet", "relation", "add", "KH3", "family", "KH1")
    desk.ok("fleet", "product", "add", "KH3", "rescue")
    desk.ok("fleet", "anniversary", "add", "KH3", "成立日", "2010-06-20")
    desk.ok("contract", "add", "KH3", "5000", "--from", "2026-01-01", "--until", "2026-12-31")
    desk.ok("bill", "add", "KH3", "300")
    desk.ok("bill", "pay", "KH3", "10")
    desk.ok("meeting", "add", "2026-06-15")
    desk.ok("task", "add", "盘点", "S1")
    desk.ok("workplan", "add", "S1", "2026-07", "--title", "唤醒", "--aim", "20")
    desk.ok("measure", "add", "双班", "--owner", "S1", "--due", "2026-06-30", "--check-on", "2026-07-31")
    desk.ok("article", "add", "异响排查", "--kind", "how_to", "--owner", "S1", "--text-zh", "先试车")
    desk.ok("checklist", "add", "展厅", "地面", "--place", "showroom")
    desk.ok("checklist", "run", "展厅", "--rest-pass", "--by", "S1")
    desk.ok("training", "add", "续保", "S1")
    desk.ok("campaign", "add", "空调", "--kind", "care", "--channels", "call", "--from", "2026-06-15", "--until", "2026-07-15")
    desk.ok("campaign", "target", "M1", "C1")
    desk.ok("campaign", "start", "M1")
    desk.ok("club", "join", "C1")
    desk.ok("event", "add", "采摘", "--on", "2026-06-15")
    desk.ok("event", "invite", "Z1", "C1")
    desk.take("points", {"customer_no": "KH1", "points": "12000", "expires_on": "2026-12-31"})
    desk.ok("points", "redeem", "C1", "5000")
    desk.ok("work", "add", "皖A12345", "轮胎", "--urgency", "soon")
    desk.ok("job", "add", "刷墙", "--kind", "small")
    desk.ok("appointment", "add", "V1", "--at", "2026-06-16 10:00", "--what", "保养")
    desk.ok("recall", "add", "ZH1", "转向助力", "safety")
    desk.ok("recall", "vin", "add", "1M8GDM9AXKP042788", "ZH1")
    desk.ok("rescue", "open", "C1", "--place", "东门", "--fault", "没电")
    desk.ok("ad", "add", "web", "汽车之家", "--from", "2026-06-01", "--until", "2026-07-15")
    desk.ok("breach", "add", "S1", "虚报回访", "--evidence", "O1")
    desk.ok("journal", "write", "--besides", "盘点", "--as", "S1")
    desk.ok("prospect", "add", "李娜", "13800138002", "--source", "web", "--consultant", "X1")
    return desk


@pytest.fixture
def busy(peopled, monkeypatch):
    """The same, with the desk's for a working folder."""
    monkeypatch.chdir(peopled.folder)
    return peopled


def parameters(*, everywhere):
    """Each parameter of the tree with the command that takes it. everywhere: also where it is one of several commands' own."""
    seen = set()
    for path, command in commands(command_tree(cli.build())):
        for param in command.params:
            known = (*(path if everywhere and param.name not in SHARED else ()), *param.opts, param.metavar, param.help)
            if known not in seen and not getattr(param, "is_flag", False) and path != ("demo",):
                seen.add(known)
                yield path, command, param


def commands(command, path=()):
    if not getattr(command, "later", None):
        yield path, command
    for name in getattr(command, "later", {}):
        yield from commands(command.get_command(None, name), (*path, *name.split()))


def line(path, command, tried, text):
    """The command with that text for one parameter, and what it needs for the others."""
    options, arguments = [], []
    for param in command.params:
        if param is tried:
            values = [text] * max(param.nargs, 1)
            if param.metavar in LAST:
                values = [NEEDED[param.metavar], text]
        elif param.required:
            values = [param.type.choices[0] if isinstance(param.type, Choice) else NEEDED[param.metavar]]
            values += [LAST[param.metavar]] if param.metavar in LAST else []
        else:
            continue
        if param.opts[0].startswith("-"):
            options += [max(param.opts, key=len), *values]
        else:
            arguments += values
    return [*path, *options, "--", *arguments]


@pytest.mark.parametrize("kind", first(WORDS, 2))
def test_any_parameter_is_read_or_refused_and_a_refusal_writes_nothing(busy, kind):
    with contextlib.closing(sqlite3.connect(f"file:{busy.db}?mode=ro", uri=True)) as database:
        for path, command, param in parameters(everywhere=kind == EVERYWHERE):
            before = database.execute("SELECT max(id) FROM operation").fetchone()
            kept = set(busy.folder.iterdir())
            argv = line(path, command, param, WORDS[kind])
            result = busy.run(*argv)
            no_crash(result)
            assert not raw_on_terminal(result.out), argv
            assert result.code in {0, 2, 3, 4, 5, 6, 10}, argv
            assert result.code or kind != "not UTF-8", argv
            assert result.code in {0, 10} or database.execute("SELECT max(id) FROM operation").fetchone() == before, argv
            for made in set(busy.folder.iterdir()) - kept:
                if made.is_dir():  # else the next command that reads a file of this name finds a folder
                    shutil.rmtree(made)


ONE_LINE = [
    ("init", "--db", "new.db", "--store", "甲\n乙"),
    ("segment", "save", "甲\n乙", "class:A"),
    ("calendar", "close", "2026-06-20", "--name", "甲\n乙"),
    ("calendar", "open", "2026-06-20", "--name", "甲\u2028乙"),
    *(
        ("complaint", "open", "C1", "--severity", "minor", "--description", "异响", option, "甲\n乙")
        for option in ("--department", "--number")
    ),
    ("complaint", "assign", "K1", "--department", "甲", "--secondary", "甲\n乙"),
    ("log", "F1", "answered", "--prospect", "甲\n乙，13800138021"),
    ("log", "F1", "answered", "--next-owner", "甲\n乙，13800138021"),
    ("log", "F1", "answered", "--opportunity", "甲\n乙", "1000", "0.3"),
    ("opportunity", "add", "C1", "甲\n乙", "1000", "0.3"),
    ("customer", "add", "甲\n乙", "13800138011"),
    ("staff", "edit", "S1", "--department", "甲\n乙"),
    ("prospect", "add", "甲\n乙", "13800138011", "--source", "web"),
    ("prospect", "edit", "L1", "--trade-in", "甲\n乙"),
    ("prospect", "drive", "L1", "--model", "甲\n乙"),
    ("prospect", "cancel-order", "L1", "甲\n乙"),
    ("prospect", "lose", "L1", "price", "--to", "甲\n乙"),
    ("visitor", "add", "甲\n乙"),
]


@pytest.mark.parametrize("argv", ONE_LINE)
def test_what_an_import_would_not_take_back_in_one_line_is_refused(busy, argv):
    result = busy.run(*argv)
    assert result.code == 2
    assert "has a line break in it" in result.err
    assert not (busy.folder / "new.db").exists()


COLUMNS_OF_ALL = {
    column.parse: column
    for columns in (*(columns_of(kind).values() for kind in SheetKind), FINANCE.columns, questionnaires(Policy.default().surveys).columns)
    for column in columns
}
HUGE = [
    "1." + "0" * 100_000,
    *(piece * (100_000 // len(piece)) for piece in ("9", "1.0", "13800138000-", "2026-", "1,", "(", "A", "很", " x", "'")),
]


def test_a_cell_of_100_kb_is_read_or_refused_by_every_column_in_time_that_grows_with_its_length_only():
    moment = Moment(date(2026, 6, 15), datetime(2026, 6, 15, 9, tzinfo=UTC))
    began = time.process_time()
    for column in COLUMNS_OF_ALL.values():
        for text in HUGE:
            with contextlib.suppress(KcrmError):
                column.parse(f"{text}x", moment)
    # less than a second; where one takes the length squared, minutes
    assert time.process_time() - began < 20
