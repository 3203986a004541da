"""The full screen, driven by Textual's pilot in a process of its own: what its first screen, a move and a call that is recorded cost.

Usage: python -m benchmarks.desk STORE. It writes to that store; prints milliseconds of the processor by what was done, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import wraps
from pathlib import Path
from statistics import median
from unittest import mock

from kcrm.actions.callers import chosen_caller
from kcrm.actions.session import open_session
from kcrm.context import AppContext

FIRST, MOVE, RECORD, NEXT = "first screen", "a move", "a call recorded", "till the next card stands"
_SIZE = (120, 40)
_MOVES, _CALLS = 20, 10


def cost_of_desk(store: Path) -> Mapping[str, float]:
    """Milliseconds by what was done, of a process of its own."""
    program = [sys.executable, "-m", "benchmarks.desk", str(store)]
    found: Mapping[str, float] = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    return found


def main(store: str) -> None:
    """Open the desk over the store, play, and print."""
    print(json.dumps(asyncio.run(_played(AppContext.of_environment({**os.environ, "KCRM_DB": store}, language="en")))))


async def _played(context: AppContext) -> dict[str, float]:
    # as the command does it: the screen is loaded after its own room
    from kcrm.desk import app as screen  # noqa: PLC0415

    with open_session(context) as session:
        caller = chosen_caller(session, None, mine=False)
    recording: list[float] = []
    record = screen.record

    @wraps(record)
    def timed(*given: object) -> object:
        began = time.thread_time()
        try:
            return record(*given)  # type: ignore[arg-type]
        finally:
            recording.append(time.thread_time() - began)

    desk = screen.Desk(context, caller)
    with mock.patch.object(screen, "record", timed):
        async with desk.run_test(size=_SIZE) as pilot:

            async def cost(*keys: str) -> float:
                began = time.process_time()
                if keys:
                    await pilot.press(*keys)
                await pilot.pause()
                await desk.workers.wait_for_complete()
                await pilot.pause()
                return time.process_time() - began

            await cost()
            first = time.process_time()
            moves = [await cost("down") for _ in range(_MOVES)]
            calls = [await cost("n") for _ in range(_CALLS)]
    found = {FIRST: first, MOVE: median(moves), RECORD: median(recording), NEXT: median(calls)}
    return {what: seconds * 1_000 for what, seconds in found.items()}


if __name__ == "__main__":
    main(sys.argv[1])
