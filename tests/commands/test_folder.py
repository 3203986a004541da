"""A folder of files: taken in as one operation in the order of need, and given out again."""

import pytest

VIN = "LSVAA4182E2123456"


@pytest.fixture
def folder(shell):
    """A new desk, and a folder whose files need each other: an order of a vehicle of a customer, a complaint about it."""
    shell.init()
    path = shell.folder / "dms"
    path.mkdir()
    for kind, row in (
        (
            "orders",
            {"order_no": "GD1", "vin": VIN, "type": "paid_repair", "opened_at": "2026-06-10 09:00", "closed_at": "2026-06-10 10:00"},
        ),
        ("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"}),
        ("vehicles", {"vin": VIN, "customer_no": "KH1", "plate": "沪A12345"}),
        ("staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"}),
        (
            "complaints",
            {"customer_no": "KH1", "received_at": "2026-06-12 09:00", "severity": "minor", "description": "异响", "order_no": "GD1"},
        ),
    ):
        shell.sheet(kind, [row]).rename(path / f"{kind}.csv")
    (path / "readme.txt").write_text("not for the desk", encoding="utf-8")
    shell.dms = path
    return shell


def test_all_files_are_one_operation_in_the_order_of_need(folder):
    before = len(folder.json("operation", "list", "--limit", "0"))
    result = folder.ok("import", folder.dms, "-o", "json")
    assert [(row["kind"], row["new"], row["refused"], row["written"]) for row in result.json] == [
        *(("staff", 1, 0, True), ("customers", 1, 0, True), ("vehicles", 1, 0, True), ("orders", 1, 0, True), ("complaints", 1, 0, True)),
    ]
    assert "readme.txt" in result.err
    assert len(folder.json("operation", "list", "--limit", "0")) == before + 1
    assert folder.json("complaint", "list")[0]["plate"] == "沪A12345"
    assert folder.json("complaint", "list")[0]["owner_no"] == "S1"
    again = folder.json("import", folder.dms)
    assert [(row["new"], row["changed"], row["unchanged"]) for row in again] == [(0, 0, 1)] * 5
    folder.ok("undo", "-y")
    assert folder.json("customer", "list") == []


def test_a_complaint_of_somebody_new_goes_to_the_specialist_whom_they_are_given(folder):
    """Two specialists: 张伟's customer is the first one's, so that whoever is new is given to the second."""
    folder.ok("import", folder.dms)
    folder.ok("staff", "add", "S2", "顾文斌", "cs_specialist")
    rows = {
        "customers": {"customer_no": "KH2", "name": "李娜", "phone": "13800138002"},
        "vehicles": {"vin": "1M8GDM9AXKP042788", "customer_no": "KH2"},
        "complaints": {"customer_no": "KH2", "received_at": "2026-06-13 09:00", "severity": "minor", "description": "漏油"},
    }
    dms = folder.folder / "later"
    dms.mkdir()
    for kind, row in rows.items():
        folder.sheet(kind, [row]).rename(dms / f"{kind}.csv")
    folder.ok("import", dms)
    assert folder.query("SELECT employee_no FROM customer JOIN staff ON staff.id = specialist_id WHERE customer.name = '李娜'") == [("S2",)]
    assert {row["customer_id"]: row["owner_no"] for row in folder.json("complaint", "list")} == {"C1": "S1", "C2": "S2"}


def test_one_bad_row_refuses_all_of_them_unless_it_may_be_skipped(folder):
    path = folder.sheet("vehicles", [{"vin": VIN, "customer_no": "KH1"}, {"vin": "1", "customer_no": "KH1"}])
    path.rename(folder.dms / "vehicles.csv")
    refused = folder.run("import", folder.dms, "-o", "json")
    assert refused.code == 5
    assert [row["written"] for row in refused.json] == [False] * 5
    assert "line 3, vin, 1: rejected, " in "; ".join(refused.json[2]["problems"])
    assert "vehicles.csv: 1 row refused; nothing was written" in refused.err
    assert folder.json("customer", "list") == []
    taken = folder.run("import", folder.dms, "--skip-bad", "-o", "json")
    assert taken.code == 5
    assert [row["new"] for row in taken.json] == [1, 1, 1, 1, 1]
    assert len(folder.json("vehicle", "list")) == 1


def test_a_dry_run_of_a_folder_writes_nothing(folder):
    result = folder.ok("import", folder.dms, "--dry-run", "-o", "json")
    assert [row["new"] for row in result.json] == [1] * 5
    assert folder.json("customer", "list") == []


def test_a_number_twice_in_one_of_the_files_names_both_lines(folder):
    twice = [{"customer_no": "KH1", "name": "张伟", "phone": "13800138001"}, {"customer_no": "KH1", "name": "李娜", "phone": "13800138002"}]
    folder.sheet("customers", twice).rename(folder.dms / "customers.csv")
    refused = folder.run("import", folder.dms, "-o", "json")
    assert refused.code == 5
    assert [row["refused"] for row in refused.json][:2] == [0, 2]


def test_a_file_of_such_a_name_that_cannot_hold_rows_is_named_and_left_out(folder):
    (folder.dms / "orders.py").write_text("print()", encoding="utf-8")
    (folder.dms / "staff.CSV.bak").write_text("", encoding="utf-8")
    result = folder.ok("import", folder.dms)
    assert "orders.py, readme.txt, staff.CSV.bak" in result.err


def test_two_files_of_a_kind_and_a_folder_without_any_are_refused(folder):
    (folder.dms / "orders.tsv").write_text("order_no\n", encoding="utf-8")
    refused = folder.run("import", folder.dms)
    assert (refused.code, refused.out) == (5, "")
    assert "orders.csv and orders.tsv are of one kind" in refused.err
    empty = folder.folder / "empty"
    empty.mkdir()
    assert folder.run("import", empty).code == 5
    assert folder.run("import", "customer").code == 2
    assert "customers" in folder.run("import", "customer").err
    assert folder.run("import", "customers").code == 2


def test_everything_given_out_can_be_taken_in_elsewhere(folder, tmp_path):
    folder.ok("import", folder.dms)
    out = tmp_path / "out"
    folder.ok("export", "all", "--to", out)
    assert sorted(path.name for path in out.iterdir()) == [
        *(
            "advertisements.csv",
            "anniversaries.csv",
            "appointments.csv",
            "articles.csv",
            "attendances.csv",
            "bills.csv",
            "breaches.csv",
            "campaigns.csv",
            "checklists.csv",
            "complaints.csv",
            "consents.csv",
            "contracts.csv",
            "customers.csv",
            "departments.csv",
            "events.csv",
            "fleets.csv",
            "jobs.csv",
            "journals.csv",
            "measures.csv",
            "meetings.csv",
        ),
        *(
            "members.csv",
            "memberships.csv",
            "needs.csv",
            "opportunities.csv",
            "orders.csv",
            "payments.csv",
            "points.csv",
            "products.csv",
            "prospects.csv",
            "recall_campaigns.csv",
            "recalls.csv",
            "relations.csv",
        ),
        *("rescues.csv", "staff.csv", "tasks.csv", "trainings.csv", "vehicles.csv", "vouchers.csv", "workplans.csv", "works.csv"),
    ]
    again = folder.json("import", out)
    assert [(row["new"], row["changed"], row["refused"]) for row in again] == [(0, 0, 0)] * 40
    assert folder.run("export", "all").code == 2
    assert "--to DIR" in folder.run("export", "all").err
    assert folder.run("export", "all", "--to", out / "staff.csv").code == 2
