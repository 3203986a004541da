"""Long commands say how far they are: never backwards, to the end, and to whoever looks."""

import json
from dataclasses import dataclass, field

import pytest
import xlsxwriter
from conftest import filled_once
from released_desk import dumped

from kcrm import progress
from kcrm.actions import imports, planning
from kcrm.progress import Unit, Work, one_by_one, watched_by, work
from kcrm.queries import undo
from kcrm.storage import backups


@dataclass
class Seen:
    """A piece of work and how far it was, each time that it said so."""

    work: Work
    reached: list[int] = field(default_factory=list)
    count: int = 0
    is_over: bool = False

    def __call__(self, count, reached=None):
        assert not self.is_over
        self.count += count
        self.reached.append(self.count if reached is None else reached)

    @property
    def told(self):
        return self.work.what.format(**self.work.named), self.work.unit, self.work.total


@dataclass
class Looking:
    """All that was done while somebody looked."""

    seen: list[Seen] = field(default_factory=list)

    def begin(self, work):
        self.seen.append(Seen(work))
        return self.seen[-1]

    def end(self, advance):
        advance.is_over = True

    def told(self):
        return [each.told for each in self.seen]

    def named(self, name):
        (found,) = [each for each in self.seen if each.told[0] == name]
        return found


@pytest.fixture
def looking(monkeypatch):
    """Everything is long enough to be looked at, and done in small pieces."""
    monkeypatch.setattr(progress, "_FEW", 1)
    monkeypatch.setattr(progress, "_TOGETHER", 10)
    monkeypatch.setattr(imports, "_BATCH", 10)
    monkeypatch.setattr(planning, "_BATCH", 10)
    monkeypatch.setattr(undo, "_BATCH", 10)
    monkeypatch.setattr(backups, "_PAGES", 10)
    looking = Looking()
    with watched_by(looking):
        yield looking
    for each in looking.seen:
        assert each.is_over
        assert each.reached == sorted(each.reached)
        if each.work.total is not None:
            assert each.reached[-1:] == [each.work.total], each


def customers(count):
    return [{"customer_no": f"K{n}", "name": f"客户{n:03}", "phone": f"1380013{n:04}", "note": "很" * 100} for n in range(count)]


def test_an_import_tells_the_bytes_that_it_has_read_and_how_many_rows_these_were(desk, looking):
    file = desk.sheet("customers", customers(75))
    desk.ok("import", "customers", file)
    size = file.stat().st_size
    read, planned, sealed = looking.seen
    assert read.told == ("Importing customers.csv", Unit.ROWS, size)
    assert (read.count, len(read.reached)) == (75, 8)
    assert len(set(read.reached)) > 2  # it grows with the file
    assert planned.told == ("Planning follow-ups", Unit.CUSTOMERS, 75)
    assert planned.reached == [10, 20, 30, 40, 50, 60, 70, 75]
    assert sealed.told[:2] == ("Sealing the log", Unit.ROWS)


def test_of_a_workbook_and_of_json_the_end_is_known_too(desk, looking):
    rows = customers(35)
    with xlsxwriter.Workbook(desk.folder / "customers.xlsx") as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            sheet.write_row(line, 0, cells)
    desk.ok("import", "customers", desk.folder / "customers.xlsx")
    assert looking.seen[0].told == ("Importing customers.xlsx", Unit.ROWS, 35)
    assert looking.seen[0].reached == [10, 20, 30, 35]
    file = desk.folder / "customers.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    desk.ok("import", "customers", file)
    assert looking.named("Importing customers.jsonl").count == 35


def test_a_folder_tells_each_of_its_files(desk, looking):
    folder = desk.folder / "files"
    folder.mkdir()
    for kind, rows in (("customers", customers(3)), ("vehicles", [{"vin": "1M8GDM9AXKP042788", "customer_no": "K1"}])):
        desk.sheet(kind, rows).rename(folder / f"{kind}.csv")
    desk.ok("import", folder)
    assert [name for name, unit, _total in looking.told() if unit is Unit.ROWS][:2] == ["Importing customers.csv", "Importing vehicles.csv"]


def test_a_file_that_is_refused_ends_its_work_too(desk, looking):
    assert desk.run("import", "customers", desk.sheet("customers", [*customers(12), {"name": "张伟", "phone": "12"}])).code == 5
    assert looking.named("Importing customers.csv").count == 13


@filled_once
def filled(desk):
    """Thirty customers, each with a vehicle that was in the workshop."""
    vins = [f"LVSHCAMB1CE0000{n:02}" for n in range(30)]
    desk.take("customers", *customers(30))
    desk.take("vehicles", *({"vin": vin, "customer_no": f"K{n}", "delivered_on": "2026-05-02"} for n, vin in enumerate(vins)))
    order = {"type": "paid_maintenance", "opened_at": "2026-05-20 09:00", "closed_at": "2026-05-20 11:00", "labor_amount": "100"}
    desk.take("orders", *({"order_no": f"R{n}", "vin": vin, **order} for n, vin in enumerate(vins)))
    return desk


def test_the_plan_of_everybody_tells_customers(filled, looking):
    filled.ok("plan", "--all")
    assert looking.seen[0].told == ("Planning follow-ups", Unit.CUSTOMERS, 30)
    assert looking.seen[0].reached == [10, 20, 30]


def test_what_an_operation_changed_tells_its_rows(filled, looking):
    number = filled.json("operation", "list")[0]["id"]
    rows = filled.query("SELECT row_count FROM operation WHERE id = ?", number[1:])[0][0]
    filled.ok("operation", "show", number)
    assert looking.told() == [("Reading what was changed", Unit.ROWS, rows)]


def test_a_list_and_figures_say_what_they_are_about(filled, looking):
    filled.ok("due")
    assert looking.told()[-1] == ("Putting the list together", Unit.ROWS, None)
    filled.ok("kpi", "service", "--period", "2026-05")
    assert looking.told()[-1] == ("Counting the figures", Unit.ROWS, None)


def test_an_undo_tells_what_it_compares_and_what_it_takes_back(filled, looking):
    filled.ok("undo", "-y", "-o", "json")
    rows = filled.query("SELECT row_count FROM operation WHERE id = (SELECT undoes FROM operation ORDER BY id DESC LIMIT 1)")[0][0]
    compared, undone, *_others = looking.seen
    assert compared.told == ("Comparing with what is stored now", Unit.ROWS, rows)
    assert undone.told[0] == "Undoing"
    assert undone.work.total >= 30
    filled.ok("undo", "-y")  # which puts them back


@pytest.mark.parametrize("chosen", ["csv", "json", "jsonl", "plain"])
def test_an_export_tells_the_rows_it_has_written(filled, looking, chosen):
    filled.ok("export", "customers", "-o", chosen)
    assert {each.told for each in looking.seen} == {("Writing the list", Unit.ROWS, 30)}
    assert looking.seen[-1].reached == [10, 20, 30]
    filled.ok("export", "customers", "--to", filled.folder / f"out.{chosen}" if chosen != "plain" else filled.folder / "out.tsv")
    assert looking.seen[-1].told[0].startswith("Writing out.")


def test_a_backup_tells_the_bytes_it_has_copied_and_that_it_checks_them(filled, looking):
    filled.ok("db", "backup", "--to", filled.folder / "copy.db")
    copied, checked = looking.seen
    assert copied.told == ("Copying the database", Unit.BYTES, (filled.folder / "copy.db").stat().st_size)
    assert len(copied.reached) > 2
    assert checked.told == ("Checking the file", Unit.ROWS, None)


def test_an_older_database_is_backed_up_and_then_brought_up_to_date(shell, looking):
    dumped(shell.db)
    shell.ok("db", "migrate")
    assert [name for name, _unit, _total in looking.told()] == [
        "Copying the database",
        "Checking the file",
        "Bringing the database up to date",
    ]


def test_the_check_of_a_database_tells_what_it_looks_at(filled, looking):
    filled.ok("db", "check")
    assert [name for name, _unit, _total in looking.told()] == [
        "Checking the file",
        "Comparing all rows with their digests",
        "Checking the operations log",
    ]


def test_classifying_tells_its_parts_and_whom_it_plans(filled, looking):
    filled.ok("classify", "run")
    assert looking.seen[0].told == ("Classifying customers", Unit.PARTS, 3)
    assert looking.seen[0].reached == [1, 2, 3]


def test_a_report_tells_of_how_many_figures_it_is_through(filled, looking):
    filled.ok("report", "month", "2026-05")
    counted = looking.named("Counting the figures of the report")
    assert counted.told[1] is Unit.PARTS
    assert counted.reached[-1] == counted.work.total > 10


# --- nobody looks, or there is nothing to see ---


def test_what_is_few_is_over_before_anybody_could_look():
    looking = Looking()
    with watched_by(looking):
        assert list(one_by_one("Few", range(999), 999)) == list(range(999))
        assert looking.told() == []
        assert list(one_by_one("Many", range(1000), 1000)) == list(range(1000))
        assert looking.told() == [("Many", Unit.ROWS, 1000)]


def test_where_nobody_looks_it_is_said_to_nobody(filled):
    filled.ok("plan", "--all")
    with work("Alone", 5_000) as advance:
        advance(5_000)


def test_an_error_ends_the_work_that_it_comes_out_of():
    looking = Looking()

    def fails():
        with work("Outer", None), work("Inner", 5_000) as advance:
            advance(10)
            raise ZeroDivisionError

    with watched_by(looking), pytest.raises(ZeroDivisionError):
        fails()
    assert [each.is_over for each in looking.seen] == [True, True]
