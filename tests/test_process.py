"""kcrm as the shell, cron and a terminal meet it: streams, signals, an empty environment."""

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import kcrm

ROOT = Path(kcrm.__file__).parent.parent


def start(*argv, **environ):
    """The real program, in an environment with nothing else in it (`env -i`): no HOME, no locale."""
    return subprocess.Popen(
        [sys.executable, "-m", "kcrm", *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT), **environ},
        cwd=ROOT,
    )


def test_it_works_with_an_empty_environment():
    process = start()
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"kcrm.db" in out
    assert b"kcrm init" in err


def test_chinese_is_readable_in_the_c_locale():
    process = start("--lang", "zh", "--help", LC_ALL="C")
    out, _err = process.communicate(timeout=30)
    assert "汽车4S店客服工作台" in out.decode()


def test_characters_that_the_console_lacks_do_not_stop_a_command():
    process = start("--lang", "zh", "--help", PYTHONIOENCODING="ascii")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, b"")
    assert b"--help" in out


def test_a_reader_that_goes_away_ends_it_silently_with_141():
    with start("--help") as process:
        process.stdout.close()
        assert process.wait(timeout=30) == 141
        assert process.stderr.read() == b""


def test_a_reader_of_both_streams_that_goes_away_ends_even_an_error_silently():
    ours, theirs = os.pipe()
    os.close(ours)
    process = subprocess.run([sys.executable, "-m", "kcrm", "aboot"], stdout=theirs, stderr=theirs, cwd=ROOT, check=False, timeout=30)
    os.close(theirs)
    assert process.returncode == 141


def test_a_full_disk_behind_stdout_is_said_once():
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "kcrm", "--help"], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=30
        )
    assert process.returncode == 1
    assert process.stderr.decode() == "kcrm: standard output: the disk is full. Free some space and try again.\n"


@pytest.mark.parametrize(("argv", "kept"), [(("customer", "add", "张伟", "13800138000"), True), (("customer", "list", "-o", "csv"), False)])
def test_where_only_the_output_fails_it_is_said_whether_anything_was_written(desk, argv, kept):
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "kcrm", *argv], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=30
        )
    said = process.stderr.decode()
    assert process.returncode == 1
    assert "kcrm: standard output: the disk is full." in said
    assert ("The changes were written; only the output was lost." in said) is kept
    assert desk.query("SELECT count(*) FROM customer") == [(int(kept),)]


@pytest.mark.parametrize(
    "words", ["import customers -", "finance import -", "survey import -", "message sent -", "script edit message.birthday --file -"]
)
def test_a_closed_standard_input_is_refused(desk, words):
    process = subprocess.run(["sh", "-c", f"{sys.executable} -m kcrm {words} <&-"], capture_output=True, cwd=ROOT, check=False, timeout=30)
    said = process.stderr.decode()
    assert (process.returncode, process.stdout) == (5, b"")
    assert said == "kcrm: Standard input is closed: there is nothing to read. Give a file instead of -.\n"


def test_a_closed_stdout_does_not_stop_a_command():
    process = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m kcrm --version >&-"], stderr=subprocess.PIPE, cwd=ROOT, check=False, timeout=30
    )
    assert (process.returncode, process.stderr) == (0, b"")


def test_an_interrupt_ends_it_with_130_and_no_traceback():
    program = (
        # a test runner in the background hands down that Ctrl-C is ignored
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys; from kcrm import cli; from kcrm.shell.grammar import App\n"
        "app = App(help='x')\n"
        "@app.callback(invoke_without_command=True)\n"
        "def root():\n"
        "    print('ready', flush=True)\n"
        "    sys.stdin.read()\n"
        "sys.exit(cli.run(app, []))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, b"\n")


def test_on_a_real_terminal_the_result_is_a_coloured_table_and_no_color_is_obeyed():
    def screen(**environ):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "kcrm"],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(ROOT), "KCRM_NOW": "2026-03-04T09:30", "TERM": "xterm", "COLUMNS": "80", **environ},
            cwd=ROOT,
        )
        os.close(theirs)
        process.wait(timeout=30)
        shown = os.read(ours, 100_000)
        os.close(ours)
        return shown

    assert b"\x1b[1mToday" in screen()
    assert b"\x1b" not in screen(NO_COLOR="1")
    assert b"\x1b" not in screen(TERM="dumb")


@pytest.mark.parametrize(
    ("environ", "words", "coloured"),
    [
        ({}, ["-o", "table"], False),
        ({"FORCE_COLOR": "1"}, ["-o", "table"], True),
        ({"FORCE_COLOR": "0"}, ["-o", "table"], True),  # https://force-color.org: whatever it says
        ({"FORCE_COLOR": ""}, ["-o", "table"], False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, ["-o", "table"], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, ["-o", "table"], False),
        ({"FORCE_COLOR": "1", "KCRM_THEME": "none"}, ["-o", "table"], False),
        # plain text, and what programs read, have none
        ({"FORCE_COLOR": "1"}, [], False),
        ({"FORCE_COLOR": "1"}, ["-o", "json"], False),
        ({"FORCE_COLOR": "1"}, ["-o", "csv"], False),
    ],
)
def test_in_a_pipe_a_table_has_colours_only_where_they_are_forced(shell, monkeypatch, environ, words, coloured):
    shell.init()
    shell.take("staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"})
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in shell.ok("staff", "list", *words).out) is coloured


def test_a_table_that_is_forced_to_have_colours_says_the_same(shell, monkeypatch):
    shell.init()
    shell.take("staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"})
    without = shell.ok("staff", "list", "-o", "table").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert re.sub(r"\x1b\[[0-9;]*m", "", shell.ok("staff", "list", "-o", "table").out) == without
