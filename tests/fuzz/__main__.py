"""`python -m tests.fuzz --inputs 100000 --seed 1`: what lab's readers do with mutated inputs.

The inputs are given to processes of their own, so that one that ends by a signal, or never, is found and counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict

from tests.fuzz.running import Outcome, run

_BATCH = 1_000
_TIMEOUT = 600  # seconds of one batch


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=10_000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the number of the first input")
    parser.add_argument("--batch", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.batch:
        print(json.dumps(asdict(run(options.seed, options.first, options.inputs))))
        return 0
    total = Outcome()
    for first in range(options.first, options.first + options.inputs, _BATCH):
        count = min(_BATCH, options.first + options.inputs - first)
        total.add(_in_process(options.seed, first, count))
        print(f"{total.inputs} inputs, {len(total.failures)} failures", file=sys.stderr, flush=True)
    print(summary(total))
    return 1 if total.failures else 0


def _in_process(seed: int, first: int, count: int) -> Outcome:
    command = [sys.executable, "-m", "tests.fuzz", "--batch", "--seed", str(seed), "--first", str(first)]
    try:
        batch = subprocess.run(
            [*command, "--inputs", str(count)], capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
        return Outcome(**json.loads(batch.stdout.splitlines()[-1]))
    except subprocess.TimeoutExpired:
        reason = f"did not end within {_TIMEOUT} s"
    except (ValueError, IndexError):
        reason = f"ended with {batch.returncode}: {batch.stderr[-500:]}"
    if count == 1:
        return Outcome(inputs=1, tracebacks=1, failures=[f"input {first} of seed {seed} {reason}"])
    total = Outcome()
    for start, size in ((first, count // 2), (first + count // 2, count - count // 2)):
        total.add(_in_process(seed, start, size))
    return total


def summary(outcome: Outcome) -> str:
    return "\n".join(
        (
            f"inputs            {outcome.inputs}",
            f"refused           {outcome.refused}",
            f"without a place   {outcome.unplaced}",
            f"tracebacks        {outcome.tracebacks}",
            f"slowest           {outcome.slowest:.2f} s: {outcome.slowest_of[:200]}",
            f"peak memory       {outcome.growth_mib} MiB above that of reading valid files",
            *(f"failure           {failure}" for failure in outcome.failures[:100]),
        )
    )


if __name__ == "__main__":
    sys.exit(main())
