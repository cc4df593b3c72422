"""Two runs side by side as one comparison."""

from __future__ import annotations

from lab.comparison.recorded_runs import StatusPair, record_of_runs, side_by_side
from lab.record.verdict import Status
from tests.plan.planned import FOLDERS
from tests.report.stories import failed, passed


def test_side_by_side() -> None:
    rows = side_by_side(passed(), failed())

    assert side_by_side(passed(), passed())[0] == StatusPair(rows[0].name, Status.PASSED, Status.PASSED)
    assert {row.first for row in rows} == {Status.PASSED}
    assert any(row.other is Status.FAILED for row in rows)


def test_record_of_runs() -> None:
    record = record_of_runs((passed(), passed()), ("run-1", "run-2"), FOLDERS)

    assert [side.name for side in record.sides] == ["run-1", "run-2"]
    assert [repetition.number for repetition in record.repetitions] == [1, 1]
    assert record.remarks[0] == "one run of each: without repetitions, no difference can be judged"
