"""`kcrm dashboard`: pages whose every figure is the command line's, in a folder that is whole at every moment."""

from __future__ import annotations

import json
import os
import re

import pytest
import report_month
from logged_in import be, be_at, make_users
from report_figures import figures_of, hold_against_cli, tags_of

PAGES = {
    "today": "index.html",
    "complaints": "complaints.html",
    "calls": "calls.html",
    "workshop": "workshop.html",
    "sales": "sales.html",
    "money": "money.html",
    "people": "people.html",
}


@pytest.fixture
def filled(desk):
    """May as `report_month` has it, seen on the 15th of June, in which one vehicle has come; whoever did anything is judged."""
    report_month.fill(desk)
    desk.ok("policy", "set", "kpi.small_sample", "1")
    june = {"order_no": "GD9", "vin": "LSVAA4182E2123456", "type": "paid_repair", "advisor": "A1", "technician": "T1", "team": "mechanical"}
    desk.take(
        "orders", june | {"opened_at": "2026-06-10 09:00", "closed_at": "2026-06-10 12:00", "labor_amount": "80", "payer": "customer"}
    )
    return desk


def made(desk, *more):
    folder = desk.folder / "board"
    return folder, desk.json("dashboard", "--html", folder, *more)


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def pages(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_of_every_page_is_the_clis(filled, language):
    filled.ok("policy", "set", "kpi.names_in_reports", "yes")
    filled.speaking(language)
    folder, answer = made(filled)
    assert answer == [{"page": page, "file": file, "is_written": True} for page, file in PAGES.items()]
    found = [figure for page in pages(folder).values() for figure in figures_of(page)]
    whole_day = [figure for figure in found if figure.command == "kcrm"]
    now = filled.json()
    assert len(whole_day) > 8
    assert all(now[figure.key] == figure.value for figure in whole_day)
    others = [figure for figure in found if figure.command != "kcrm"]
    assert {figure.command.split()[2] for figure in others} >= {"show", "team", "person"}
    assert hold_against_cli(filled, others) == len(others) > 300
    assert "script" not in {tag for page in pages(folder).values() for tag in tags_of(page)}


def test_a_page_tells_the_month_so_far_the_months_before_and_what_a_rate_is_made_of(filled):
    folder, _answer = made(filled)
    complaints, workshop = ((folder / PAGES[page]).read_text(encoding="utf-8") for page in ("complaints", "workshop"))
    # one complaint to the three visits of May, none to that of June
    assert "2026-05: 33.3% (target missed)" in text_of(complaints)
    assert "of 3</text>" in complaints
    assert "2026-06 is not over: its figures are those so far." in text_of(workshop)
    visits = re.search(r'<section id="total_visits">.*?</section>', workshop, re.DOTALL)[0]
    # thirteen months twice, upright and turned: those that are over are full, this one is an outline
    assert visits.count('<rect class="v"') == 2 * 12
    assert visits.count('<rect class="o"') == 2
    assert [figure.value for figure in figures_of(visits) if figure.key == "value"] == [1, 3, 1, *[0] * 10]
    assert "kcrm kpi rows total_visits --period 2026-06" in text_of(visits)


def test_what_says_the_same_is_not_written_again(filled):
    folder, _answer = made(filled)
    before = {path.name: path.stat() for path in folder.iterdir()}
    _folder, answer = made(filled)
    assert not any(row["is_written"] for row in answer)
    # the first page says as of when, and the bays have been open for some hours more
    filled.at("2026-06-15T11:00")
    _folder, answer = made(filled)
    assert [row["file"] for row in answer if row["is_written"]] == ["index.html", "workshop.html"]
    after = {path.name: path.stat() for path in folder.iterdir()}
    same = {name for name in before if (before[name].st_ino, before[name].st_mtime_ns) == (after[name].st_ino, after[name].st_mtime_ns)}
    assert same == set(PAGES.values()) - {"index.html", "workshop.html"}
    assert "As of 2026-06-15 11:00." in (folder / "index.html").read_text(encoding="utf-8")


def test_a_folder_that_holds_anything_else_is_left_as_it_is(filled):
    folder = filled.folder / "board"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear", encoding="utf-8")
    result = filled.run("dashboard", "--html", folder)
    assert result.code == 5
    assert "also holds letter.txt, and is not replaced" in result.err
    assert pages(folder) == {"letter.txt": "dear"}
    assert filled.run("dashboard", "--html", filled.folder / "none" / "board").code == 3


OURS = '<meta name="generator" content="kcrm">'


def test_a_page_that_somebody_else_wrote_is_left_as_it_is(filled):
    folder = filled.folder / "board"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>kcrm</title>", encoding="utf-8")
    result = filled.run("dashboard", "--html", folder)
    assert (result.code, result.out) == (5, "")
    assert "is a file index.html that kcrm did not write; it is not replaced" in result.err
    assert pages(folder) == {"index.html": "<!doctype html><title>kcrm</title>"}
    filled.speaking("zh")
    assert "里的 index.html 不是 kcrm 写的，未替换" in filled.run("dashboard", "--html", folder).err
    assert list(filled.folder.glob(".board.*")) == []
    (folder / "index.html").unlink()
    made(filled)
    assert all(OURS in page for page in pages(folder).values())


@pytest.mark.parametrize("can_exchange", [True, False])
def test_what_a_file_share_leaves_there_by_itself_stays_and_hinders_nothing(filled, monkeypatch, can_exchange):
    if not can_exchange:
        monkeypatch.setattr("kcrm.storage.folders.exchange", lambda _one, _other: False)
    left = {"Thumbs.db", ".DS_Store", "Desktop.ini", "._index.html"}
    folder = filled.folder / "board"
    folder.mkdir()
    for name in left:
        (folder / name).write_text(name, encoding="utf-8")
    for now in ("2026-06-15T08:30", "2026-06-15T11:00"):
        filled.at(now)
        assert any(row["is_written"] for row in made(filled)[1])
        assert set(pages(folder)) == set(PAGES.values()) | left
        assert {name: pages(folder)[name] for name in left} == {name: name for name in left}
        assert not any(row["is_written"] for row in made(filled)[1])
        assert list(filled.folder.glob(".board.*")) == []
    # what NFS keeps of a file that is still open goes with the old folder
    (folder / ".nfs0001").touch()
    filled.at("2026-06-16T08:30")
    made(filled)
    assert (folder / ".nfs0001").exists() is not can_exchange
    (folder / "Thumbs.db").unlink()
    (folder / "Thumbs.db").mkdir()
    assert "also holds Thumbs.db, and is not replaced" in filled.run("dashboard", "--html", folder).err


def test_what_fails_leaves_the_folder_as_it_was_and_nothing_beside_it(filled, monkeypatch):
    folder, _answer = made(filled)
    before, beside = pages(folder), set(filled.folder.iterdir())
    filled.at("2026-06-15T11:00")

    def full(*_paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kcrm.storage.folders.flush_file", full)
    assert filled.run("dashboard", "--html", folder).code == 5
    assert pages(folder) == before
    assert set(filled.folder.iterdir()) == beside


def test_what_a_killed_build_left_beside_it_is_taken_away_a_day_later_and_nothing_else_is(filled):
    folder, _answer = made(filled)
    made_at = folder.stat().st_mtime
    for name, age, file in (("old", 25, "index.html"), ("running", 23, "index.html"), ("letters", 25, "letter.txt")):
        draft = filled.folder / f".board.{name}.new"
        draft.mkdir()
        (draft / file).write_text("half", encoding="utf-8")
        os.utime(draft, (made_at - age * 3600,) * 2)
    filled.at("2026-06-15T11:00")
    made(filled)
    assert {path.name for path in filled.folder.glob(".board.*")} == {".board.running.new", ".board.letters.new"}


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_folder_keeps_its_mode_and_loses_pages_that_are_gone(filled, monkeypatch, can_exchange):
    if not can_exchange:
        monkeypatch.setattr("kcrm.storage.folders.exchange", lambda _one, _other: False)
    folder, _answer = made(filled)
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o750)
    (folder / "money.html").write_text(f"{OURS} old", encoding="utf-8")
    filled.at("2026-06-16T08:30")
    made(filled)
    assert folder.stat().st_mode & 0o777 == 0o750
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == dict.fromkeys(PAGES.values(), 0o640)
    assert "As of 2026-06-16." in (folder / "money.html").read_text(encoding="utf-8")


def test_who_may_not_see_money_writes_no_page_of_it(filled, monkeypatch, tmp_path):
    filled.ok("policy", "set", "access.scrypt_cost", "14")
    filled.take("staff", {"employee_no": "B9", "name": "白岚", "role": "general_manager"})
    folder, _answer = made(filled)
    assert "money.html" in pages(folder)
    assert "profit" in json.dumps(filled.json("report", "month", "2026-05"))
    be_at(monkeypatch)
    make_users(filled, monkeypatch, tmp_path, "B9", "S1")
    be(monkeypatch, tmp_path, "S1")
    assert filled.run("kpi", "profit", "--period", "2026-05").code == 5
    shown = filled.json("report", "month", "2026-05")
    assert not any("profit" in text for text in json.dumps(shown).split('"'))
    # the manager's pages are not taken away by who sees fewer of them
    before = pages(folder)
    result = filled.run("dashboard", "--html", folder)
    assert (result.code, "money.html tells of money, which you may not see" in result.err) == (5, True)
    assert pages(folder) == before
    answer = filled.json("dashboard", "--html", filled.folder / "own")
    assert [row["file"] for row in answer] == [file for page, file in PAGES.items() if page != "money"]
    own = pages(filled.folder / "own")
    assert not any("money.html" in page or 'id="profit"' in page or 'id="income"' in page for page in own.values())
    assert 'id="profit"' in before["index.html"]


def test_costs_are_told_nowhere_to_who_may_not_see_them(filled, monkeypatch, tmp_path):
    filled.ok("policy", "set", "access.scrypt_cost", "14")
    filled.take("staff", {"employee_no": "B9", "name": "白岚", "role": "general_manager"})
    of_costs = filled.folder / "costs.toml"
    of_costs.write_text('title = "T"\n[[section]]\ntitle = "C"\nkpis = ["breakeven_income"]\n', encoding="utf-8")
    filled.ok("report", "new", "costs", of_costs)
    be_at(monkeypatch)
    make_users(filled, monkeypatch, tmp_path, "B9", "S1")
    commands = [
        ("kpi", "show", "profit", "--by", "month"),
        ("kpi", "show", "table:profit", "--by", "month"),
        ("kpi", "show", "margin_of_safety", "--by", "quarter"),
        ("kpi", "rows", "fixed_cost", "--period", "2026-05"),
        ("kpi", "explain", "breakeven_visits", "--period", "2026-05"),
        ("kpi", "plan", "--period", "2026-05"),
        ("report", "run", "costs", "--period", "2026-05"),
    ]
    for user, code in (("S1", 5), ("B9", 0)):
        be(monkeypatch, tmp_path, user)
        assert {" ".join(words): filled.run(*words).code for words in commands} == {" ".join(words): code for words in commands}
    be(monkeypatch, tmp_path, "S1")
    refused = filled.run(*commands[0]).err
    assert "profit tells of costs, which you may not see: it needs the permission approve." in refused
    assert filled.json("kpi", "show", "income", "--by", "month")


def test_it_is_recorded_where_it_names_people(filled):
    folder, _answer = made(filled)
    assert filled.json("access", "list") == []
    filled.ok("policy", "set", "kpi.names_in_reports", "yes")
    made(filled)
    people = (folder / "people.html").read_text(encoding="utf-8")
    (row,) = filled.json("access", "list")
    assert row["command"].startswith(f"kcrm dashboard --html {folder}")
    assert (row["personal"], row["file"]) == (["name"], str(folder))
    assert row["rows"] == sum(name in people for name in ("沈国栋", "顾文斌", "秦大勇", "白雪", "林晓", "何总", "许机电", "武钣金")) > 0


def test_cron_prints_its_line(desk):
    lines = desk.ok("cron", "--at", "07:30", "--dashboard", "/srv/board").out.splitlines()
    assert lines[-1].startswith("5 * * * * ")
    assert lines[-1].endswith(" dashboard --html /srv/board -o json > /dev/null")
