"""Nothing of people leaves in a file without a record: every command that can write one does so, and the file itself is looked at."""

import re
import sqlite3
import zipfile
from contextlib import closing

import pytest
from laws import first
from naughty_desk import LATER, VINS, Filled, import_all, looks, texts
from test_naughty_desk import every_command, path_of

from kcrm import cli
from kcrm.records import SheetKind
from kcrm.shell.tree import command_tree
from kcrm.shell.typer_inside import TyperOption

NAME = "容若明"
# what the desk has of people: their phones and vehicles, and the name that each of them bears; 13800138000 is nobody's (policy)
PHONES_AND_VEHICLES = re.compile("|".join([r"1380013(?!8000)\d{4}", r"皖A1234\d", "LSVAA4182E2123451", *VINS]))
# options that name a file and write nothing of people there: the program's own and the settings, another copy of all; what is read
_OF_A_NOUN = {"finance": "finance", "survey": "survey", "consent": "consents", "survey official": "official"}
NO_RECORDS = {
    *((("fields",), "to"), (("config",), "to"), (("db", "backup"), "to")),
    *((("db", verb), "key") for verb in ("check", "restore")),
    (("report", "edit"), "file"),
    *((("script", "edit"), "file"), (("article", "add"), "file"), (("cron",), "folder")),
    # of a group's folder, in which nobody is named: tests/commands/test_group.py
    *((("group", verb), option) for verb in ("kpi", "stores", "vehicles", "verify") for option in ("from_", "to")),
    (("group", "publish"), "key_file"),
    # of staff who are users, and here are none: tests/commands/test_user.py
    *((path, "to") for path in (("user", "list"), ("user", "token", "list"), ("permission", "list"), ("permission", "table"), ("whoami",))),
    *((path, "password_file") for path in (("login",), ("passwd",), ("user", "add"))),
    (("db", "restore"), "code_file"),
    *((("cron",), option) for option in ("group", "key_file", "notices", "dashboard")),
    *((("dashboard",), option) for option in ("html", "to")),  # a folder too, and which pages are new: tests/commands/test_dashboard.py
    (("customer", "export"), "to"),  # a folder: tried in tests/commands/test_customer_export.py
    (("import",), "rejects"),  # of rows that did not come in, which is an error: tried in tests/commands/test_import_tried.py
}
# the name stands in them as the store's, a colleague's who acts or is counted by number, a department's, or a text of the desk's own
WORDS_OF_THE_DESK = {
    ("show",),  # a department
    *(("department", "list"), ("department", "show"), ("workplan", "show"), ("appraisal", "sheet"), ("ad", "quality")),
    *(("crmuse", verb) for verb in ("score", "list", "show", "form")),
    *(("bill", "open"), ("fleet", "due")),  # the company, above a list of nothing
    *(("access", "list"), ("complaint", "report"), ("db", "info"), ("finance", "list"), ("prospect", "funnel"), ("report", "month")),
    *(("import", "profile", verb) for verb in ("list", "show", "forget")),
    *(("survey", "official", verb) for verb in ("list", "show")),
    *(("quality", "show"), ("script", "list"), ("script", "show"), ("segment", "list"), ("store", "show")),
    *(("report", verb) for verb in ("list", "show", "week", "quarter", "year")),
    *(("kpi", figures) for figures in ("complaints", "desk", "person", "quality", "radar", "sales", "show")),
}
# what is typed to fill a form, by which nobody is reached
OF_NOBODY = {("policy", "show")}
# what an operation changed may be anything
MAY_TELL = {("operation", "show"), ("show",), ("undo",)}


@pytest.fixture(scope="module")
def tree():
    return dict(every_command(command_tree(cli.build())))


def writers(tree):
    """Each command, with an option that names a file."""
    for path, command in tree.items():
        for param in command.params:
            if isinstance(param, TyperOption) and {"FILE", "DIR", "FOLDER"} & set((param.metavar or "").split("|")):
                yield path, param.name


def to_a_file(tree, lines):
    """The lines that can write one, with the option for it; `FILE` stands for its name."""
    writing = set(writers(tree)) - NO_RECORDS
    for line in lines:
        path = path_of(tree, line)
        if (path, "to") in writing:
            words = line[: line.index("-o")] if "-o" in line else line
            place = words.index("--") if "--" in words else len(words)
            yield path, "to", [*words[:place], "--to", "FILE", *words[place:]]
        else:
            yield path, None, line


def shown(tree):
    yield from (each for each in to_a_file(tree, filter(None, looks(NAME, NAME))) if each[1])
    yield ("message", "export"), "to", ["message", "export", "--on", "2026-06-19", "--to", "FILE"]
    for step, span in (("week", "2026-W20"), ("month", "2026-05"), ("quarter", "2026-Q2"), ("year", "2026")):
        yield ("report", step), "html", ["report", step, span, "--html", "FILE"]
    yield ("notify", "export"), "to", ["notify", "export", "--to", "FILE"]
    yield ("due",), "sheet", ["due", "--on", "2026-06-19", "--sheet", "FILE"]
    yield from ((("kpi", "radar"), name, ["kpi", "radar", "--period", "2026-05", f"--{name}", "FILE"]) for name in ("svg", "html"))


def done(tree):
    """What changes something, in an order in which each is permitted."""
    yield from to_a_file(tree, Filled(NAME).commands(NAME))
    yield from to_a_file(tree, (["import", kind, f"{kind}.csv"] for kind in SheetKind))
    yield from to_a_file(tree, ([*noun.split(), "import", f"{file}.csv"] for noun, file in _OF_A_NOUN.items()))


def texts_of_workbook(path):
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_every_command_that_can_write_a_file_is_among_those_that_are_tried(tree):
    tried = {(path, option) for path, option, _line in (*done(tree), *shown(tree))}
    assert set(writers(tree)) - tried == NO_RECORDS


@pytest.fixture
def filled(shell, monkeypatch):
    monkeypatch.chdir(shell.folder)
    words = Filled(NAME)
    import_all(shell, words, lambda _result: None)
    texts(words)
    return shell


@pytest.mark.parametrize(("language", "ending"), first([("zh", "csv"), ("en", "html"), ("en", "json")], 2))
def test_whatever_tells_of_people_in_a_file_is_recorded_and_nothing_else(filled, tree, language, ending):
    filled.speaking(language)
    unrecorded, named, needless = set(), set(), set()

    def check(kept, path, option, line):
        file = filled.folder / f"out.{'html' if option == 'html' else 'svg' if option == 'svg' else ending}"
        file.unlink(missing_ok=True)
        before = kept.execute("SELECT count(*) FROM access").fetchone()[0]
        if path in {("complaint", "form"), ("checklist", "form"), ("crmuse", "form"), ("report", "run")}:
            file = file.with_suffix(".md")
        if option == "sheet":
            file = file.with_suffix(".xlsx")
            file.unlink(missing_ok=True)
        result = filled.run(*(file if word == "FILE" else word for word in line))
        assert result.code in {0, 10}, (line, result.err)
        if option is None:
            return
        text = texts_of_workbook(file) if option == "sheet" else file.read_text(encoding="utf-8")
        recorded = kept.execute("SELECT file, row_count FROM access WHERE id > ?", (before,)).fetchall()
        assert len(recorded) <= 1, line
        assert all(row[0] == str(file) for row in recorded), line
        is_told = path not in OF_NOBODY and PHONES_AND_VEHICLES.search(text) is not None
        if is_told and not recorded:
            unrecorded.add(" ".join(line))
        elif NAME in text and not recorded:
            named.add(path)
        elif recorded and not is_told and NAME not in text:
            needless.add(path)

    with closing(sqlite3.connect(f"file:{filled.db}?mode=ro", uri=True)) as kept:
        for each in done(tree):
            check(kept, *each)
        filled.at(LATER)
        for each in shown(tree):
            check(kept, *each)
    assert unrecorded == set()
    assert named - WORDS_OF_THE_DESK == set()
    assert needless - MAY_TELL == set()
