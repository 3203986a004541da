"""What the migration to fact views makes of a filled database."""

import sqlite3
from contextlib import closing

import pytest

from kcrm.storage import migration
from kcrm.storage.logged import drop_log_triggers


@pytest.fixture
def before(monkeypatch):
    """An empty database of the schema before, which writes without an operation."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with monkeypatch.context() as patch:
            patch.setattr(migration, "MIGRATIONS", tuple(name for name in migration.MIGRATIONS if name < "m010"))
            migration.apply_all(connection)
        drop_log_triggers(connection)
        yield connection


# 6 minutes are a tenth; 7 are 11.67 hundredths, 20 are 33.33; 3 are 5 and 9 are 15 exactly; 99 are 165
@pytest.mark.parametrize(
    ("minutes", "centihours"), [(None, None), (0, 0), (6, 10), (7, 12), (20, 33), (3, 5), (9, 15), (90, 150), (99, 165)]
)
def test_minutes_become_the_nearest_hundredth_of_an_hour(before, minutes, centihours):
    before.execute("INSERT INTO vehicle (vin) VALUES ('L00AAGY19PY107919')")
    before.execute(
        "INSERT INTO repair_order (order_no, vehicle_id, type, opened_at, opened_on, standard_minutes, actual_minutes)"
        " VALUES ('R1', 1, 'paid_repair', '2026-03-03T01:00:00Z', '2026-03-03', ?, ?)",
        (minutes, minutes),
    )
    migration.apply_all(before)
    found = before.execute("SELECT standard_centihours, actual_centihours FROM repair_order").fetchone()
    assert tuple(found) == (centihours, centihours)
