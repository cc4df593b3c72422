"""Text from outside lab in XML, Markdown and GitHub workflow commands."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from lab.report.escapes import (
    markdown,
    markdown_code,
    without_commands,
    workflow_message,
    workflow_property,
    xml,
    xml_characters,
)
from tests.report.records import HOSTILE


def test_xml_survives_a_parser() -> None:
    text = '<a href="x">\'&\x00\x1b[31m\ufffe\ud800 é'
    element = ElementTree.fromstring(f'<t a="{xml(text)}">{xml(text)}</t>')
    assert element.text == element.get("a") == '<a href="x">\'&\ufffd é'


def test_xml_characters_are_not_escaped() -> None:
    assert xml_characters("a < b\x00\n") == "a < b\n"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain text, 5.", "plain text, 5."),
        ("http_requests_total", "http_requests_total"),
        ("_emphasis_", r"\_emphasis\_"),
        ("*a* `b` [c](d) #1 ~e~ $f$", r"\*a\* \`b\` \[c\](d) \#1 \~e\~ \$f\$"),
        ("a|b <script> @team & more\\", "a&#124;b &#60;script> &#64;team &#38; more&#92;"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_markdown(text: str, escaped: str) -> None:
    assert markdown(text) == escaped


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("up == 0", "`up == 0`"),
        ("a | b", "<code>a &#124; b</code>"),
        ("`x`", r"<code>\`x\`</code>"),
        ("<b>", "<code>&#60;b></code>"),
        ("", ""),
    ],
)
def test_markdown_code(text: str, span: str) -> None:
    assert markdown_code(text) == span


def test_workflow_message_and_property() -> None:
    assert workflow_message("100 %\n::error::x") == "100 %25%0A::error::x"
    assert workflow_property("a,b: c") == "a%2Cb%3A c"
    assert "\n" not in workflow_message(HOSTILE)


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("::add-mask::a", r"\::add-mask::a"),
        ("first\n  \t::stop-commands::x\n::endgroup::", "first\n  \t\\::stop-commands::x\n\\::endgroup::"),
        ("a ##[error]b", r"a #\#[error]b"),
        ("##vso[task.setvariable]x ##teamcity[x]", r"#\#vso[task.setvariable]x #\#teamcity[x]"),
        ("std::string, ## heading, #[derive]", "std::string, ## heading, #[derive]"),
        ("", ""),
    ],
)
def test_without_commands(text: str, harmless: str) -> None:
    assert without_commands(text) == harmless
