"""Mistakes of characters: quotes of a word processor, text that was escaped for JSON, HTML or a URL, and escapes."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from lab.language.promql_syntax.mistake import Edit, Mistake
from lab.language.promql_syntax.tokens import Draft

_TYPOGRAPHIC = re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2018\u2019\u201a\u201b\u2032\u00b4]")
_TYPOGRAPHIC_OPERATORS = {
    "\u2013": "-",
    "\u2014": "-",
    "\u2212": "-",
    "\u00d7": "*",
    "\u00f7": "/",
    "\u2265": ">=",
    "\u2264": "<=",
    "\u2260": "!=",
    "\u2026": "",
}
_INVISIBLE = re.compile("[\u00a0\u200b\u200c\u200d\u2060\ufeff\u2028\u2029\u00ad\u3000\u2007\u202f]")
_ESCAPED_QUOTE = re.compile(r"\\+([\"'])")
_ENTITY = re.compile(r"&(?:quot|gt|lt|amp|apos|#\d+|#x[0-9a-fA-F]+);")
_PERCENT = re.compile(r"%(?:7[BbDd]|22|5[BbDd]|20|2[89CFcf]|3[DdEe])")
_BAD_ESCAPE = re.compile(r"\\(?![abfnrtv\\\"'0-7xuU])")
_GLOB = re.compile(r"(?<!\.)\*")
_QUERY_KEYS = ("query", "expr", "g0.expr", "match[]")


def typographic_quotes(draft: Draft) -> Iterator[Mistake]:
    if found := list(_TYPOGRAPHIC.finditer(draft.text)):
        edits = tuple(Edit(m.start(), m.end(), '"') for m in found)
        yield Mistake(found[0].start(), f'{found[0][0]} is not a quote of PromQL: write "', edits)


def typographic_operators(draft: Draft) -> Iterator[Mistake]:
    for index, character in enumerate(draft.text):
        if character in _TYPOGRAPHIC_OPERATORS:
            right = _TYPOGRAPHIC_OPERATORS[character]
            message = f"{character} is not a character of PromQL" + (f": write {right}" if right else "")
            yield Mistake(index, message, (Edit(index, index + 1, right),))


def invisible_characters(draft: Draft) -> Iterator[Mistake]:
    if found := list(_INVISIBLE.finditer(draft.text)):
        name = f"U+{ord(found[0][0]):04X}"
        edits = tuple(Edit(m.start(), m.end(), " " if m[0] in "\u00a0\u3000\u2007\u202f" else "") for m in found)
        yield Mistake(found[0].start(), f"an invisible character ({name}), often copied from a web page", edits)


def escaped_text(draft: Draft) -> Iterator[Mistake]:
    """Copied from JSON, HTML or a URL."""
    if match := _ESCAPED_QUOTE.search(draft.text):
        edit = Edit(0, len(draft.text), _ESCAPED_QUOTE.sub(r"\1", draft.text))
        yield Mistake(match.start(), "the quotes are escaped, as in JSON or in a shell: write them plainly", (edit,))
    if match := _ENTITY.search(draft.text):
        edit = Edit(0, len(draft.text), html.unescape(draft.text))
        yield Mistake(match.start(), f"{match[0]} is HTML for {html.unescape(match[0])}", (edit,))
    if match := _PERCENT.search(draft.text):
        edit = Edit(0, len(draft.text), _from_url(draft.text))
        yield Mistake(match.start(), "the query is encoded for a URL", (edit,))


def _from_url(text: str) -> str:
    fields = parse_qs(urlsplit(text).query)
    return next((fields[key][0] for key in _QUERY_KEYS if key in fields), unquote(text.replace("+", " ")))


def surrounding_quotes(draft: Draft) -> Iterator[Mistake]:
    text = draft.text.strip()
    if len(text) > 2 and text[0] == text[-1] and text[0] in "'\"`":
        yield Mistake(0, "the whole query is quoted", (Edit(0, len(draft.text), text[1:-1]),))


def unknown_escape(draft: Draft) -> Iterator[Mistake]:
    for token in draft.tokens:
        if token.kind == "string" and token.text[0] != "`" and (match := _BAD_ESCAPE.search(token.text)):
            at = token.start + match.start()
            message = f"\\{token.text[match.end() : match.end() + 1]} in a string is written with two backslashes"
            edits = tuple(
                Edit(token.start + m.start(), token.start + m.end(), "\\\\") for m in _BAD_ESCAPE.finditer(token.text)
            )
            yield Mistake(at, message, edits)


def unclosed_string(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.kind == "other" and token.text in "\"'`":
            rest = draft.text[token.end :]
            end = min((rest.find(stop) for stop in ",}'\"`" if stop in rest), default=len(rest))
            value, closed = rest[:end], rest[end : end + 1] in ("'", '"', "`")
            edit = Edit(token.start, token.end + end + closed, f'"{value.strip()}"')
            message = f"the text that begins with {token.text} does not end with {token.text}"
            yield Mistake(token.start, message, (edit,))
            if draft.token(index - 1).kind in ("string", "number"):
                edit = Edit(token.start, token.end, "")
                yield Mistake(token.start, f"{token.text} starts a string that is not closed", (edit,))
            return


def pattern(draft: Draft) -> Iterator[Mistake]:
    """Patterns that RE2 refuses: a glob, lookaround, brackets that are not closed."""
    for index, token in enumerate(draft.tokens):
        if token.kind != "string" or not draft.is_(index - 1, "=~", "!~"):
            continue
        value = token.text[1:-1]
        if look := re.search(r"\(\?(?:[!=]|<[!=])", value):
            message = "RE2 has no lookahead and no lookbehind: exclude with a second matcher, !~"
            yield Mistake(token.start + 1 + look.start(), message)
        elif value[:1] in ("*", "+", "?"):
            edit = Edit(token.start, token.end, f"{token.text[0]}{_GLOB.sub('.*', value)}{token.text[-1]}")
            yield Mistake(token.start + 1, "* repeats what comes before it: any text is .*", (edit,))
        elif value.count("(") != value.count(")") or value.count("[") != value.count("]"):
            edit = Edit(token.start + 1, token.end - 1, re.sub(r"([()\[\]])", r"\\\\\1", value))
            yield Mistake(token.start + 1, "a bracket of this pattern has no partner; as text it is escaped", (edit,))


RULES = (
    invisible_characters,
    typographic_quotes,
    typographic_operators,
    escaped_text,
    surrounding_quotes,
    unknown_escape,
    unclosed_string,
    pattern,
)
