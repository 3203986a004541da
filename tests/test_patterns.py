"""Expressions that are compiled late are as good as those that are compiled at once."""

import pkgutil
import re
from importlib import import_module

import pytest

import kcrm
from kcrm.patterns import _Uncompiled, pattern

MODULES = [module.name for module in pkgutil.walk_packages(kcrm.__path__, "kcrm.") if module.name != "kcrm.__main__"]


def test_every_expression_of_every_module_compiles():
    found = 0
    for module in map(import_module, MODULES):
        for value in vars(module).values():
            for each in value if isinstance(value, tuple) else [value]:
                if isinstance(each, _Uncompiled):
                    re.compile(each.pattern, each._flags)
                    found += 1
    assert found > 50


def test_it_finds_what_the_compiled_one_finds():
    late, at_once = pattern("(a)(B)?", re.IGNORECASE), re.compile("(a)(B)?", re.IGNORECASE)
    for text in ("ab", "A", "x", "cab"):
        for method in ("match", "fullmatch", "search"):
            ours, theirs = getattr(late, method)(text), getattr(at_once, method)(text)
            assert (ours and ours.groups()) == (theirs and theirs.groups())
    assert late.sub(r"<\1>", "ab A") == at_once.sub(r"<\1>", "ab A")
    assert (late.pattern, late.groups, late.split("xay")) == (at_once.pattern, at_once.groups, at_once.split("xay"))


def test_a_mistake_shows_at_the_first_use():
    with pytest.raises(re.error):
        pattern("(").match("a")
