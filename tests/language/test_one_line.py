"""Names and titles that a terminal, a table and a YAML file can show."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from lab.language.one_line import OneLine, Title, control_character, shortened

NAME: TypeAdapter[str] = TypeAdapter(OneLine)


@pytest.mark.parametrize("text", ["requests are counted", "[red]5xx[/red] at 10 %", "größer als 5 €", "x" * 200])
def test_one_line(text: str) -> None:
    assert NAME.validate_python(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must not be empty"),
        (" ", "must not be empty"),
        ("a\nb", "'a\\\\nb' has a line break or tab; a name or title is one line"),
        ("a\tb", "has a line break or tab"),
        ("x" * 201, "has 201 characters; a name or title has at most 200"),
    ],
)
def test_one_line_refuses(text: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        NAME.validate_python(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\x1b[31m", "U+001B"),
        ("a\x00", "U+0000"),
        ("\x9b31m", "U+009B"),
        ("\u202eabc", "U+202E"),
        ("\ud800", "U+D800"),
        ("two\nlines\tand a tab", None),
        ("émoji 😀", None),
    ],
)
def test_control_character(text: str, code: str | None) -> None:
    assert control_character(text) == code


def test_shortened() -> None:
    assert shortened("x" * 101) == "x" * 100 + "..."
    assert shortened("x" * 100) == "x" * 100
    assert shortened(5) == 5


def test_title_is_joined() -> None:
    assert TypeAdapter(Title).validate_python("A shop,\nscraped\n") == "A shop, scraped"
