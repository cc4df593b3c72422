"""Escapes text for XML, Markdown and GitHub workflow commands."""

from __future__ import annotations

import re
from html import escape

from lab.report.formatting import printable

# Characters that XML 1.0 cannot contain, not even as character references
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLONS = re.compile(r"^([^\S\n]*)::", re.MULTILINE)
_HASHES = re.compile(r"##(?=\w*\[)")
# What a terminal obeys and what some readers take for the end of a line, said in JSON's other way.
_NOT_JSON = (*range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_JSON_ESCAPED = {code: f"\\u{code:04x}" for code in _NOT_JSON}
_MARKDOWN = re.compile(r"[\\`*\[\]<#|~$@&]|(?<!\w)_|_(?!\w)|^>")  # an underscore within a word needs no escape


def xml_characters(text: str) -> str:
    """The text without the characters that XML cannot contain; not escaped."""
    return _NOT_XML.sub("", printable(text))


def xml(text: str) -> str:
    return escape(xml_characters(text), quote=True)


def markdown(text: str) -> str:
    """One line of Markdown that shows exactly this text, also inside a table."""
    return _MARKDOWN.sub(lambda match: _escaped(match[0]), " ".join(printable(text).split()))


def _escaped(character: str) -> str:
    # Tags, tables, mentions and entities are also recognised where a backslash does not escape.
    return f"&#{ord(character)};" if character in "\\<|@&" else f"\\{character}"


def markdown_code(text: str) -> str:
    """A code span in one line of Markdown, also inside a table; as HTML where its own characters would end it."""
    line = " ".join(printable(text).split())
    return f"`{line}`" if line and not set(line) & set("`|<") else f"<code>{markdown(line)}</code>" if line else ""


def without_commands(text: str) -> str:
    """The text with a backslash in what a CI system would take for a command to itself when it is printed.

    GitHub obeys `::command::` at the start of a line and `##[command]` anywhere in one, Azure `##vso[`, TeamCity
    `##teamcity[`.
    """
    return _HASHES.sub(r"#\\#", _COLONS.sub(r"\1\\::", text))


def harmless_json(text: str) -> str:
    """The same JSON, without what a terminal or a CI system that prints it would obey."""
    return _HASHES.sub(r"#\\u0023", text.translate(_JSON_ESCAPED))


def workflow_message(text: str) -> str:
    return _HASHES.sub(r"#\\#", printable(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    return workflow_message(text).replace(":", "%3A").replace(",", "%2C")
