"""What a patch may say."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.language.patch.model import Patch


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"set": {"a.b": 1}}, id="of the scenario"),
        pytest.param({"in": "a.json", "remove": ("panels[One]",)}, id="of a file"),
        pytest.param({"in": "rules.yml.j2", "times": {"5m": "5s"}}, id="times of a template"),
        pytest.param({"in": "alert.rules", "times": {"5m": "5s"}}, id="times of a rule file of any name"),
        pytest.param({"in": "a.yml", "file": "b.yml"}, id="another file"),
    ],
)
def test_patch_valid(data: dict[str, Any]) -> None:
    assert Patch.model_validate(data).model_dump(by_alias=True, exclude_defaults=True) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param({}, "an empty patch; give", id="empty"),
        pytest.param({"in": "a.yml"}, "an empty patch; give", id="only a file"),
        pytest.param({"file": "b.yml"}, "'file' needs 'in'", id="file without in"),
        pytest.param({"times": {"5m": "5s"}}, "'times' needs 'in' with a YAML file", id="times without a file"),
        pytest.param({"in": "a.json", "times": {"5m": "5s"}}, "'a.json' is not one", id="times of another file"),
        pytest.param({"set": {"a..b": 1}}, "'a..b' is not a path", id="a path"),
        pytest.param({"remove": ("",)}, "the path is empty", id="an empty path"),
    ],
)
def test_patch_invalid(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Patch.model_validate(data)

    assert message in str(caught.value)
