"""Groups the values scaled for a lab by file and path, in the order of the record."""

from __future__ import annotations

from itertools import groupby

from lab.record.planned import ScaledValue
from lab.record.run_record import RunRecord


def scaled_by_file(record: RunRecord) -> list[tuple[str, list[tuple[str, list[ScaledValue]]]]]:
    """(file, [(path, values)]): an expression has a value for each of its ranges."""
    return [
        (file, [(path, list(rows)) for path, rows in groupby(in_file, lambda row: row.path)])
        for file, in_file in groupby(record.scaled, lambda row: row.file)
    ]
