"""A desk whose every field of free text is naughty: what each command shows of it in each format. No field and no command is left out."""

import contextlib
import sqlite3
from xml.etree import ElementTree as ET

import pytest
from laws import first
from naughty import FORMATS, TEXTS, check_formats, check_markdown, check_page, is_marked, no_crash, raw_on_terminal, strings_in
from naughty_desk import LATER, Filled, fill, looks, numbered
from typer._click.types import StringParamType, Tuple

import kcrm.render
from kcrm import cli
from kcrm.context import OutputFormat
from kcrm.records import SheetKind
from kcrm.shell.said import Said
from kcrm.shell.tree import command_tree

# what takes no format, or shows nothing that anybody entered
SHOWS_NOTHING = {
    ("cron",),
    ("dashboard",),  # names of files; the pages are looked at below
    ("completion",),
    ("init",),
    ("config",),  # of a file of its own
    ("fields",),  # the data dictionary
    ("demo",),  # makes a store of its own
    ("desk",),  # on a full screen: tests/desk/test_desk.py
    ("db", "key"),  # a key that was just made
    ("db", "migrate"),  # the number of a version
    ("db", "restore"),  # counts, of a file that is named
    *(("event", "answer"), ("event", "came")),  # counts, of an event that others show
    ("voucher", "use"),  # an order and a day, of a voucher that others show
    # numbers and tables, of somebody who goes: tests/commands/test_erase.py
    *(("customer", "erase"), ("privacy", "admit"), ("privacy", "sweep")),
    # who may what, where there are users: tests/commands/test_user.py
    *((each,) for each in ("login", "logout", "passwd", "whoami")),
    *(("user", verb) for verb in ("add", "disable", "enable", "list", "reset", "role")),
    *(("user", "token", verb) for verb in ("add", "list", "revoke")),
    *(("permission", verb) for verb in ("ask", "grant", "list", "refuse", "revoke", "table")),
    ("customer", "export"),  # a folder: tests/commands/test_customer_export.py
    ("consent", "import"),
    ("import",),  # `fill` runs it for every kind
    ("finance", "import"),
    ("survey", "official", "import"),
    ("survey", "import"),
    ("customer", "export"),  # a page beside its data: tests/commands/test_customer_export.py
    ("message", "export"),  # below, as it writes a file
    ("notify", "export"),
    ("message", "import"),  # a file of what `message failed` is told: tests/commands/test_message_results.py
    # figures over a folder of stores: tests/commands/test_group.py
    *(("group", verb) for verb in ("key", "kpi", "publish", "stores", "vehicles", "verify")),
}
# options by their placeholder, where the value is kept as it is or a part of it is
KEPT = {
    *(
        "TEXT",
        "[TEXT]",
        "TITLE",
        "NAME",
        "[NAME]",
        "NUMBER",
        "ORDER_NO",
        "RECALL_NO",
        "RIVAL",
        "KEY=VALUE",
        "KEY=RATING[/EXPECTATION]",
        "KEY=ANSWER",
    ),
    "MODELS",
    *("ITEM", "ITEM[=NOTE]", "CALL[=NOTE]"),
    *('"NAME, PHONE"', '"NAME, PHONE, MODEL"', "KIND YUAN PROBABILITY", "WAITS_FOR TEXT"),
}
# and where it is not: a number, a date, a word of the vocabulary, or what selects a record. test_naughty_words.py tries these, too.
READ = {
    *(
        "DATE",
        '"PLATE, RESULT, DATE"',
        "CONFLICT",
        "FIELD",
        "ORIGIN",  # who tells it
        "WHEN",
        "KEYS",
        "[KEY]...",
        "MATTER",
        "DIRECTION",
        "FIELD",  # a key
        "WHICH",
        "URL",  # of an engine
        "OTHER",
        "MONTHS",
        "PEOPLE",
        "FILE|F…|WHO",
        "WHO|PHONE",  # a text that is no phone finds somebody or nobody
        "PERIOD",
        "TIME",
        "MONTH",
        "[MONTH]",
        *("WEEK", "QUARTER", "YEAR", "EVERY:NAME"),
        "A..B",
        "FROM-TO",
        "FORM",  # a questionnaire on paper
        "ACCOUNT",
        "MEMBER",
        "RELATION",
        "PRODUCT",
        "ANNIVERSARY",
        "CONTRACT",
        *("MEETING", "TASK", "MEASURE_NO", "[NO]", "PLAN", "FIGURE", "ARTICLE", "KINDS", "CAUSES"),
        *("ITEM_NO", "RUN", "CHECKLIST", "CHECKLIST|RUN", "PLACE", "ITEM|NO"),
        *("BREACH", "SANCTION", "O9|F103", "JOURNAL", "PART", "[STAFF]...", "CALL"),
        *("TRAINING", "STAFF[=MARK]...", "MARK"),
        *("CAMPAIGN", "REASONS", "AIM", "CHANNELS", "GROUP", "[YUAN]"),
        *("EVENT", "ATTENDANCE", "MEMBERSHIP", "AD", "MEDIUM", "WHO...", "ANSWER"),
        *("POINTS", "VOUCHER", "CASE", "RESCUE", "HOW", "JOB", "W3", "URGENCY", "WHY", "APPOINTMENT", "WAY", "MINUTES"),
        *("EXTENT", "REQUEST", "PERMISSION", "[SUBJECT]", "[EMPLOYEE_NO]", "KEY|TABLE"),
        *("RECALL", "RECALL_VIN", "RISK", "MATCH", "DEPARTMENT", "RECIPIENT", "BACKUP"),
        "BILL",
        "BILL|ACCOUNT",
        "[C12|FILTER]... NO",
        "CREDIT|ACCOUNT",
        "SCORE",
        "MEASURE",
        "PAYMENT",
        "VIEW",
        "TIE",
        "SHARE",
        "COUNT",
        "NUMBERS",
        "NAME|NUMBER",  # of a sheet in the workbook that is read
        "HOURS",
        "YES|NO",
        "yes|no",
        "GENDER",
        "KIND",
        "ROLE",
        "TEAM",
    ),
    *(
        "USE",
        "TYPE",
        "LEVEL",
        "GRADE",
        "LOYALTY",
        "CLASS",
        "ENERGY",
        "EMAIL",
        "ADDRESS",
        "STATE",
        "PAYER",
        "STEPS",
        "SEVERITY",
        "CAUSE",
        "CHANNEL",
        "SOURCE",
        "FINDING",
        "FINDING_NO",
        "WAITS_FOR",
        "KIND|DIR",
        "KIND|all",
        "RESULT",
        "TOPIC",
        "DIRECTION",
        "MATTER",
    ),
    *(
        "WORK",
        "REASON",
        "PURPOSE",
        "LANGUAGE",
        "VALUE",
        "PHONE",
        "VIN",
        "PLATE",
        "YUAN",
        "KM",
        "PROBABILITY",
        "KEY",
        "[KEY]",
        "SURVEY",
        "LANG",
    ),
    *(
        "WHO",
        "STAFF",
        "NO",
        "EMPLOYEE_NO",
        "COMMAND",
        "FROM",
        "TO",
        "VEHICLE",
        "ORDER",
        "FOLLOWUP",
        "COMPLAINT",
        "P4",
        "NEED",
        "NEED...",
        "F103",
        "OPERATION",
        "[OPERATION]",
    ),
    *(
        "F103... STAFF",
        "F103... WHEN",
        "WHO|F103... OUTCOME",
        "WHO|PHONE",
        "WHAT",
        "FILTER",
        "TEMPLATE",
        "FILE",
        "FILE|F…",
        "FILE|FOLDER",
        "DIR",
        "PATH",
        "en|zh",
    ),
    *("PROSPECT", "[L7|FILTER]... NO", "BY", "PAYMENT", "[REASON]", "[PHONE]", "DAYS", "MINUTES", "N", "WHOM"),
    *("HEADING=KEY", "HEADING:TEXT=VALUE", "RECORD", "CODE", "STATEMENT", "NAME=VALUE"),
}
READ_NAMES = {
    *((("script", verb), "name") for verb in ("show", "edit")),  # of a template
    *((("message", verb), "segment") for verb in ("list", "export", "send")),  # of one that there is
    *(((*noun, "import"), "encoding") for noun in ((), ("consent",), ("finance",), ("message",), ("survey",), ("survey", "official"))),
    (("campaign", "target"), "segment"),
    (("event", "invite"), "segment"),
    *((command, "confirm") for command in (("db", "restore"), ("customer", "erase"), ("privacy", "sweep"))),
    # where there are users: tests/commands/test_user.py
    *((("permission", verb), "note") for verb in ("grant", "refuse", "revoke")),
    (("permission", "ask"), "why"),
    *((("user", "token", verb), "name") for verb in ("add", "revoke")),
    (("script", "reset"), "name"),  # of a template
    *((("init",), name) for name in ("store", "region")),  # `fill` makes the desk with the one, `store edit` keeps the other
    *((("call", "in"), name) for name in Said._fields),  # kept by the same action as those of `log`
}


class Watched:
    """A desk whose every view is rendered in all formats as it is shown in one: to run each command eight times takes too long."""

    def __init__(self, shell, words, monkeypatch):
        self.shell, self.words = shell, words
        self.once = False
        self._seen, self._shapes, self._views = False, set(), []
        self._pieces = kcrm.render._pieces
        monkeypatch.setattr(kcrm.render, "_pieces", self._caught)

    def _caught(self, view, chosen, context, **more):
        """Here, as a long list is read from the database while it is shown."""
        shape = (*(column.key for column in view.columns), *view.parts)
        if not (self.once and shape in self._shapes):
            shown = {each: self._text(view, each, context) for each in FORMATS}
            sheets = [self._text(view, each, context, guard_terminal=True) for each in (OutputFormat.CSV, OutputFormat.TSV)]
            self._views.append((shown, sheets))
        self._shapes.add(shape)
        self._seen = True
        return self._pieces(view, chosen, context, **more)

    def _text(self, view, chosen, context, *, guard_terminal=False):
        return "".join(self._pieces(view, OutputFormat(chosen), context, guard_terminal=guard_terminal, labelled=False, missing={}))

    def check(self, result):
        """Whether anything was rendered, all of it unharmful. Of `once`, a table of columns that were seen before is left out."""
        no_crash(result)
        assert not raw_on_terminal(result.out)
        given, seen = self.words.stored(numbered(self.words.line)), self._seen
        for shown, sheets in self._views:
            check_formats(shown, given)
            for sheet in sheets:
                assert not raw_on_terminal(sheet.replace("\t", " "))
        self._views.clear()
        self._seen = False
        return seen


# the most harmful each time: whichever it is, it stands in every field
@pytest.mark.parametrize(("kind", "language"), first(zip(TEXTS, ("en", "zh", "en", "zh", "en"), strict=True), 3))
def test_text_in_every_field_is_shown_by_every_command_and_obeyed_by_no_terminal_browser_or_spreadsheet(shell, kind, language, monkeypatch):
    monkeypatch.chdir(shell.folder)
    shell.speaking(language)
    words = Filled(TEXTS[kind])
    desk = Watched(shell, words, monkeypatch)
    desk.once = True
    fill(shell, words, desk.check)
    desk.once = False
    assert uncovered_columns(shell.db) == []
    shell.at(LATER)
    for argv in looks(words.line, numbered(words.line)):
        result = shell.run(*argv)
        assert result.code in {0, 10}, result.err
        if not desk.check(result):
            drawn_elsewhere(shell, argv)
    files_of_their_own(shell)
    lists_that_come_back(shell)


def drawn_elsewhere(shell, argv):
    """What is no table by itself: a form, a report. Its tables in the machine formats have been seen as those of other commands."""
    for format_, check in (("md", check_markdown), ("html", check_page), ("plain", raw_on_terminal), ("json", raw_on_terminal)):
        result = shell.run(*argv, "-o", format_)
        no_crash(result)
        assert not raw_on_terminal(result.out)
        check(result.out)


def files_of_their_own(shell):
    """The files that are no table: chart and report as pages, a list for each caller, the messages to be sent."""
    shell.ok("kpi", "radar", "--period", "2026-05", "--svg", "radar.svg", "--html", "radar.html")
    shell.ok("report", "month", "2026-05", "--html", "report.html")
    shell.ok("complaint", "form", "K4", "--to", "form.html")
    shell.ok("complaint", "form", "K4", "--to", "form.md")
    shell.ok("dashboard", "--html", "board")
    for name in (f"board/{file.name}" for file in (shell.folder / "board").iterdir()):
        check_page((shell.folder / name).read_text(encoding="utf-8"))
    for name in ("radar.html", "report.html", "form.html"):
        assert is_marked(check_page((shell.folder / name).read_text(encoding="utf-8"))), name
    chart = (shell.folder / "radar.svg").read_text(encoding="utf-8")
    assert not raw_on_terminal(chart)
    ET.fromstring(chart)
    check_markdown((shell.folder / "form.md").read_text(encoding="utf-8"))
    shell.ok("due", "--split", "caller", "--to", shell.folder / "lists", "-o", "html")
    lists = [file for file in (shell.folder / "lists").iterdir() if file.suffix == ".html"]
    assert lists
    for file in lists:
        assert not raw_on_terminal(file.name)
        check_page(file.read_text(encoding="utf-8"))
    shell.ok("message", "export", "--on", "2026-06-19", "--to", "messages.csv")
    no_crash(shell.ok("message", "sent", "messages.csv", "--dry-run"))
    no_crash(shell.ok("notify", "export", "--dry-run"))
    shell.ok("notify", "export", "--to", "notices.csv")


def lists_that_come_back(shell):
    """What is written for a spreadsheet is what an import reads: guards on once, off once."""
    lists = {
        "staff": ["staff", "list", "--all"],
        "customers": ["customer", "list", "--headings", "key"],  # labels are of the columns that people see, without who is a contact only
        "vehicles": ["vehicle", "list"],
        "orders": ["order", "list"],
    }
    before = everything_kept(shell.db)
    for kind in SheetKind:
        for argv in (["export", kind], lists.get(kind)):
            if argv:
                shell.ok(*argv, "--to", f"{kind}.csv")
                report = shell.json("import", kind, f"{kind}.csv")
                assert (report["new"], report["changed"], report["refused"]) == (0, 0, 0), kind
    assert everything_kept(shell.db) == before


def everything_kept(database):
    """Every row of every table but the logs' own."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        found = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'operation*' AND name <> 'access'"
        )
        found = found.fetchall()
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for (table,) in found}
        return {table: [row for row in of_table if row[0] != "access"] for table, of_table in rows.items()}


# text that no person enters, and text that is a number, a name out of a list or a date: read by its own parser before it is kept
READ_COLUMNS = {
    "access_key": {"key", "recovery"},  # random
    "campaign": {"channels"},
    "measure": {"addresses"},
    "campaign_left_out": {"reasons"},
    "campaign_wave": {"template"},
    "event": {"hours"},
    "message_result": {"phone"},
    "points": {"source"},
    "workplan": {"kpi"},  # the key of a figure
    "breach": {"evidence"},  # an identifier
    "use_score_part": {"missing"},  # identifiers and days
    "import_profile": {"kind"},  # of records: a word
    "_sqlite_migrations": {"migration_set", "name", "applied_at"},
    "operation": {"system_user", "payload_digest", "hash"},
    "operation_head": {"hash"},
    "operation_table": {"name"},
    "policy_version": {"note"},  # keys and values, which are read
    "staff": {"phone", "email", "pinyin", "initials"},
    "customer": {"phone", "phone2", "contact_phone", "email", "pinyin", "initials"},
    "customer_former": {"phone", "phone2", "kept_phone", "kept_phone2"},
    "vehicle": {"plate"},
    "repair_order": {"brought_by_phone", "steps"},
    "followup": {"kind", "base", "contact_phone", "because", "case_no"},  # what a rule found, and an identifier
    "policy_list": {"list", "item"},
    "complaint_clock": {"kind"},
    "plan_queue": {"next_on"},
    "plan_mark": {"planned_on", "planned_by"},
    "call": {"phone", "topics"},  # topics are names of the policy's, which are read
    "answer": {"survey", "question"},
    "template": {"name"},
    "prospect_event": {"skipped"},  # stages
    "work_day": {"hours"},
    "survey_form": {"survey", "topics"},
    "evidence": {"field"},
    "conflict": {"field"},
    "form_answer": {"survey", "question"},
    "kpi_target": {"key"},
    "kpi_frozen": {"listing", "key", "scope"},
}
# empty on this desk: they hold days, numbers and words of the vocabulary only
READ_TABLES = {
    "vehicle_former",
    "asked",
    "mileage_reading",
    "refusal",
    "class_move",
    "lifecycle_event",
    "away_reason",
    "plan_use",
    "hint",
    "access",
    "notice",
    "event_left_out",
    "points_start",
    # where there are users, or somebody was erased: tests/commands/test_user.py, tests/commands/test_erase.py
    *("user", "user_secret", "login", "login_event", "right_request"),
    *("erasure", "erasure_mark", "erasure_row", "operation_key"),
}


def uncovered_columns(database):
    """The columns that would take any text, as the schema itself says, and in which none of this list stands."""
    found = []
    with contextlib.closing(sqlite3.connect(database)) as given, contextlib.closing(sqlite3.connect(":memory:")) as copy:
        given.backup(copy)
        for (trigger,) in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            copy.execute(f"DROP TRIGGER {trigger}")
        for (table,) in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall():
            columns = {column for _id, column, type_, *_ in copy.execute(f"PRAGMA table_info({table})") if type_ == "TEXT"}
            if copy.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,):
                found += [f"{table} is empty"] if columns and table not in READ_TABLES else []
                continue
            found += [
                f"{table}.{column}"
                for column in sorted(columns - READ_COLUMNS.get(table, set()))
                if _takes_any_text(copy, table, column) and not _is_naughty(copy, table, column)
            ]
    return found


def _is_naughty(copy, table, column):
    return any(is_marked(text or "") for (text,) in copy.execute(f"SELECT {column} FROM {table}"))


def _takes_any_text(copy, table, column):
    copy.execute("SAVEPOINT before")
    try:
        copy.execute(f"UPDATE {table} SET {column} = 'a b <' WHERE rowid = (SELECT min(rowid) FROM {table})")
    except sqlite3.IntegrityError:
        return False
    finally:
        copy.execute("ROLLBACK TO before")
    return True


def every_command(command, path=()):
    if not getattr(command, "later", None):
        yield path, command
    for name in getattr(command, "later", {}):
        yield from every_command(command.get_command(None, name), (*path, *name.split()))


@pytest.fixture(scope="module")
def tree():
    """The commands by their paths."""
    return dict(every_command(command_tree(cli.build())))


def path_of(tree, argv):
    return next(tuple(argv[:length]) for length in (3, 2, 1) if tuple(argv[:length]) in tree)


def test_no_command_that_shows_what_is_stored_is_left_out(tree):
    run = {path_of(tree, argv) for argv in [*Filled("x").commands("x"), *looks("x", "x")] if argv}
    assert run <= tree.keys()
    assert tree.keys() - run == SHOWS_NOTHING


def test_no_option_that_keeps_a_text_is_left_out(tree):
    words = Filled(TEXTS["markup behind @"])
    given = set()
    for argv in filter(None, [*words.commands("x"), *looks(words.line, "x")]):
        path = path_of(tree, argv)
        with tree[path].make_context("kcrm", argv[len(path) :], resilient_parsing=True) as ctx:
            given |= {(path, name) for name, value in ctx.params.items() if any(map(is_marked, strings_in(value)))}
    typed = {(path, param.name): param.metavar for path, command in tree.items() for param in command.params if takes_words(param.type)}
    assert set(typed.values()) <= KEPT | READ, "say whether it is kept as it is typed"
    assert {option for option, metavar in typed.items() if metavar in KEPT} - given - READ_NAMES == set()


def takes_words(kind):
    return isinstance(kind, StringParamType) or (isinstance(kind, Tuple) and any(map(takes_words, kind.types)))
