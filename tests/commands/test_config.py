"""The config file: kept by `config` and `me`, beaten by the environment and by options, and read by every command."""

import json
from pathlib import Path

import pytest
from terminal import at_terminal


@pytest.fixture
def at_home(shell, monkeypatch):
    """A desk with two members of staff, whose user keeps a config file."""
    shell.init()
    shell.ok("staff", "add", "S1", "白雪", "cs_specialist")
    shell.ok("staff", "add", "S2", "顾文斌", "cs_specialist")
    monkeypatch.delenv("KCRM_DB")
    monkeypatch.delenv("KCRM_LANG")
    (shell.folder / ".config" / "kcrm").mkdir(parents=True)
    shell.config = shell.folder / ".config" / "kcrm" / "config.toml"
    return shell


def test_me_is_kept_and_acts_from_then_on(at_home):
    at_home.ok("config", "database", at_home.db)
    kept = at_home.ok("me", "顾文斌")
    assert kept.err == f"Saved in {at_home.config}.\n"
    assert at_home.config.read_text(encoding="utf-8") == f'database = "{at_home.db}"\nstaff = "S2"\n'
    assert at_home.config.stat().st_mode & 0o777 == 0o600
    assert at_home.json("me")["employee_no"] == "S2"
    at_home.ok("customer", "add", "张伟", "13800138000")
    assert at_home.query("SELECT staff_id FROM operation ORDER BY id DESC LIMIT 1") == [(2,)]
    # an option beats it, and so does the environment
    assert at_home.json("me", "--as", "S1")["employee_no"] == "S1"


def test_nobody_acts_until_somebody_is_named(at_home):
    at_home.ok("config", "database", at_home.db)
    refused = at_home.run("me")
    assert (refused.code, refused.err) == (3, "kcrm: No member of staff is set.\nTo set who you are: kcrm me EMPLOYEE_NO\n")
    assert at_home.run("me", "X9").code == 3
    assert "staff" not in at_home.config.read_text(encoding="utf-8")
    # one who is kept and is no longer known does not stand in the way
    at_home.ok("config", "staff", "X9")
    assert at_home.run("due").code == 3
    at_home.ok("me", "S1")
    assert at_home.run("due").code == 0


def test_what_counts_and_why_is_shown(at_home, monkeypatch):
    at_home.config.write_text(f'# mine\nlanguage = "zh"\ndatabase = "{at_home.db}"\npager = "less -S"\nstaff = "S2"\n', encoding="utf-8")
    monkeypatch.delenv("PAGER", raising=False)
    monkeypatch.setenv("KCRM_STAFF", "S1")
    listed = at_home.json("config", "--lang", "en")
    assert listed == [
        {"key": "database", "value": str(at_home.db), "source": "file", "variable": "KCRM_DB"},
        {"key": "language", "value": "en", "source": "option", "variable": "KCRM_LANG"},
        {"key": "staff", "value": "S1", "source": "environment", "variable": "KCRM_STAFF"},
        {"key": "format", "value": None, "source": "default", "variable": "KCRM_FORMAT"},
        {"key": "theme", "value": "dark", "source": "default", "variable": "KCRM_THEME"},
        {"key": "pager", "value": "less -S", "source": "file", "variable": "PAGER"},
        {"key": "sendmail_path", "value": "/usr/sbin/sendmail", "source": "default", "variable": "KCRM_SENDMAIL"},
        {"key": "mail_from", "value": None, "source": "default", "variable": "KCRM_MAIL_FROM"},
    ]
    assert at_home.json("config", "pager") == [listed[-3]]
    assert "配置文件" in at_home.ok("config").err


def test_the_language_of_the_file_beats_the_locale_and_is_beaten_by_the_variable(at_home, monkeypatch):
    at_home.ok("config", "language", "zh")
    monkeypatch.setenv("KCRM_DB", str(at_home.db))
    assert "工号" in at_home.ok("staff", "list").out
    monkeypatch.setenv("KCRM_LANG", "en")
    assert "Employee no." in at_home.ok("staff", "list").out


def test_a_format_that_is_kept_counts_where_no_option_says_another(at_home, monkeypatch):
    monkeypatch.setenv("KCRM_DB", str(at_home.db))
    at_home.ok("config", "format", "jsonl")
    assert [json.loads(line)["employee_no"] for line in at_home.ok("staff", "list").out.splitlines()] == ["S1", "S2"]
    assert at_home.ok("staff", "list", "-o", "csv").out.startswith("employee_no,")
    monkeypatch.setenv("KCRM_FORMAT", "")  # a script that wants none of it
    assert at_home.ok("staff", "list").out.startswith("Employee no.")
    monkeypatch.setenv("KCRM_FORMAT", "pdf")
    refused = at_home.run("staff", "list")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "kcrm: KCRM_FORMAT cannot be pdf. Choose from: table plain csv tsv json jsonl md html.",
    )


def test_colours_that_are_kept_are_shown_and_a_word_that_is_none_is_refused(at_home, monkeypatch):
    at_home.ok("config", "theme", "light")
    assert at_home.json("config", "theme") == [{"key": "theme", "value": "light", "source": "file", "variable": "KCRM_THEME"}]
    monkeypatch.setenv("KCRM_THEME", "none")
    assert at_home.json("config", "theme")[0]["value"] == "none"
    assert at_home.run("config", "theme", "mono").err.startswith("kcrm: kcrm config: theme cannot be mono. Choose from: dark light none.")


@pytest.mark.parametrize(("theme", "code"), [("dark", "\x1b[31m"), ("light", "\x1b[38;5;124m"), ("none", None)])
def test_the_theme_of_the_file_decides_the_colours_of_a_terminal(at_home, theme, code):
    at_home.ok("config", "theme", theme)
    at_home.ok("config", "database", at_home.db)
    at_home.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    at_home.take("vehicles", {"vin": "11111111111111111", "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    environ = {"KCRM_NOW": "2026-06-15T09:00", "KCRM_LANG": "en", "HOME": str(at_home.folder), "TERM": "xterm-256color"}
    with at_terminal(["due"], environ) as terminal:
        assert terminal.end() == 0
        shown = terminal.coloured
    assert "overdue" in shown
    assert (code in shown) if code is not None else ("\x1b[" not in shown)


def test_comments_and_other_lines_stay(at_home):
    at_home.config.write_text('# ours\nlanguage = "zh"  # spoken here\n\npager = "cat"\n', encoding="utf-8")
    at_home.ok("config", "language", "en")
    assert at_home.config.read_text(encoding="utf-8") == '# ours\nlanguage = "en"\n\npager = "cat"\n'
    at_home.ok("config", "language", "--unset")
    assert at_home.config.read_text(encoding="utf-8") == '# ours\n\npager = "cat"\n'


@pytest.mark.parametrize("value", ['a "quoted" \\ path', "数据 库"])
def test_a_value_is_read_back_as_it_was_typed(at_home, value):
    at_home.ok("config", "pager", value)
    assert at_home.json("config", "pager")[0]["value"] == value


def test_a_database_is_found_from_any_folder(at_home, monkeypatch):
    monkeypatch.chdir(at_home.folder)
    at_home.ok("config", "database", "desk.db")
    monkeypatch.chdir("/")
    assert [row["name"] for row in at_home.json("staff", "list")] == ["白雪", "顾文斌"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            'languge = "zh"\n',
            "there is no setting languge. The settings are: database, language, staff, format, theme, pager, sendmail_path, mail_from.",
        ),
        ('language = "fr"\n', "language cannot be fr. Choose from: en zh."),
        ("staff = 7\n", "staff must be a text in quotes."),
        ('staff = ""\n', "staff must be a text in quotes."),
    ],
)
def test_a_file_that_is_wrong_is_named(at_home, content, said):
    at_home.config.write_text(content, encoding="utf-8")
    refused = at_home.run("staff", "list")
    assert refused.code == 2
    assert refused.err.splitlines()[0] == f"kcrm: {at_home.config}: {said}"


def test_a_file_that_is_no_toml_is_named_and_left_alone(at_home):
    for content in (b"language: zh\n", b"\xff\xfe"):
        at_home.config.write_bytes(content)
        refused = at_home.run("config", "language", "zh")
        assert refused.code == 2
        assert refused.err.startswith(f"kcrm: {at_home.config}: not readable as TOML")
        assert at_home.config.read_bytes() == content


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("lang", "zh"), 2),
        (("language", "fr"), 2),
        (("language", "zh", "--unset"), 2),
        (("--unset",), 2),
        (("pager", "less\nrm"), 2),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(at_home, words, code):
    assert at_home.run("config", *words).code == code
    assert not at_home.config.exists()


def test_what_a_line_cannot_replace_is_left_alone(at_home):
    content = 'pager = """\nless"""\n'
    at_home.config.write_text(content, encoding="utf-8")
    refused = at_home.run("config", "pager", "cat")
    assert (refused.code, refused.err) == (5, f"kcrm: {at_home.config}: change it by hand; it does not have one key per line.\n")
    assert at_home.config.read_text(encoding="utf-8") == content


def test_another_folder_may_be_named_and_none_is_needed(at_home, monkeypatch):
    elsewhere = Path(at_home.folder) / "settings"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(elsewhere))
    at_home.ok("config", "language", "zh")
    assert (elsewhere / "kcrm" / "config.toml").exists()
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.delenv("HOME")
    refused = at_home.run("config", "language", "zh")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "kcrm: There is no home folder to keep the config file in. Set XDG_CONFIG_HOME.",
    )
