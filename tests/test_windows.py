"""What Windows lacks stands in one module, and without it the desk works all the same. On Windows itself nothing of this was run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import kcrm
from kcrm import system
from kcrm.exchange.writing import file_stem
from kcrm.shell.keys import BACK, END, Keyboard

ROOT = Path(kcrm.__file__).parent.parent
# what tells one system from another, or is not there on each
_OF_ONE_SYSTEM = re.compile(
    r"os\.name|sys\.platform|platform\.system|hasattr\(os|getattr\(os|os\.(fchmod|fchown|chown|getuid|geteuid|statvfs|fork|execv\w*|kill|uname)\b"
    r"|\b(import|from) (termios|tty|fcntl|pwd|grp|pty|resource|msvcrt|winreg|readline)\b|strftime\([^)]*%-"
)
# released migrations stay as they are; where there is no /proc nobody is asked for their name
_KNOWN = {"kcrm/system.py", "kcrm/migrations/m013_digests.py", "kcrm/storage/holders.py"}


def test_nobody_else_asks_which_system_this_is():
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "kcrm").rglob("*.py")
        if (lines := [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if _OF_ONE_SYSTEM.search(line)])
    }
    assert set(found) == _KNOWN
    assert found["kcrm/storage/holders.py"] == ["import pwd  # noqa: PLC0415 - not on every system"]
    assert found["kcrm/migrations/m013_digests.py"] == ["return str(os.getuid())"]


@pytest.fixture
def windows(tmp_path):
    """Runs kcrm in a process that has nothing of POSIX, in a console of China."""

    def run(*words, code=0, stdin=None):
        program = "from windows import take_posix_away; take_posix_away()\nimport sys; from kcrm.__main__ import run; run()"
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "USERPROFILE": str(tmp_path),
            "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
            "KCRM_DB": str(tmp_path / "店.db"),
            "KCRM_NOW": "2026-06-15T08:30",
            "KCRM_LANG": "zh",
            "PYTHONIOENCODING": "gbk:strict",
        }
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, words)], capture_output=True, env=environ, cwd=tmp_path, check=False, timeout=60
        )
        said = done.stderr.decode("gbk")
        assert done.returncode == code, said
        assert "Traceback" not in said
        return done.stdout, said

    return run


def test_a_day_goes_by_without_posix(windows, tmp_path):
    windows("init", "--store", "云汐店", "--go-live", "2026-01-01")
    windows("staff", "add", "S1", "白雪", "客服专员")
    customers = tmp_path / "客户.csv"
    customers.write_text("客户编号,姓名,电话\nKH1,龚䶮,13800138001\n", encoding="utf-8")
    windows("import", "customers", customers)
    vehicles = tmp_path / "车辆.csv"
    vehicles.write_text("车架号,客户编号,保险到期\n1M8GDM9AXKP042788,KH1,2026-07-10\n", encoding="utf-8")
    windows("import", "vehicles", vehicles)
    out, _err = windows("due")
    assert "龚?" in out.decode("gbk")  # GBK has no such character
    out, _err = windows("due", "-o", "json")
    assert "龚䶮" in out.decode("utf-8")
    assert "龚?" in windows("next")[0].decode("gbk")
    windows("due", "--split", "caller", "--to", "名单", "--as", "S1")
    (listed,) = (tmp_path / "名单").iterdir()
    assert listed.name == "白雪-S1-2026-06-15.csv"
    windows("export", "customers", "--to", "out.csv")
    assert "龚䶮" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    windows("config", "language", "zh")
    windows("log", "KH1", "answered", "--as", "S1", "--note", "好")
    windows("undo", "--yes")
    windows("db", "backup")
    (backup,) = (tmp_path / "backups").glob("*.db")
    windows("customer", "edit", "KH1", "--name", "龚龙")
    _out, said = windows("db", "check")
    assert "600" not in said
    windows("db", "restore", backup, "--confirm", "云汐店")
    assert "龚䶮" in windows("customer", "list", "-o", "json")[0].decode("utf-8")
    assert len(list(tmp_path.glob("店.db.replaced-*"))) == 1
    windows("db", "check")


def test_the_demonstration_says_how_to_go_on_in_powershell(windows, tmp_path):
    _out, said = windows("demo", "--db", tmp_path / "it's demo.db")
    assert f"$env:KCRM_DB = '{tmp_path}/it''s demo.db'" in said
    assert "alias" not in said


def test_a_database_that_somebody_has_open_keeps_its_place(windows, tmp_path):
    """As long as another process has the file open, Windows lets nobody give it another name."""
    windows("init", "--store", "云汐店", "--go-live", "2026-01-01")
    windows("db", "backup")
    program = (
        "from windows import take_posix_away; take_posix_away()\n"
        "import sys\nfrom pathlib import Path\n"
        "from kcrm.errors import DatabaseError\nfrom kcrm.storage.swap import swap\n"
        "path = Path(sys.argv[1]); draft = path.with_name('draft'); draft.write_bytes(path.read_bytes())\n"
        "held = path.open('rb')\n"
        "for aside in (path.with_name('aside'), None):\n"
        "    try:\n        swap(draft, path, aside)\n    except DatabaseError as error:\n        print(type(error).__name__)\n"
        "held.close(); swap(draft, path, path.with_name('aside')); print('swapped')\n"
    )
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "USERNAME": "reception"}
    before = (tmp_path / "店.db").stat().st_ino
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "店.db")], capture_output=True, text=True, env=environ, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("DatabaseError\nDatabaseError\nswapped\n", "")
    assert (tmp_path / "aside").stat().st_ino == before
    assert (tmp_path / "店.db").stat().st_ino != before


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("CON", "%43ON"),
        ("nul", "%6Eul"),
        ("Com1", "%43om1"),
        ("LPT¹", "%4CPT¹"),
        ("aux.2026", "%61ux.2026"),
        ("CONSUL", "CONSUL"),
        ("COM10", "COM10"),
        ("08:30", "08%3A30"),
    ],
)
def test_no_file_is_named_like_a_device_of_windows(text, stem):
    assert file_stem(text) == stem


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (r'"C:\Program Files\Notepad++\notepad++.exe" -multiInst', [r"C:\Program Files\Notepad++\notepad++.exe", "-multiInst"]),
        (r"C:\vim\gvim.exe", [r"C:\vim\gvim.exe"]),
    ],
)
def test_a_program_of_windows_is_named_with_its_backslashes(monkeypatch, command, words):
    monkeypatch.setattr(system, "WINDOWS", True)
    assert system.words_of(command) == words


class Console:
    """Windows' console: `getwch` gives a character, or one of two codes."""

    def __init__(self, codes):
        self.codes = list(codes)

    def getwch(self):
        return self.codes.pop(0)

    def kbhit(self):
        return bool(self.codes)


@pytest.fixture
def keyboard(monkeypatch):
    """A keyboard at a console on which this is typed."""

    def typed(codes):
        monkeypatch.setattr(system, "WINDOWS", True)
        monkeypatch.setattr(system.os, "isatty", lambda _descriptor: True)
        monkeypatch.setitem(sys.modules, "msvcrt", Console(codes))
        return Keyboard(0)

    return typed


@pytest.mark.parametrize(
    ("codes", "key"),
    [
        ("A", "a"),
        ("\r", " "),
        ("\x1b", BACK),
        ("\xe0H", " "),
        ("\x00;", " "),
        ("\xe0", "à"),
        ("接", "接"),
        ("\x1a", END),
        ("\ud86d\udcaf", "𫒯"),
    ],
)
def test_a_key_of_windows_is_read_at_once(keyboard, codes, key):
    console = keyboard(codes)
    assert console.key() == key
    assert sys.modules["msvcrt"].codes == []


def test_ctrl_c_at_a_console_of_windows_interrupts(keyboard):
    with pytest.raises(KeyboardInterrupt):
        keyboard("\x03").key()


@pytest.mark.parametrize(
    ("codes", "line"),
    [("张x\x08伟\r", "张伟"), ("\xe0KA12\x00;3\r", "A123"), ("张\x1b", BACK), ("\x1a", None)],
)
def test_a_line_is_edited_at_a_console_of_windows(keyboard, capsys, codes, line):
    assert keyboard(codes).line("姓名：") == line
    assert capsys.readouterr().err.startswith("姓名：")


def test_what_is_piped_into_windows_is_read_by_lines(monkeypatch):
    monkeypatch.setattr(system, "WINDOWS", True)
    ours, theirs = os.pipe()
    os.write(theirs, "1\n张伟\r\n".encode())
    os.close(theirs)
    piped = Keyboard(ours)
    assert (piped.line(""), piped.line(""), piped.line("")) == ("1", "张伟", None)
    os.close(ours)
