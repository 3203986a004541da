"""Every module stands in a layer, so that none escapes the contract on who may import whom."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TWICE = ("shell", "storage")  # whose modules stand in several layers


def test_each_module_of_the_rooms_that_stand_in_several_layers_is_in_one():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    [layers] = [contract for contract in contracts if contract["name"] == "layers"]
    assert layers["exhaustive"] is True
    assert set(layers["exhaustive_ignores"]) == set(TWICE)
    named = {module.strip() for layer in layers["layers"] for module in layer.replace(":", "|").split("|")}
    modules = {f"{room}.{file.stem}" for room in TWICE for file in (ROOT / "kcrm" / room).glob("*.py") if file.stem != "__init__"}
    assert modules - named == set()
