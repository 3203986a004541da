"""What a command does not use it does not load: a command line answers at once or is not used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import kcrm

SLOW = {
    "rich",
    "tabulate",
    "sqlite_utils",
    "dateutil.parser",
    "pypinyin",
    "platformdirs",
    "pydantic",
    "click",
    "wcwidth",
    "babel",
    "email",
    "asyncio",
}
PROGRAM = "import sys; from kcrm.cli import main; code = main(sys.argv[1:]); sys.stderr.write(' '.join(sys.modules)); sys.exit(code)"


def loaded_by(*argv, **environ):
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, *argv],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(kcrm.__file__).parent.parent,
        timeout=60,
        env={**os.environ, **environ},
    )
    return set(process.stderr.split())


def rooms_of(modules):
    """The rooms behind the shell that are loaded."""
    return {module.split(".")[1] for module in modules if module.startswith("kcrm.")} & {
        "actions",
        "queries",
        "rules",
        "model",
        "policy",
        "db",
        "views",
    }


@pytest.mark.parametrize("argv", [["--help"], ["--version"], ["--lang", "zh", "--help"]])
def test_help_and_version_load_nothing_slow(argv):
    modules = loaded_by(*argv)
    assert "kcrm.cli" in modules
    assert modules & (SLOW | {"kcrm.model", "kcrm.views", "sqlite3", "decimal", "json"}) == set()


@pytest.mark.parametrize("verb", ["due", "find", "show", "why"])
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_help_on_a_daily_command_loads_none_of_what_it_does(verb, tongue):
    modules = loaded_by(verb, "--help", KCRM_LANG=tongue)
    assert f"kcrm.commands.{verb}" in modules
    assert rooms_of(modules) == set()
    assert modules & (SLOW | {"sqlite3", "decimal", "json", "zoneinfo"}) == set()


@pytest.mark.parametrize("words", [["due", "--l"], ["show", "--"], ["d"], ["find", ""]])
def test_the_tab_key_offers_names_of_commands_and_options_without_words_and_database(words):
    modules = loaded_by(*words, _KCRM_COMPLETE="bash")
    assert "kcrm.shell.completion" in modules
    if words != ["find", ""]:  # where a value is to be typed
        assert rooms_of(modules) == set()


def test_a_call_that_brings_nothing_else_loads_neither_complaints_nor_the_writing_of_records(desk):
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "owner_phone": "13800138000", "owner_name": "张伟", "delivered_on": "2026-06-12"})
    desk.ok("plan")
    unused = {"kcrm.actions.complaints", "kcrm.actions.records", "kcrm.actions.edits", "kcrm.actions.findings", "kcrm.dates", "decimal"}
    modules = loaded_by("log", "C1", "no_answer")
    assert "kcrm.actions.planning" in modules
    assert modules & unused == set()


@pytest.mark.parametrize(
    ("argv", "unused"),
    [
        (
            ["due"],
            {
                "kcrm.dates",
                "dateutil",
                "kcrm.queries.kpi",
                "kcrm.actions.planning",
                "kcrm.actions.filters.conditions",
                "kcrm.queries.operations",
                "kcrm.shell.completion",
                "kcrm.records.noun",
                "kcrm.actions.selecting",
                "kcrm.identifiers",
                "kcrm.storage.rowdigest",
                "fractions",
                "dataclasses",
            },
        ),
        (["order", "list"], {"kcrm.actions.planning", "kcrm.actions.filters.conditions", "kcrm.shell.completion"}),
        (
            ["find", "13800138000"],
            {"kcrm.dates", "kcrm.actions.planning", "kcrm.actions.cards", "kcrm.rules.complaints.standing", "decimal", "fractions"},
        ),
    ],
)
def test_what_only_reads_loads_no_rules_of_planning_and_no_filters(desk, argv, unused):
    desk.ok("plan")
    modules = loaded_by(*argv)
    assert "kcrm.actions.session" in modules
    assert modules & unused == set()


def test_what_shows_one_thing_loads_no_other(desk):
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "owner_phone": "13800138000", "owner_name": "张伟", "delivered_on": "2026-06-12"})
    desk.ok("plan")
    others = {"kcrm.actions.imports", "kcrm.actions.undo", "kcrm.actions.complaints.loop", "kcrm.actions.surveys", "kcrm.dates"}
    card = {"kcrm.actions.why", "kcrm.views.complaints.story", "kcrm.actions.complaints.cases"}
    assert loaded_by("show", "C1") & (others | card) == set()
    assert loaded_by("why", "F1") & (others | {"kcrm.actions.policies", "kcrm.actions.planning", "kcrm.actions.cards"}) == set()


def test_the_morning_and_the_next_call_load_nothing_that_writes_records_or_judges_what_is_not_there(desk):
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "owner_phone": "13800138000", "owner_name": "张伟", "delivered_on": "2026-06-12"})
    desk.ok("plan")
    unused = {
        "kcrm.actions.edits",
        "kcrm.actions.records",
        "kcrm.actions.redeeming",
        "kcrm.actions.answers",
        "kcrm.actions.appointments",
        "kcrm.actions.complaints.cases",
        "kcrm.actions.warranty",
        "kcrm.queries.filters",
        "kcrm.queries.sources.declared",
        "kcrm.exchange",
        "kcrm.dates",
        "dataclasses",
        "decimal",
        "fractions",
    }
    assert loaded_by("next", "-o", "json") & unused == set()
    # who leads the desk is told of vehicles near a limit: they are looked for, and none is judged
    assert loaded_by() & (unused - {"kcrm.actions.warranty"} | {"kcrm.rules.warranty"}) == set()


@pytest.mark.parametrize("argv", [["find", "C1"], ["why", "F1"], ["next"], ["log", "C1", "no_answer"]])
def test_a_column_of_one_record_does_not_load_where_the_rows_of_all_come_from(desk, argv):
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "owner_phone": "13800138000", "owner_name": "张伟", "delivered_on": "2026-06-12"})
    desk.ok("plan")
    modules = loaded_by(*argv)
    assert "kcrm.queries.sources.works" in modules
    assert modules & {f"kcrm.queries.sources.{name}" for name in ("declared", "prospects", "fleets", "manager", "events", "jobs")} == set()


def test_json_output_loads_neither_tables_nor_sheets():
    program = (
        "import sys; from datetime import UTC, datetime; from kcrm.context import AppContext; from kcrm.render import emit; "
        "from kcrm.context import OutputFormat; from kcrm.shell.output import Output; from kcrm.views import Column, View; "
        "emit(AppContext(language='en', started_at=datetime.now(UTC)), View('', (Column('a', 'a'),), [('1',)]), "
        "Output(OutputFormat.JSON)); "
        "sys.stderr.write(' '.join(sys.modules))"
    )
    process = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(kcrm.__file__).parent.parent, timeout=60
    )
    assert set(process.stderr.split()) & SLOW == set()


def test_an_import_without_names_does_not_wait_for_their_readings(desk):
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788"})
    orders = desk.sheet("orders", [{"order_no": "G1", "vin": "1M8GDM9AXKP042788", "type": "pdi", "opened_at": "2026-06-14 08:00"}])
    staff = desk.sheet("staff", [{"employee_no": "T1", "name": "张伟", "role": "technician"}])
    assert "pypinyin" not in loaded_by("import", "orders", orders)
    loaded = loaded_by("import", "staff", staff)
    assert "pypinyin" in loaded
    assert "pypinyin.phrases_dict" not in loaded
