"""Three customers to call and a seat at the keys; shared by the tests of the seat."""

from __future__ import annotations

import contextlib

from terminal import at_terminal

VINS = ("1M8GDM9AXKP042788", "11111111111111111", "2M8GDM9AXKP042788")
NOW = "2026-06-15T09:30"
LAST_KEY = {"en": "q leave", "zh": "q 退出"}


def three_to_call(desk):
    """Three customers with an insurance call each, due on different days: 安娜's F1, 鲍里's F3, 车明's F5; F2, F4, F6 are greetings."""
    people = (("安娜", "13800138001", "2026-07-06"), ("鲍里", "13800138002", "2026-07-07"), ("车明", "13800138003", "2026-07-09"))
    for number, (name, phone, insured) in enumerate(people):
        desk.take("customers", {"customer_no": f"KH{number}", "name": name, "phone": phone})
        desk.take(
            "vehicles", {"vin": VINS[number], "plate": f"皖A1234{number}", "customer_no": f"KH{number}", "insurance_expires_on": insured}
        )
    desk.at(NOW)


@contextlib.contextmanager
def sitting(desk, *argv, language="en", width=80, height=24, now=NOW, staff="S1"):
    environ = {"KCRM_DB": str(desk.db), "KCRM_NOW": now, "KCRM_LANG": language, "KCRM_STAFF": staff, "HOME": str(desk.folder)}
    with at_terminal(["next", *argv], environ, width=width, height=height) as terminal:
        yield terminal


def ready(terminal, language="en"):
    """Wait for the keys, which stand last."""
    return terminal.expect(LAST_KEY[language])


def typed(terminal, *steps, language="en"):
    """Type each of these and wait for what follows it; how many keys that took. steps: keys, and what is shown then."""
    count = 0
    for keys, shown in steps:
        terminal.type(keys)
        count += len(keys)
        terminal.expect(shown)
    return count
