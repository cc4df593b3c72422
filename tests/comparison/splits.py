"""Splits the runs of one side at random into two equal sides, and judges them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from lab.comparison.record import ComparisonRecord, Repetition
from lab.comparison.result import ComparisonResult
from lab.comparison.verdicts import compare
from tests.comparison.records import drawn, record, renamed

RECORDED = Path(__file__).parent / "runs-of-one-side.json"
SEEDS = (1, 2, 3)


def sources() -> dict[str, tuple[Repetition, ...]]:
    """Where twenty runs of one side come from: drawn with several seeds, and recorded."""
    runs = {f"drawn {seed}": drawn("pull", seed) for seed in SEEDS}
    if RECORDED.exists():
        whole = ComparisonRecord.model_validate_json(RECORDED.read_text())
        runs["recorded"] = tuple(r for r in whole.repetitions if r.phase == "steady" and not r.invalid_reason)
    return runs


def split(
    runs: Sequence[Repetition],
    each: int,
    seed: int,
    inject: Callable[[tuple[Repetition, ...]], tuple[Repetition, ...]] = lambda runs: runs,
) -> ComparisonResult:
    """`each` runs per side without replacement; `inject` changes those of the second."""
    chosen = random.Random(seed).sample(list(runs), 2 * each)
    other = inject(tuple(chosen[each:]))
    return compare(record((*renamed(chosen[:each], "one"), *renamed(other, "two"))))
