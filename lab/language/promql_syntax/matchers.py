"""Mistakes between the braces of a selector: operators, quotes and separators of label matchers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, insert, remove, replace_token
from lab.language.promql_syntax.tokens import MATCH_OPERATORS, Draft

_OTHER_OPERATORS = {"==": "=", "===": "=", ":": "=", "<>": "!=", "~": "=~", "~=": "=~", "!": "!=", "=>": "=", "is": "="}
_ORDERED = ("<", ">", "<=", ">=")
_CLASSES = {  # of HTTP status codes
    (">=", "500"): "5..",
    (">", "499"): "5..",
    (">=", "400"): "[45]..",
    (">", "399"): "[45]..",
    ("<", "400"): "[123]..",
    ("<", "500"): "[1234]..",
    ("<=", "499"): "[1234]..",
}
_LIST = re.compile(r"[\s(\[{]*(.*?)[\s)\]}]*", re.DOTALL)


def wrong_operator(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if draft.bracket_around(index) != "{":
            continue
        if token.text in _ORDERED:
            value = draft.token(index + 1)
            pattern = _CLASSES.get((token.text, value.text.strip("\"'")), "")
            edits: tuple[Edit, ...] = (Edit(token.start, value.end, f'=~"{pattern}"'),) if pattern else ()
            message = "the value of a label is text: it has no order; a pattern with =~ may do"
            yield Mistake(token.start, message, edits)
        elif draft.is_(index, "not") and draft.is_(index + 2, "=", "=~"):
            operator = draft.token(index + 2)
            edits = (
                remove(token.start, draft.token(index + 1).start),
                Edit(operator.start, operator.end, "!=" if operator.text == "=" else "!~"),
            )
            yield Mistake(token.start, "a matcher is negated by its operator: != or !~", edits)
        elif token.kind == "name" and token.text.endswith(":") and len(token.text) > 1:
            yield Mistake(
                token.end - 1, "a label matcher is written with =, not with :", (Edit(token.end - 1, token.end, "="),)
            )
        elif token.text in _OTHER_OPERATORS:
            right = _OTHER_OPERATORS[token.text]
            yield replace_token(token, right, f"a label matcher is written with {right}, not with {token.text}")


def unquoted_value(draft: Draft) -> Iterator[Mistake]:
    """Also a variable: quoted it is text at least."""
    for index, token in enumerate(draft.tokens):
        if draft.bracket_around(index) != "{" or token.text not in (*MATCH_OPERATORS, "=="):
            continue
        following = draft.token(index + 1)
        if following.kind in ("string", "variable", "end") or following.text in (
            '"',
            "'",
            "`",
            *",}\u201c\u201d\u2018\u2019\u00ab\u00bb\\",
        ):
            continue
        behind = draft.token(index + 2)
        if behind.start == following.end and behind.text[:1] in ('"', "'"):
            quote = behind.text[0]
            message = f"the text that ends with {quote} does not begin with {quote}"
            yield Mistake(following.start, message, (insert(following.start, quote),))
            continue
        if following.text.lower() in ("null", "none", "nil"):
            yield replace_token(following, '""', 'a label that is not there has the value ""')
            continue
        end = _value_end(draft, index + 1)
        value = draft.text[following.start : end].strip()
        quote = value.replace("\\", "\\\\").replace('"', '\\"')
        message = f"the value of a label is text and must be quoted, even {value}"
        yield Mistake(following.start, message, (Edit(following.start, following.start + len(value), f'"{quote}"'),))


def _value_end(draft: Draft, index: int) -> int:
    while index < len(draft.tokens):
        if draft.tokens[index].text in (",", "}") or draft.token(index + 1).text in MATCH_OPERATORS:
            return draft.tokens[index].start
        index += 1
    return len(draft.text)


def missing_comma(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if draft.bracket_around(index) != "{" or draft.token(index - 1).kind != "string":
            continue
        if token.text.lower() in ("and", "&&", "&", ";", "+"):
            yield replace_token(token, ",", "label matchers are separated by a comma; all of them must match")
        elif token.text.lower() in ("or", "||", "|"):
            yield _alternatives(draft, index)
        elif token.kind == "name":
            at = draft.tokens[index - 1].end
            yield Mistake(token.start, "a comma is missing between two label matchers", (insert(at, ","),))


def _alternatives(draft: Draft, index: int) -> Mistake:
    """`a="x" or a="y"`, `a="x" | "y"`: one pattern where both are about the same label."""
    message = "label matchers have no or; alternatives of one label are one pattern: =~"
    left, op, value = draft.token(index - 3), draft.token(index - 2), draft.token(index - 1)
    if op.text != "=":
        return Mistake(draft.token(index).start, message)
    same = draft.token(index + 1).text == left.text and draft.token(index + 2).text == "="
    other = draft.token(index + 3) if same else draft.token(index + 1)
    if other.kind != "string":
        return Mistake(draft.token(index).start, message)
    pattern = f'{left.text}=~"{value.text[1:-1]}|{other.text[1:-1]}"'
    return Mistake(draft.token(index).start, message, (Edit(left.start, other.end, pattern),))


def list_of_values(draft: Draft) -> Iterator[Mistake]:
    """`status in ("500", "502")`, `status=["500"]`, `status=("500")`."""
    for index, token in enumerate(draft.tokens):
        if draft.bracket_around(index) != "{":
            continue
        negated = draft.is_(index, "not") and draft.is_(index + 1, "in")
        opening = index + 1 + negated
        starts = draft.is_(index, "in") or negated or token.text in MATCH_OPERATORS
        if not starts or not draft.is_(opening, "(", "[", "{") or opening not in draft.pairs:
            continue
        last = draft.pairs[opening]
        inner = draft.text[draft.token(opening).end : draft.token(last).start]
        values = [value.strip().strip("\"'`") for value in inner.split(",")]
        op = "!~" if negated or token.text in ("!=", "!~") else "=~"
        message = "a matcher has one value; alternatives are a pattern, separated by |"
        yield Mistake(
            token.start, message, (Edit(token.start, draft.token(last).end, f'{op}"{"|".join(filter(None, values))}"'),)
        )


def superfluous_comma(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.text != "," or draft.bracket_around(index) == "[":
            continue
        before, after = draft.token(index - 1), draft.token(index + 1)
        if before.text in ("{", "(", ",") or after.text == ")":
            yield Mistake(token.start, "one side of this comma is empty", (remove(token.start, token.end),))


def json_key(draft: Draft) -> Iterator[Mistake]:
    """`{"job": "api"}`, as JSON writes it."""
    for index, token in enumerate(draft.tokens):
        if token.kind == "string" and draft.is_(index + 1, ":") and draft.bracket_around(index) == "{":
            edit = Edit(token.start, draft.token(index + 1).end, f"{token.text[1:-1]}=")
            yield Mistake(token.start, 'label matchers are written job="api", not as in JSON', (edit,))


RULES = (list_of_values, json_key, wrong_operator, missing_comma, unquoted_value, superfluous_comma)
