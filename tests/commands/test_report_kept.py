"""`kcrm report new` and `edit`: nobody's text is lost, neither to somebody else at the same moment nor to a mistake in it."""

import re
import shlex
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from kcrm.actions.reports import stored
from kcrm.context import Terminal

MINE = 'title = "mine"\n[[section]]\ntitle = "visits"\nkpis = ["total_visits"]'
OTHERS = MINE.replace("mine", "others")
WRONG = MINE.replace("total_visits", "total_visit")


def declared(desk, text, name="own.toml"):
    path = desk.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def text_of(desk, name):
    return desk.query("SELECT text FROM report WHERE name = ?", name)[0][0]


@pytest.fixture
def meanwhile(desk, monkeypatch):
    """Lets something else be done once a declaration was checked and before it is written."""
    checked = stored.planned

    def let(*argv):
        def and_then(*args):
            found = checked(*args)
            monkeypatch.setattr(stored, "planned", checked)
            desk.ok(*argv)
            return found

        monkeypatch.setattr(stored, "planned", and_then)

    return let


def test_of_two_who_make_a_report_of_one_name_at_once_the_second_is_refused(desk, meanwhile):
    mine, others = declared(desk, MINE), declared(desk, OTHERS, "others.toml")
    meanwhile("report", "new", "周报", others)
    second = desk.run("report", "new", "周报", mine)
    assert (second.code, second.out) == (5, "")
    assert "There is a report 周报 already." in second.err
    assert desk.json("report", "show", "周报")["text"] == OTHERS


def test_what_is_deleted_while_it_is_edited_does_not_come_back(desk, meanwhile):
    desk.ok("report", "new", "w", declared(desk, MINE))
    meanwhile("report", "delete", "w")
    assert desk.run("report", "edit", "w", "--file", declared(desk, OTHERS)).code == 3
    assert desk.json("report", "list") == []


def test_hints_about_a_name_that_begins_with_a_dash_can_be_typed(desk):
    path = declared(desk, MINE)
    made = desk.ok("report", "new", "--", "-x", path)
    assert made.err == "Saved -x. To see it filled: kcrm report run -- -x\n"
    assert "report run" not in desk.ok("report", "new", "-n", "--", "-y", path).err
    again = desk.run("report", "new", "--", "-x", path)
    command = re.search(r"kcrm (report edit --file FILE -- -x)$", again.err, re.MULTILINE)[1]
    desk.ok(*shlex.split(command.replace("FILE", str(declared(desk, OTHERS)))))
    assert text_of(desk, "-x") == OTHERS


def test_a_dry_run_of_edit_says_nothing_of_saving(desk):
    desk.ok("report", "new", "w", declared(desk, MINE))
    dry = desk.ok("report", "edit", "w", "--file", declared(desk, OTHERS), "-n")
    assert dry.err == "Dry run: nothing was written.\n"
    same = desk.ok("report", "edit", "w", "--file", declared(desk, MINE), "-n")
    assert same.err.startswith("w already has this text; nothing changed.\n")
    words = declared(desk, "Good day.", "words.txt")
    assert desk.ok("script", "edit", "close", "--file", words, "-n").err == "Dry run: nothing was written.\n"


# --- the editor ---


@pytest.fixture
def editor(desk, tmp_path, monkeypatch):
    """At a terminal with an editor that leaves this text, and its exit code; the folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(Terminal, "of_process", classmethod(lambda cls, _environ: cls(stdin_tty=True, stdout_tty=True)))
    monkeypatch.delenv("VISUAL", raising=False)

    def leaves(text, code=0):
        script = tmp_path / "editor.py"
        # as editors do: a new file in place of the one that was there, readable to all
        lines = (
            "import sys, pathlib",
            "path = pathlib.Path(sys.argv[1])",
            "path.unlink()" if text is not None else "",
            f"path.write_bytes({text.encode()!r}), path.chmod(0o644)" if text is not None else "",
            f"sys.exit({code})",
        )
        script.write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
        return folder

    return leaves


def kept_of(error):
    """The file and the command that the person was told."""
    kept, command = error.splitlines()[:2]
    return Path(kept.removeprefix("Your text is kept in ").removesuffix(".")), command.removeprefix("To go on from it: kcrm ")


@pytest.mark.parametrize("name", ["周报 1", "-x"])
def test_a_text_with_a_mistake_is_kept_in_a_private_file_from_which_one_goes_on(desk, editor, name):
    desk.ok("report", "new", "--", name, declared(desk, MINE))
    folder = editor(WRONG)
    refused = desk.run("report", "edit", "--", name)
    assert refused.code == 5
    assert "line 4: " in refused.err
    path, command = kept_of(refused.err)
    assert path.read_text(encoding="utf-8") == WRONG
    assert path.is_relative_to(folder)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path)] == [0o700, 0o600]
    path.write_text(OTHERS, encoding="utf-8")
    desk.ok(*shlex.split(command))
    assert text_of(desk, name) == OTHERS


@pytest.mark.parametrize(("text", "code", "left"), [(OTHERS, 0, 0), (None, 0, 0), (None, 1, 0), (OTHERS, 1, 1), ("", 0, 1)])
def test_nothing_is_left_of_what_was_saved_or_not_touched(desk, editor, text, code, left):
    desk.ok("report", "new", "w", declared(desk, MINE))
    folder = editor(text, code)
    done = desk.run("report", "edit", "w")
    assert (len(list(folder.iterdir())), "Your text is kept" in done.err) == (left, bool(left))
    assert desk.json("report", "show", "w")["text"] == (OTHERS if text and not code else MINE)


def test_what_was_tried_in_a_dry_run_is_kept(desk, editor):
    desk.ok("report", "new", "w", declared(desk, MINE))
    editor(OTHERS)
    path, _command = kept_of(desk.ok("report", "edit", "w", "-n").err)
    assert path.read_text(encoding="utf-8") == OTHERS


def test_words_of_scripts_are_kept_alike_with_their_language(desk, editor):
    editor("Good day, {sotre}.")
    refused = desk.run("script", "edit", "close", "--language", "en")
    assert refused.code == 5
    path, command = kept_of(refused.err)
    path.write_text("Good day, {store}.", encoding="utf-8")
    desk.speaking("zh")
    desk.ok(*shlex.split(command))
    assert desk.query("SELECT language, body FROM template") == [("en", "Good day, {store}.")]
    refused = desk.run("script", "edit", "close")
    assert refused.err.startswith("您写的内容保存在 ")
    assert "继续修改：kcrm script edit script.close --language zh --file " in refused.err
