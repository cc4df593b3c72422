"""Configurations in the shapes that public ones have: each is read, and what lab says was read once by a person."""

from __future__ import annotations

import pytest

from tests.corpus.approving import PROGRAMS, approved, complaints, files


@pytest.mark.parametrize("program", PROGRAMS)
def test_configurations_are_read_as_approved(program: str) -> None:
    assert len(files(program)) >= 30
    assert complaints(program) == approved(program)
