"""Nothing personal stands in a recorded command line, whatever was typed and however."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm import cli
from kcrm.context import AppContext
from kcrm.records import SheetKind, noun_of
from kcrm.shell.recorded import PUBLIC, is_public, recorded
from kcrm.shell.tree import command_tree
from kcrm.shell.typer_inside import TyperArgument, TyperGroup, TyperOption

ROOT = command_tree(cli.build())
# placeholders of values that are, or may be, a person's
PERSONAL = {"NAME", "PHONE", "PLATE", "VIN", "TEXT", "WHO", "WHAT", "VEHICLE", "FILTER", "STAFF"}


def commands(group=ROOT, path=()):
    for name, build in group.later.items():
        command = build()
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(commands())


def context_of(*words):
    """The context of the command that the words name, without running or checking anything."""
    given = AppContext.of_environment({}, language="en")
    ctx, group = ROOT.make_context("kcrm", [], obj=given, resilient_parsing=True), ROOT
    for word in words:
        command = group.get_command(ctx, word)
        ctx, group = command.make_context(word, [], parent=ctx, obj=given, resilient_parsing=True), command
    return ctx


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (["customer", "add", "张伟", "13800138000", "--note", "住解放路", "--as", "S1"], "kcrm customer add … … --note … --as S1"),
        (["customer", "add", "张伟", "--phone2=13800138000", "--kind=person"], "kcrm customer add … --phone2=… --kind=person"),
        (["--db", "a b.db", "customer", "edit", "C12", "--hobby", "customer"], "kcrm --db 'a b.db' customer edit C12 --hobby …"),
        (["customer", "edit", "customer", "--region", "edit"], "kcrm customer edit … --region …"),
        (["log", "皖TG2H77", "answered", "--score", "9"], "kcrm log … answered --score 9"),
        (["log", "F103", "F104", "no_answer", "-n"], "kcrm log F103 F104 no_answer -n"),
        (["log", "张伟", "接通"], "kcrm log … …"),
        (["due", "--channel", "message", "-o", "json"], "kcrm due --channel message -o json"),
        (["due", "-ojson"], "kcrm due -ojson"),
        (["due", "-class:A", "name:张伟"], "kcrm due -class:A …"),
        (
            ["due", "姓名:张伟", "phone:138", "生日:1990-06-20", "plate:皖TG2H77", "customer_no:KH1", "specialist:白雪"],
            "kcrm due" + " …" * 6,
        ),
        (
            ["due", "级别：A", "last_visit:..-6m", "model:瑞虎 8", "-region:汀北"],
            "kcrm due 级别：A last_visit:..-6m 'model:瑞虎 8' -region:汀北",
        ),
        (["due", "class:A name:张伟"], "kcrm due …"),
        (["customer", "add", "class:A"], "kcrm customer add …"),
        (["customer", "edit", "C1", "--birthday", "1990-06-20"], "kcrm customer edit C1 --birthday …"),
        (["vehicle", "add", "LSVAA4187E2184961", "--plate", "皖TG2H77"], "kcrm vehicle add … --plate …"),
        (["complaint", "open", "8000", "--", "-漏油"], "kcrm complaint open … -- …"),
        (["snooze", "F103", "3d"], "kcrm snooze F103 3d"),
        (["undo", "O9", "-y"], "kcrm undo O9 -y"),
        (["plan"], "kcrm plan"),
        ([], "kcrm"),
        (["--as", "S1"], "kcrm --as S1"),
    ],
)
def test_values_that_may_be_personal_are_left_out_and_the_rest_stays_as_typed(line, kept):
    verbs = [word for word in line if word.isascii() and word.isalpha()]
    path = max((name for name in COMMANDS if name == tuple(verbs[: len(name)])), key=len, default=())
    assert recorded(context_of(*path), line).command == kept


@pytest.mark.parametrize(
    ("line", "what", "narrowed"),
    [
        (["--db", "a.db", "export", "customers", "class:A", "张伟", "--to", "x.csv"], "export customers", "class:A …"),
        (["export", "all", "-o", "json", "--to=x", "--as", "S1"], "export all", ""),
        (["customer", "list", "-o", "csv", "--limit", "5", "--kind", "company"], "customer list", "--kind company"),
        (["due", "--split", "caller", "--to", "x", "--mine", "--on", "tomorrow"], "due", "--mine --on tomorrow"),
        (["message", "export", "--segment", "流失", "-class:C"], "message export", "--segment 流失 -class:C"),
        (["complaint", "form", "K5", "-ohtml"], "complaint form", "K5"),
        (["-o", "json", "--as", "S1"], "kcrm", ""),
        ([], "kcrm", ""),
    ],
)
def test_what_is_asked_for_is_told_from_what_narrows_it_and_from_how_it_is_written(line, what, narrowed):
    path = max((name for name in COMMANDS if set(name) <= set(line)), key=len, default=())
    told = recorded(context_of(*path), line)
    assert (told.what, told.narrowed.replace("'", "")) == (what, narrowed)


SECRET = st.text("张伟李娜abz013 8-=_'\"", min_size=4, max_size=12).map(lambda text: f"甲{text}")


@pytest.mark.parametrize("path", sorted(COMMANDS), ids=" ".join)
def test_no_option_or_argument_of_any_command_that_takes_a_text_gives_it_away(path):
    ctx = context_of(*path)
    before = []
    for param in COMMANDS[path].params:
        is_option = isinstance(param, TyperOption)
        typed = [max(param.opts, key=len), "甲秘密"] if is_option else [*before, "甲秘密"]
        before += [] if is_option else ["1"]
        if is_public(param) or getattr(param, "is_flag", False):
            continue
        assert "秘密" not in "".join(recorded(ctx, [*path, *typed])), (path, param.name)


@given(st.lists(SECRET, max_size=4), SECRET)
def test_whatever_a_name_or_note_looks_like_it_is_left_out(words, note):
    line = recorded(context_of("customer", "add"), ["customer", "add", *words, "--note", note, f"--address={note}"])
    assert "甲" not in "".join(line)


def test_what_the_records_declare_as_personal_is_public_nowhere():
    personal = {field.key for kind in SheetKind for field in noun_of(kind).fields if field.personal}
    assert personal >= {"name", "phone", "birthday", "plate", "vin", "address", "note"}
    for (noun, *verb), command in COMMANDS.items():
        if verb in (["add"], ["edit"]) and noun in {"customer", "vehicle", "order", "staff"}:
            for param in command.params:
                assert not (param.name in personal and is_public(param)), (noun, verb, param.name)


def test_the_public_placeholders_are_those_of_the_commands_and_none_is_personal():
    used = {
        (param.metavar or "").strip("[].")
        for command in COMMANDS.values()
        for param in command.params
        if isinstance(param, TyperArgument | TyperOption)
    }
    assert used >= PUBLIC, PUBLIC - used
    assert used >= PERSONAL, PERSONAL - used
    assert not PUBLIC & PERSONAL


def test_the_recorded_command_is_the_one_in_the_log_and_the_secret_is_not_in_the_heading(desk):
    desk.ok("customer", "add", "张伟", "13800138000", "--note", "住解放路", "--as", "S1")
    ((command,),) = desk.query("SELECT command FROM operation ORDER BY id DESC LIMIT 1")
    assert command == "kcrm customer add … … --note … --as S1"
    desk.ok("undo", "-y", "--as", "S1")
    desk.at("2026-07-01T09:00")
    desk.ok("db", "compact", "--operations-before", "today", "-y")
    for file in desk.folder.glob("desk.db*"):
        assert "解放路".encode() not in file.read_bytes()
