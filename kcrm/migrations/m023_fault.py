"""What the customer reported: a repair order keeps the fault in the customer's words (故障, 报修内容)."""

from __future__ import annotations

SQL = "ALTER TABLE repair_order ADD COLUMN fault TEXT CHECK (fault <> '');"
