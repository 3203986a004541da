"""Desks that several files of commands start from."""

import pytest
from calling import MON, customer
from complaining import HEADS
from dbfiles import CAR, LI, ZHANG


@pytest.fixture
def busy(desk):
    customer(desk)
    desk.at(MON)
    return desk


@pytest.fixture
def house(desk):
    """The desk with a department head and a general manager, and two customers; 张伟 is 白雪's (S1)."""
    desk.take("staff", *HEADS)
    desk.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000"})
    desk.take("customers", {"customer_no": "1002", "name": "李娜", "phone": "13900139000"})
    return desk


@pytest.fixture
def driven(house):
    """The same, and 张伟 has a commercial vehicle, long since delivered."""
    house.take(
        "vehicles",
        {"vin": "LSVAA4187E2100001", "plate": "沪A12345", "customer_no": "1001", "use": "commercial", "delivered_on": "2025-01-01"},
    )
    return house


@pytest.fixture
def sound(desk):
    """A desk with a customer and a car, planned and backed up."""
    desk.take("customers", ZHANG, LI)
    desk.take("vehicles", CAR)
    desk.ok("plan")
    desk.ok("db", "backup")
    return desk


@pytest.fixture
def backup(sound):
    """The backup of a sound desk, in which 张伟 is not yet called otherwise."""
    (file,) = (sound.folder / "backups").glob("*.db")
    sound.ok("customer", "edit", "K1", "--name", "张卫")
    return file
