"""Dashboards in the shapes that public ones have: each is read, and what lab reads was read once by a person."""

from __future__ import annotations

from tests.corpus.approving import approved, complaints, files


def test_dashboards_are_read_as_approved() -> None:
    assert len(files("dashboards")) >= 60
    assert complaints("dashboards") == approved("dashboards")
