"""Desks that several files of commands start from."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

import pytest
from calling import MON, customer
from complaining import HEADS
from conftest import filled_once
from dbfiles import CAR, LI, ZHANG
from kpi_desk import SAMPLE

VIN, OTHER_VIN = "LSVAM4187C2184841", "LSVAM4187C2184842"


@filled_once
def busy(desk):
    customer(desk)
    desk.at(MON)
    return desk


@filled_once
def house(desk):
    """The desk with a department head and a general manager, and two customers; 张伟 is 白雪's (S1)."""
    desk.take("staff", *HEADS)
    desk.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000"})
    desk.take("customers", {"customer_no": "1002", "name": "李娜", "phone": "13900139000"})
    return desk


@filled_once
def driven(house):
    """The same, and 张伟 has a commercial vehicle, long since delivered."""
    house.take(
        "vehicles",
        {"vin": "LSVAA4187E2100001", "plate": "沪A12345", "customer_no": "1001", "use": "commercial", "delivered_on": "2025-01-01"},
    )
    return house


@filled_once
def planned(desk):
    """A desk with a customer and a car, planned."""
    desk.take("customers", ZHANG, LI)
    desk.take("vehicles", CAR)
    desk.ok("plan")
    return desk


@pytest.fixture
def sound(planned):
    """The same, and backed up: the copy lies in a folder beside it."""
    planned.ok("db", "backup")
    return planned


@pytest.fixture
def backup(sound):
    """The backup of a sound desk, in which 张伟 is not yet called otherwise."""
    (file,) = (sound.folder / "backups").glob("*.db")
    sound.ok("customer", "edit", "K1", "--name", "张卫")
    return file


@pytest.fixture(scope="session")
def imported(tmp_path_factory):
    """The sample as it stands, in a desk that went live on the day on which it was exported; imported once, copied for each test."""
    from conftest import Shell

    folder = tmp_path_factory.mktemp("sample")
    unread = SimpleNamespace(readouterr=lambda: SimpleNamespace(out="", err=""))
    with pytest.MonkeyPatch.context() as monkeypatch:
        shell = Shell(folder, monkeypatch, unread)
        shell.init("2026-06-15")
        for kind in ("staff", "customers", "vehicles", "orders"):
            shell.ok("import", kind, SAMPLE / f"{kind}.csv")
    return shell.db


@pytest.fixture
def sample(shell, imported):
    shutil.copy(imported, shell.db)
    return shell


@filled_once
def asked(desk):
    """Zhang Wei bought from X1 on 14 May and was in the workshop with A1 (team paint) on 8 June; Li Na never bought here."""
    desk.take(
        "customers",
        {"customer_no": "K1", "name": "张伟", "phone": "13800138001"},
        {"customer_no": "K2", "name": "李娜", "phone": "13800138002"},
        {"customer_no": "K3", "name": "李刚", "phone": "13800138002"},
    )
    desk.take(
        "vehicles",
        {"vin": VIN, "customer_no": "K1", "delivered_on": "2026-05-14", "sales_consultant": "X1"},
        {"vin": OTHER_VIN, "customer_no": "K2"},
    )
    times = {"opened_at": "2026-06-08 09:00", "closed_at": "2026-06-08 17:00"}
    desk.take("orders", {"order_no": "R1", "vin": VIN, "type": "paid_repair", "advisor": "A1", "team": "paint", **times})
    return desk
