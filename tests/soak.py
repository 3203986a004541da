"""Hundreds of kills and a minute of contention: `make soak`, or `python -m tests.soak --kills 400 --seconds 60 --seed 1`.

Prints one line of progress for each round of kills, and in the end one line of JSON. Fails at the first write that was lost or half done.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from faults import Victims, contend


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=400)
    parser.add_argument("--seconds", type=int, default=60, help="of contention, at least")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    outcomes = kill(wanted.kills, wanted.seed) if wanted.kills else {}
    sys.stdout.write(
        json.dumps({"kills": wanted.kills, "outcomes": outcomes, "contention": crowd(wanted.seconds) if wanted.seconds else None}) + "\n"
    )


def kill(count: int, seed: int) -> dict[str, int]:
    """Every command in turn; a new desk now and then, so that it does not grow without end."""
    outcomes: dict[str, int] = {}
    done = 0
    while done < count:
        with tempfile.TemporaryDirectory() as folder:
            victims = Victims(Path(folder), seed + done, rows=300)
            kinds = list(victims.kinds) * 10
            tally = victims.run(kinds[: count - done])
        done += sum(tally.outcomes.values())
        for (command, outcome), times in tally.outcomes.items():
            outcomes[f"{command} {outcome}"] = outcomes.get(f"{command} {outcome}", 0) + times
        sys.stderr.write(f"{done} of {count} kills\n")
    return dict(sorted(outcomes.items()))


def crowd(seconds: int) -> dict[str, float]:
    """Eight writers and a reader, again and again until the time is over."""
    began, commands, reads, longest = time.monotonic(), 0, 0, 0.0
    while time.monotonic() - began < seconds:
        with tempfile.TemporaryDirectory() as folder:
            result = contend(Path(folder), writers=8, commands=5)
        commands, reads, longest = commands + result.acknowledged, reads + result.reads, max(longest, result.longest)
    return {"seconds": round(time.monotonic() - began, 1), "commands": commands, "reads": reads, "longest_s": round(longest, 2)}


if __name__ == "__main__":
    main()
