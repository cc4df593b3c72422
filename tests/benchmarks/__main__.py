"""python -m tests.benchmarks [starting] [up] [run] [kubernetes] [audit]: prints figures; exits 1 for a missed bound."""

from __future__ import annotations

import sys

from tests.benchmarks import auditing, bringing_up, kubernetes, running, starting

PARTS = {
    "starting": starting.measure,
    "up": bringing_up.measure,
    "run": running.measure,
    "kubernetes": kubernetes.measure,
    "audit": auditing.measure,
}


def main(chosen: list[str]) -> int:
    held = [PARTS[name]() for name in chosen or PARTS]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
