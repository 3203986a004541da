"""A group of two stores: the workshop of `kpi_desk`, and a second one with an order more."""

import json
import shutil

from kpi_desk import order, workshop

KEY = "a key of a group for tests only"


class Group:
    """Stores that publish into one folder. Each is a database of its own, made of the desk's."""

    def __init__(self, desk):
        self.desk, self.folder, self.key = desk, desk.folder / "group", desk.folder / "group.key"
        self.key.write_text(KEY, encoding="utf-8")

    def store(self, code, region=None, *, change=lambda _desk: None):
        """Another store: the desk as it is now, with something changed; published."""
        path = self.desk.folder / f"{code}.db"
        shutil.copy(self.desk.db, path)
        own = self.desk.db
        self.desk.using(path)
        self.desk.ok("store", "edit", "--code", code, *(("--region", region) if region else ()))
        change(self.desk)
        self.publish()
        self.desk.using(own)
        return path

    def publish(self, *more):
        return self.desk.json("group", "publish", self.folder, "--key-file", self.key, *more)

    def kpi(self, table, *more):
        return self.desk.json("group", "kpi", table, "--from", self.folder, *more)


def one_more(desk):
    desk.take("orders", order("R4", "皖A10001", "paid_maintenance", "2026-03-25 09:00", "2026-03-25 10:00", labor_amount="300"))


def two_stores(desk):
    """S01 in the north with three visits in March, S02 in the south with four."""
    workshop(desk)
    group = Group(desk)
    group.store("S01", "北区")
    group.store("S02", "南区", change=one_more)
    return group


def change_manifest(group, code, **changes):
    path = group.folder / "manifest" / f"store={code}.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def of_key(rows, key):
    return [row for row in rows if row["key"] == key]
