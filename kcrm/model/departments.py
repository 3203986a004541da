"""Departments as the rules know them."""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class Department(NamedTuple):
    """A part of the house, known by its name. head_id: who heads it. above: the name of the department that it belongs to."""

    name: str
    head_id: int | None = None
    above: str | None = None


class DepartmentState(Word):
    """Whether a department is still there; it follows from its days and is not stored."""

    OPEN = "open", N_("department in place"), "在用/使用中"
    CLOSED = "closed", N_("department dissolved"), "已撤销/撤销/停用"
