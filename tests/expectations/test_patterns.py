"""When a text matches what a scenario expects."""

import pytest
from pydantic import TypeAdapter, ValidationError

from lab.expectations.patterns import Pattern, matches, pattern_mismatches


@pytest.mark.parametrize(
    ("pattern", "value", "matched"),
    [
        ("api", "api", True),
        ("api", "api:8000", False),
        ("/api/", "the api", True),
        ("/^api$/", "api:8000", False),
        ("/", "/", True),
        ("//", "anything", True),
        ("/.*/", None, False),
        ("", "", True),
        ("", None, False),
    ],
)
def test_matches(pattern: str, value: str | None, matched: bool) -> None:
    assert matches(pattern, value) is matched


def test_pattern_mismatches() -> None:
    wanted = {"job": "api", "status": "/^5/", "team": "shop"}
    given = {"job": "api", "status": "404"}
    assert pattern_mismatches(wanted, given) == ["status is '404', not '/^5/'", "team is missing"]


def test_a_broken_regular_expression_is_refused() -> None:
    assert TypeAdapter(Pattern).validate_python("(") == "("
    with pytest.raises(ValidationError, match="is not a regular expression: missing"):
        TypeAdapter(Pattern).validate_python("/(/")
