"""Every module stands under the contract of who may import whom: one that is named in no layer could import anything unseen."""

import pkgutil
import tomllib
from pathlib import Path

import kcrm

ROOT = Path(kcrm.__file__).parent.parent
# migrations are found by their names, and know only each other
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


def layers():
    (contract,) = [each for each in CONTRACTS if each["type"] == "layers"]
    assert contract["containers"] == ["kcrm"]
    # of these the modules stand in several layers, so that import-linter cannot see whether all do
    assert (contract["exhaustive"], contract["exhaustive_ignores"]) == (True, ["shell", "storage"])
    return {f"kcrm.{name.strip()}" for layer in contract["layers"] for name in layer.replace(":", "|").split("|")}


def test_every_module_stands_in_a_layer():
    named = layers()
    modules = [module.name for module in pkgutil.walk_packages(kcrm.__path__, "kcrm.") if not module.ispkg]
    assert len(modules) > 200
    outside = [name for name in modules if not any(name == layer or name.startswith(f"{layer}.") for layer in named)]
    assert outside == []


def test_every_layer_is_there():
    for name in layers():
        path = ROOT / name.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").exists(), name
