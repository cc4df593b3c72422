from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import LabError
from lab.kubernetes import remembered
from lab.kubernetes.remembered import RememberedLab

LAB = RememberedLab("lab-x-1", "x", "test", "https://cluster", "ns")


def test_a_lab_is_known_until_it_is_forgotten(tmp_path: Path) -> None:
    assert (remembered.all_known(tmp_path), remembered.known(tmp_path, "lab-x-1")) == ((), None)
    remembered.remember(tmp_path, LAB)
    assert remembered.all_known(tmp_path) == (LAB,)
    remembered.created(tmp_path, "lab-x-1")
    (known,) = remembered.all_known(tmp_path)
    assert known.created
    remembered.forget(tmp_path, "lab-x-1")
    assert remembered.all_known(tmp_path) == ()


def test_a_broken_record(tmp_path: Path) -> None:
    remembered.remember(tmp_path, LAB)
    (remembered.folder(tmp_path, "lab-x-1") / "lab.json").write_text("{}")
    with pytest.raises(LabError, match="cannot be read"):
        remembered.all_known(tmp_path)
