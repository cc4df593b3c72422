"""Rule files in the shapes that public ones have: each is read, and what lab says of it was read once by a person."""

from __future__ import annotations

from tests.corpus.approving import approved, complaints, files


def test_rule_files_are_read_as_approved() -> None:
    assert len(files("rules")) >= 60
    assert complaints("rules") == approved("rules")
