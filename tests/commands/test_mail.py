"""`due --mail`: each person's list to a program that is called as sendmail is."""

from __future__ import annotations

import email
import email.policy
import sys

import pytest

VIN = "1M8GDM9AXKP042788"


@pytest.fixture
def mailing(desk, monkeypatch):
    """A desk where 白雪 has a call and an address, 林晓 a call and none; a program keeps what it gets, and fails for `full@…`."""
    monkeypatch.delenv("KCRM_SENDMAIL", raising=False)
    monkeypatch.delenv("KCRM_MAIL_FROM", raising=False)
    program = desk.folder / "send mail.py"
    program.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys\n"
        f"kept = pathlib.Path({str(desk.folder)!r}) / 'mails'\n"
        "kept.mkdir(exist_ok=True)\n"
        "if 'full' in sys.argv[-1]:\n    print('a line', file=sys.stderr)\n    sys.exit('mailbox full')\n"
        "(kept / sys.argv[-1]).write_bytes(' '.join(sys.argv[1:]).encode() + b'\\n' + sys.stdin.buffer.read())\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    desk.ok("config", "sendmail_path", f"'{program}'")
    desk.ok("config", "mail_from", "客服中心 <kf@example.com>")
    desk.ok("staff", "edit", "S1", "--email", "baixue@example.com")
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"},
        {"customer_no": "KH2", "name": "<b>李", "phone": "13800138002"},
    )
    desk.take(
        "vehicles",
        {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"},
        {"vin": "11111111111111111", "customer_no": "KH2", "insurance_expires_on": "2026-07-11"},
    )
    return desk


def mails(desk):
    """By address how the program was called, and the letter."""
    found = {}
    for path in (desk.folder / "mails").glob("*"):
        called, _end, content = path.read_bytes().partition(b"\n")
        assert b"\r" not in content
        found[path.name] = called.decode(), email.message_from_bytes(content, policy=email.policy.default), content
    return found


def callers(desk):
    return {row["customer_no"]: row["caller_no"] for row in desk.json("due")}


def test_each_person_gets_their_own_list_and_who_has_no_address_is_named(mailing):
    assert callers(mailing) == {"KH1": "S1", "KH2": "S2"}
    done = mailing.run("due", "--mail", "-o", "json")
    assert (done.code, done.json) == (
        0,
        [
            {"employee_no": "S1", "employee": "白雪", "email": "baixue@example.com", "rows": 1, "state": "sent"},
            {"employee_no": "S2", "employee": "林晓", "email": None, "rows": 1, "state": "no_address"},
        ],
    )
    assert done.err == "林晓 has no e-mail address: kcrm staff edit S2 --email ADDRESS\n"
    ((address, (called, letter, _content)),) = mails(mailing).items()
    assert (address, called) == ("baixue@example.com", "-i -f kf@example.com -- baixue@example.com")
    assert letter["From"] == "客服中心 <kf@example.com>"
    assert letter["To"] == "白雪 <baixue@example.com>"
    assert letter["Date"] == "Mon, 15 Jun 2026 08:30:00 +0800"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "multipart/alternative"
    text, page = letter.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert "安娜" in text.get_content()
    assert "13800138001" in text.get_content()
    assert "李" not in text.get_content()
    assert "安娜" in page.get_content()


def test_in_chinese_all_of_it_is_chinese_and_headers_are_ascii(mailing):
    mailing.speaking("zh")
    mailing.ok("staff", "edit", "S2", "--email", "linxiao@example.com")
    mailing.ok("due", "--mail")
    _called, letter, content = mails(mailing)["linxiao@example.com"]
    assert letter["Subject"] == "2026-06-15 星期一待办：1 项、1 位客户、逾期 1 项"
    heads = content.partition(b"\n\n")[0]
    assert heads.isascii()
    assert b"=?utf-8?" in heads
    text, page = letter.iter_parts()
    assert (text.get_content_charset(), page.get_content_charset()) == ("utf-8", "utf-8")
    assert text.get_content().splitlines()[1].split()[:4] == ["编号", "紧急程度", "逾期", "事项"]
    assert "&lt;b&gt;李" in page.get_content()


def test_one_that_fails_is_named_and_everybody_else_gets_theirs(mailing):
    mailing.ok("staff", "edit", "S1", "--email", "full@example.com")
    mailing.ok("staff", "edit", "S2", "--email", "linxiao@example.com")
    done = mailing.run("due", "--mail", "-o", "json")
    assert done.code == 1
    assert [(row["employee_no"], row["state"]) for row in done.json] == [("S1", "failed"), ("S2", "sent")]
    assert done.err == f"白雪: not mailed. '{mailing.folder}/send mail.py' ended with 1: mailbox full\n"
    assert list(mails(mailing)) == ["linxiao@example.com"]


def test_a_program_that_is_not_there_is_named(mailing):
    mailing.ok("config", "sendmail_path", "/nowhere/msmtp -a desk")
    done = mailing.run("due", "--mail", "--staff", "S1")
    assert done.code == 1
    assert "白雪: not mailed. /nowhere/msmtp -a desk cannot be started: No such file or directory\n" in done.err


def test_a_dry_run_tells_who_would_get_what_and_sends_and_records_nothing(mailing):
    done = mailing.ok("due", "--mail", "-n", "-o", "json")
    assert [(row["employee_no"], row["state"]) for row in done.json] == [("S1", "to_be_sent"), ("S2", "no_address")]
    assert done.err.endswith("Dry run: nothing was sent.\n")
    assert mails(mailing) == {}
    assert mailing.query("SELECT count(*) FROM access") == [(0,)]


def test_what_leaves_by_mail_is_recorded_with_the_address(mailing):
    mailing.ok("due", "--mail")
    assert mailing.query("SELECT what, row_count, file FROM access") == [("due", 1, "mailto:baixue@example.com")]


def test_nothing_to_do_is_no_mail_and_not_a_word(mailing):
    done = mailing.run("due", "--mail", "--kind", "birthday", "--quiet-if-empty")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert mailing.json("due", "--mail", "--kind", "birthday") == []
    assert mails(mailing) == {}


def test_calls_of_nobody_are_told(mailing):
    for number in ("S1", "S2", "G1", "M1", "X1", "A1"):
        mailing.ok("staff", "edit", number, "--left-on", "2026-06-14")
    done = mailing.run("due", "--mail", "-o", "json")
    assert done.code == 0
    assert done.json == [{"employee_no": None, "employee": None, "email": None, "rows": 2, "state": "unassigned"}]
    assert "Assigned to nobody, so mailed to nobody: 2. kcrm due shows them." in done.err


@pytest.mark.parametrize(("words", "said"), [(("--split", "caller"), "leave out --split"), (("--to", "a.csv"), "leave out --split")])
def test_mail_writes_no_files(mailing, words, said):
    refused = mailing.run("due", "--mail", *words)
    assert refused.code == 2
    assert said in refused.err


def test_a_dry_run_of_a_list_alone_is_refused(mailing):
    assert mailing.run("due", "-n").code == 2


def test_without_a_sender_nothing_is_sent_and_the_setting_is_named(mailing):
    mailing.ok("config", "mail_from", "--unset")
    refused = mailing.run("due", "--mail")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == "kcrm: Mail needs the setting mail_from: kcrm config mail_from kf@example.com\n"
    mailing.ok("config", "mail_from", "nobody")
    refused = mailing.run("due", "--mail", "--staff", "S1")
    assert refused.code == 1
    assert mails(mailing) == {}


def test_a_line_break_in_an_address_makes_no_header(mailing):
    refused = mailing.run("staff", "edit", "S1", "--email", "a@example.com\nBcc: x@example.com")
    assert refused.code == 2
