"""What was scaled for the lab, in the order of the record, so that a file and a value in it are named once each."""

from __future__ import annotations

from itertools import groupby

from lab.record.planned import ScaledValue
from lab.record.run_record import RunRecord


def scaled_by_file(record: RunRecord) -> list[tuple[str, list[tuple[str, list[ScaledValue]]]]]:
    """File -> path -> its rows: an expression has one for each of its ranges."""
    return [
        (file, [(path, list(rows)) for path, rows in groupby(in_file, lambda row: row.path)])
        for file, in_file in groupby(record.scaled, lambda row: row.file)
    ]
