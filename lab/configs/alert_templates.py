"""Finds mistakes in the Go templates of alerts' labels and annotations, as far as they can be told without Go."""

from __future__ import annotations

import re

from lab.language.suggestions import did_you_mean

_STRING = r'"(?:\\.|[^"\\\n])*+"|`[^`]*+`|\'(?:\\.|[^\'\\\n])*+\'|/\*.*?\*/'
# From '{{' to its '}}', which may also occur in a string.
_ACTION = re.compile(rf"\{{\{{(?P<content>(?:{_STRING}|[^\"`'}}/]|/(?!\*)|\}}(?!\}}))*+)\}}\}}", re.DOTALL)
_STRINGS = re.compile(_STRING, re.DOTALL)
_NAMES = re.compile(r"(?<![\w.$])([A-Za-z_]\w*)")
_OPENING = ("if", "range", "with", "define", "block")
_KEYWORDS = frozenset({*_OPENING, "end", "else", "template", "break", "continue", "nil", "true", "false"})
# template/template.go of Prometheus, then text/template of Go.
_FUNCTIONS = frozenset(
    {"query", "first", "label", "value", "strvalue", "args", "reReplaceAll", "safeHtml", "match", "title", "toUpper"}
    | {"toLower", "graphLink", "tableLink", "sortByLabel", "stripPort", "stripDomain", "humanize", "humanize1024"}
    | {"humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime", "toDuration", "now", "pathPrefix"}
    | {"externalURL", "parseDuration", "urlQueryEscape", "tmpl"}
    | {"and", "call", "html", "index", "slice", "js", "len", "not", "or", "print", "printf", "println", "urlquery"}
    | {"eq", "ge", "gt", "le", "lt", "ne"}
)
_VARIABLE = re.compile(r"\$(\w*)")
_GIVEN = frozenset({"", "labels", "externalLabels", "externalURL", "value"})


def template_error(text: str) -> str | None:
    """Why a template does not parse; None when nothing is wrong that lab can see."""
    position, depth = 0, 0
    declared = set(_GIVEN)
    while (start := text.find("{{", position)) >= 0:
        action = _ACTION.match(text, start)
        if action is None:
            return f"'{{{{' is not closed: {_excerpt(text[start:])}"
        position = action.end()
        content = re.sub(r"^-\s|\s-$", " ", action["content"]).strip()
        if content.startswith("/*"):
            continue
        code = _STRINGS.sub("0", content)
        declared.update(re.findall(r"\$(\w+)\s*(?:,\s*\$\w+\s*)?:=", code))
        declared.update(re.findall(r",\s*\$(\w+)\s*:=", code))
        if error := _error_in(code, declared, _excerpt(text[start : action.end()])):
            return error
        word = code.split()[0] if code.split() else ""
        depth += (word in _OPENING) - (word == "end")
        if depth < 0:
            return "'{{ end }}' without an 'if', 'range' or 'with'"
    return "'{{ end }}' is missing" if depth else None


def _error_in(code: str, declared: set[str], excerpt: str) -> str | None:
    if not code:
        return f"an action without content: {excerpt}"
    for name in _NAMES.findall(code):
        if name not in _FUNCTIONS and name not in _KEYWORDS:
            return f"there is no function {name!r} in {excerpt}{did_you_mean(name, _FUNCTIONS)}"
    for name in _VARIABLE.findall(code):
        if name not in declared:
            return f"there is no variable '${name}' in {excerpt}{did_you_mean(name, declared)}"
    return None


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
