"""Regular expressions that are compiled when they are first used.

A module has a dozen, a command uses one or two: to compile all that it merely loads took a tenth of its time.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Uncompiled:
    """Stands for the compiled expression, and becomes a thin layer before it at the first use."""

    def __init__(self, text: str, flags: int) -> None:
        self.pattern, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the compiled one has
        # only what is not there yet comes here; `re` itself remembers what it has compiled, though not for ever
        compiled = self.__dict__.get("_compiled")
        if compiled is None:
            compiled = self._compiled = re.compile(self.pattern, self._flags)
        value = getattr(compiled, name)
        setattr(self, name, value)
        return value


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, of text. A mistake in it shows at the first use, so that each has a test that uses it."""
    return cast("re.Pattern[str]", _Uncompiled(text, flags))
