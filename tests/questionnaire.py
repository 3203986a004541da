"""A line of the report by aspect."""

from __future__ import annotations

VIN, OTHER_VIN = "LSVAM4187C2184841", "LSVAM4187C2184842"
