"""What whole processes cost, as the system accounts for them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds of the processor (user and system), and the most memory held in MB."""

    seconds: float
    memory: float


class Pair(NamedTuple):
    """A command against its yardstick. ratio: the median of those of the pairs, as the machine's speed drifts."""

    ours: Cost
    theirs: Cost
    ratio: float


def cost_of(command: Sequence[str]) -> Cost:
    """Run it once, its output thrown away; it must succeed."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{' '.join(command)}: exit {process.returncode}"
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def alternating(ours: Callable[[], Cost], theirs: Callable[[], Cost], runs: int) -> Pair:
    """In turn, so often; of more than one run the first pair warms the caches and does not count."""
    pairs = [(ours(), theirs()) for _run in range(runs)]
    pairs = pairs[1:] or pairs
    return Pair(
        Cost(median(our.seconds for our, _their in pairs), max(our.memory for our, _their in pairs)),
        Cost(median(their.seconds for _our, their in pairs), max(their.memory for _our, their in pairs)),
        median(our.seconds / max(their.seconds, 0.001) for our, their in pairs),
    )
