"""python -m tests.hostile [--runs N] [--at-once N] [--only NAME ...]: labs whose containers are enemies of the driver.

Prints a line for each run and a table at the end; exits 1 when anything was not as it must be. Every fifth run is
interrupted, by SIGINT and SIGTERM in turns.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.cases import CASES, Case
from tests.hostile.driving import MAX_MIB, Outcome, Spy, command, drive, environment, make_project

_INTERRUPTED_EACH = 5


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--runs", type=int, default=len(CASES))
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--no-interrupts", action="store_true")
    given = parser.parse_args(words)
    cases = tuple(case for case in CASES if not given.only or case.name in given.only)
    spy = Spy()
    with tempfile.TemporaryDirectory(prefix="lab-hostile-") as temporary:
        folder = make_project(Path(temporary), cases, spy.port)
        build = command("images", "get", "hostile")
        built = subprocess.run(build, cwd=folder, env=environment(folder, folder), capture_output=True, check=False)
        if built.returncode:
            print(built.stderr.decode())
            return 1
        runs = [cases[number % len(cases)] for number in range(given.runs)]
        with ThreadPoolExecutor(given.at_once) as pool:
            started = [pool.submit(_run, case, folder, number, given.no_interrupts) for number, case in enumerate(runs)]
            outcomes = [future.result() for future in started]
    print_table(outcomes)
    if spy.asked:
        print(f"the host's loopback was asked {spy.asked} times")
    return 1 if spy.asked or any(outcome.problems for outcome in outcomes) else 0


def _run(case: Case, folder: Path, number: int, no_interrupts: bool) -> Outcome:
    interrupt = None
    if not no_interrupts and number % _INTERRUPTED_EACH == _INTERRUPTED_EACH - 1:
        interrupt = signal.SIGTERM if number % 2 else signal.SIGINT
    outcome = drive(case, folder, number, interrupt, after=0.5 + number % 9)
    print(_line(outcome), flush=True)
    return outcome


def _line(outcome: Outcome) -> str:
    obeyed = f"{outcome.signal} {outcome.obeyed:.1f} s" if outcome.obeyed is not None else ""
    return (
        f"{outcome.case.name:<24} exit {outcome.code:<4} {outcome.seconds:6.1f} s of {outcome.deadline:4.0f} s  "
        f"{outcome.mib:5.0f} MiB  {outcome.record_kb:7.0f} kB  {outcome.verdicts:>6}  {obeyed:<14}  "
        f"{'; '.join(outcome.problems) or 'as it must be'}"
    )


def print_table(outcomes: list[Outcome]) -> None:
    bad = [outcome for outcome in outcomes if outcome.problems]
    obeyed = [outcome.obeyed for outcome in outcomes if outcome.obeyed is not None]
    print(f"\n{len(outcomes)} runs, {len(outcomes) - len(bad)} as they must be")
    print(f"  longest             {max(outcome.seconds for outcome in outcomes):.1f} s")
    late = max(outcome.seconds - outcome.deadline for outcome in outcomes)
    print(f"  closest to deadline {-late:.1f} s before it")
    print(f"  most memory         {max(outcome.mib for outcome in outcomes):.0f} MiB of {MAX_MIB}")
    print(f"  largest record      {max(outcome.record_kb for outcome in outcomes):.0f} kB")
    if obeyed:
        print(f"  signals             {len(obeyed)}, obeyed within {max(obeyed):.1f} s")
    for outcome in bad:
        print(f"  {outcome.case.name}: {'; '.join(outcome.problems)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
