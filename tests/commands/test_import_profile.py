"""`kcrm import profile …`: what was said of a file's columns and words holds for the next file with such headings."""

from __future__ import annotations

from pathlib import Path

from tests.faults import content

SAID = ("--map", "号=customer_no", "--map", "叫什么=name", "--map", "打哪里=phone", "--map-value", "性别:F=female")
ROW = {"号": "KH1", "叫什么": "王芳", "打哪里": "13800138000", "性别": "F"}
PROFILE = {
    "id": 1,
    "kind": "customers",
    "mapping": ["叫什么=name", "号=customer_no", "打哪里=phone"],
    "words": ["性别:F=female"],
    "headings": ["叫什么", "号", "性别", "打哪里"],
    "saved_on": "2026-06-15",
}


def test_what_was_said_of_a_file_holds_for_the_next_with_its_headings(desk):
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID)
    assert desk.json("import", "profile", "list") == [PROFILE]
    assert desk.json("import", "profile", "show", "1") == PROFILE
    # in another order, on another day
    desk.at("2026-06-16T08:30")
    told = desk.run("import", "customers", desk.sheet("customers", [{"性别": "F", "打哪里": "13900139000", "号": "KH2", "叫什么": "李娜"}]))
    assert (told.code, "said of such files on 2026-06-15: kcrm import profile show 1" in told.err) == (0, True)
    assert desk.query("SELECT customer_no, name, gender FROM customer") == [("KH1", "王芳", "female"), ("KH2", "李娜", "female")]
    assert desk.json("import", "profile", "list") == [PROFILE]


def test_other_headings_and_other_kinds_are_read_as_they_stand(desk):
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID)
    assert desk.run("import", "customers", desk.sheet("customers", [{**ROW, "备注": "x"}])).code == 5
    assert desk.run("import", "staff", desk.sheet("staff", [ROW])).code == 5


def test_no_profile_neither_reads_nor_remembers(desk):
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID, "--no-profile")
    assert desk.json("import", "profile", "list") == []
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID)
    assert desk.run("import", "customers", desk.sheet("customers", [ROW]), "--no-profile").code == 5


def test_what_is_said_now_counts_and_is_remembered(desk):
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID)
    other = {**ROW, "号": "KH2", "叫什么": "李强", "打哪里": "13900139000"}
    desk.ok("import", "customers", desk.sheet("customers", [other]), "--map-value", "性别:F=male", "--map-value", "性别:W=female")
    assert desk.query("SELECT customer_no, gender FROM customer") == [("KH1", "female"), ("KH2", "male")]
    assert desk.json("import", "profile", "show", "1")["words"] == ["性别:F=male", "性别:W=female"]
    assert desk.json("import", "profile", "show", "1")["mapping"] == PROFILE["mapping"]


def test_nothing_is_remembered_of_a_file_that_is_refused_tried_or_needs_no_word(desk):
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID, "--dry-run")
    assert desk.run("import", "customers", desk.sheet("customers", [ROW, {**ROW, "性别": "?"}]), *SAID).code == 5
    desk.take("customers", {"客户编号": "KH9", "姓名": "王芳", "手机": "13800138000"})
    assert desk.json("import", "profile", "list") == []


def test_it_is_part_of_the_import_and_goes_with_it(desk):
    before = content(desk.db)
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID)
    desk.ok("undo", "--yes")
    assert content(desk.db) == before
    desk.ok("undo", "--yes")
    assert desk.json("import", "profile", "list") == [PROFILE]


def test_the_same_file_twice_with_the_same_words_writes_nothing(desk):
    sheet = desk.sheet("customers", [ROW])
    desk.ok("import", "customers", sheet, *SAID)
    before = content(desk.db)
    desk.at("2026-06-16T08:30")
    desk.ok("import", "customers", sheet, *SAID)
    assert content(desk.db) == before


def test_it_is_forgotten_and_comes_back_by_undo(desk):
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID)
    desk.ok("import", "profile", "forget", "1", "--dry-run")
    assert desk.json("import", "profile", "forget", "1") == PROFILE
    assert desk.json("import", "profile", "list") == []
    assert desk.run("import", "customers", desk.sheet("customers", [ROW])).code == 5
    desk.ok("undo", "--yes")
    unknown = desk.run("import", "profile", "forget", "7")
    assert (unknown.code, "Did you mean 1?" in unknown.err) == (3, True)


def test_a_folder_reads_its_files_as_they_were_read_one_by_one(desk):
    desk.ok("import", "customers", desk.sheet("customers", [ROW]), *SAID)
    folder = desk.folder / "night"
    folder.mkdir()
    sheet = Path(desk.sheet("customers", [{**ROW, "号": "KH2", "叫什么": "李娜", "打哪里": "13900139000"}]))
    sheet.rename(folder / "customers.csv")
    assert desk.run("import", folder).code == 0
    assert desk.query("SELECT name, gender FROM customer") == [("王芳", "female"), ("李娜", "female")]
    assert desk.run("import", folder, "--no-profile").code == 5


def test_a_folder_called_profile_is_named_with_its_path(desk, monkeypatch):
    monkeypatch.chdir(desk.folder)
    (desk.folder / "profile").mkdir()
    desk.sheet("customers", [{"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000"}]).rename(desk.folder / "profile" / "customers.csv")
    assert desk.run("import", "./profile").code == 0
    assert desk.run("import", "profile").code == 2


def test_a_word_answered_at_the_terminal_is_remembered(desk):
    """Asked for once; tests/terminal.py holds the question itself."""
    from tests.terminal import at_terminal

    sheet = desk.sheet("customers", [{"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000", "性别": "F"}])
    with at_terminal(
        ["import", "customers", str(sheet)], {"KCRM_DB": str(desk.db), "KCRM_LANG": "en", "HOME": str(desk.folder)}
    ) as terminal:
        terminal.expect("Enter: none of them")
        terminal.type("female\n")
        assert terminal.end() == 0
    assert desk.json("import", "profile", "list")[0]["words"] == ["性别:F=female"]


def test_calls_have_no_profile(desk):
    refused = desk.run("import", "calls", desk.sheet("calls", [ROW]), "--no-profile")
    assert (refused.code, "--no-profile is for records" in refused.err) == (2, True)
