"""Models of files: no unknown keys, no conversion of types, no changes."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from lab.language.strict_model import Strict


class Point(Strict):
    x: int
    name: str = ""


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param({"x": "1"}, "int_type", id="text for a number"),
        pytest.param({"x": 1.0}, "int_type", id="a float for an integer"),
        pytest.param({"x": 1, "name": 2}, "string_type", id="a number for text"),
        pytest.param({"x": 1, "z": 2}, "extra_forbidden", id="an unknown key"),
    ],
)
def test_strict_refuses(data: dict[str, object], error: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Point.model_validate(data)

    assert [details["type"] for details in caught.value.errors()] == [error]


def test_strict_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Point(x=1).x = 2  # type: ignore[misc]
