"""What stands on the screen of the seat, and how it is told."""

from __future__ import annotations

import pytest
from seat import ready, sitting

# --- 24 lines ---


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_24_lines_name_car_complaint_and_the_first_question_are_on_the_screen_together(desk, language):
    """After service seven aspects are asked, one at a time; visits and calls that there is no room for go first."""
    desk.take("customers", {"customer_no": "KH0", "name": "安娜", "phone": "13800138001", "note": "只在上午接电话，声音要大一点"})
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "plate": "皖A12340", "model": "青屿 EV", "customer_no": "KH0"})
    for number in range(4):
        desk.take(
            "orders",
            {
                "order_no": f"W{number}",
                "vin": "1M8GDM9AXKP042788",
                "type": "paid_repair",
                "opened_at": f"2026-06-0{number + 1} 09:00",
                "closed_at": f"2026-06-{number + 1:02} 17:00" if number < 3 else "2026-06-12 17:00",
            },
        )
    desk.at("2026-06-15T09:30")
    desk.ok("complaint", "open", "安娜", "--severity", "normal", "--description", "等了两个小时没人理，空调也没修好", "--as", "S2")
    with sitting(desk, language=language) as terminal:
        ready(terminal, language)
        terminal.type("a")
        terminal.expect({"en": "Score 1-10", "zh": "评分 1-10"}[language])
        terminal.type("\n")
        terminal.expect("1/")
        screen = terminal.shown.splitlines()[-24:]
        text = "".join(screen)
        assert all(word in text for word in ("安娜", "13800138001", "皖A12340", "K1", "等了两个小时"))
        terminal.type("\x1b")
        terminal.type("\x1b")
        ready(terminal, language)
        terminal.type("q")
        assert terminal.end() == 0
