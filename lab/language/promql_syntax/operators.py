"""Operators of other languages, and values that are not numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, remove, replace_token
from lab.language.promql_syntax.tokens import COMPARISONS, MATCH_OPERATORS, Draft, Token

_OTHER = {
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "<>": "!=",
    "=<": "<=",
    "=>": ">=",
    "===": "==",
    "**": "^",
    "=": "==",
    "xor": "unless",
    "div": "/",
    "mod": "%",
    "gt": ">",
    "lt": "<",
    "eq": "==",
    "gte": ">=",
    "lte": "<=",
    "ge": ">=",
    "le": "<=",
    "ne": "!=",
    "is": "==",
    "equals": "==",
}
_MULTIPLES = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "B": 1e9, "T": 1e12}
_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
_BYTES = {"KB": 1e3, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "kb": 1e3, "mb": 1e6, "gb": 1e9}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([a-zA-Z]+)")
_THOUSANDS = re.compile(r"(?<![\w.\"])\d{1,3}(?:,\d{3})+(?![\w.])")


def other_operator(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if draft.bracket_around(index) in ("{", "["):
            continue
        right = _OTHER.get(token.text.lower())
        if token.kind == "name" and (index == 0 or draft.token(index - 1).kind == "operator"):
            continue
        if right and _is_in_label_list(draft, index):
            if token.text in ("|", "&", "||", "&&"):
                yield replace_token(token, ",", "labels are separated by a comma")
            continue
        if right and draft.token(index + 1).kind != "string":
            if right.isalpha():
                right = _apart(draft, token, right)
            yield replace_token(token, right, f"PromQL writes {right.strip()}, not {token.text}")
        if token.text == "!":
            message = "PromQL has no !: 'x == 0' for a value, 'absent(x)' or 'unless' for what is not there"
            yield Mistake(token.start, message)
        if draft.is_(index, "not") and draft.is_(index - 1, "and"):
            edit = Edit(draft.token(index - 1).start, token.end, "unless")
            yield Mistake(token.start, "in PromQL, 'and not' is unless", (edit,))


def _is_in_label_list(draft: Draft, index: int) -> bool:
    """Whether a token is between the parentheses of `by (...)`, `on (...)` and their like."""
    while index > 0 and draft.token(index).text not in ("(", ")"):
        index -= 1
    grouping = ("by", "without", "on", "ignoring", "group_left", "group_right")
    return draft.token(index).text == "(" and draft.is_(index - 1, *grouping)


def _apart(draft: Draft, token: Token, word: str) -> str:
    """A word in the place of a sign, with spaces where the sign had none."""
    before, after = draft.text[token.start - 1 : token.start], draft.text[token.end : token.end + 1]
    return f"{' ' * (before.isalnum() or before == '_')}{word}{' ' * (after.isalnum() or after == '_')}"


def percentage(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        number = draft.token(index - 1)
        operand = draft.token(index + 1).kind in ("number", "name") and not draft.is_(
            index + 1, "and", "or", "unless", "for"
        )
        if token.text != "%" or number.kind != "number" or operand or draft.is_(index + 1, "("):
            continue
        message = f"a number has no percent sign: {number.text} of an expression times 100, else the fraction"
        times = any(draft.token(at).text == "100" and draft.is_(at - 1, "*") for at in range(index - 1))
        times |= any(draft.token(at).text == "100" and draft.is_(at + 1, "*") for at in range(index - 1))
        try:
            value = float(number.text) / (1 if times else 100)
        except ValueError:
            continue
        yield Mistake(token.start, message, (Edit(number.start, token.end, f"{value:.10g}"),))


def number_with_unit(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.kind != "number" or draft.bracket_around(index) in ("{", "["):
            continue
        match = _NUMBER.fullmatch(token.text)
        factor = {**_MULTIPLES, **_BINARY, **_BYTES}.get(match[2]) if match else None
        if match and factor:
            value = f"{float(match[1]) * factor:.15g}"
            yield replace_token(token, value, f"a number has no unit: {token.text} is {value}")
        word = draft.token(index + 1)
        factor = {**_BINARY, **_BYTES}.get(word.text)
        if factor and re.fullmatch(r"[\d.]+", token.text):
            value = f"{float(token.text) * factor:.15g}"
            yield Mistake(word.start, "a number has no unit", (Edit(token.start, word.end, value),))
    for match in _THOUSANDS.finditer(draft.text):
        yield Mistake(
            match.start(), "a number has no commas", (Edit(match.start(), match.end(), match[0].replace(",", "")),)
        )


def compared_text(draft: Draft) -> Iterator[Mistake]:
    """`x == "a"`: the value of a series is a number."""
    for index, token in enumerate(draft.tokens):
        if token.kind != "string" or draft.bracket_around(index) == "{":
            continue
        operator = draft.token(index - 1)
        if operator.text in COMPARISONS and re.fullmatch(r"-?[\d.]+", token.text[1:-1]):
            yield replace_token(token, token.text[1:-1], "a value is a number: write it without quotes")
        elif operator.text in COMPARISONS:
            yield Mistake(token.start, 'the value of a series is a number; text is in its labels: x{label="..."}')


def matcher_outside(draft: Draft) -> Iterator[Mistake]:
    """`x job="api"`, `x where job="api" and path="/"`, `job="api"`: matchers without braces."""
    index = 0
    while index < len(draft.tokens):
        if not _is_matcher(draft, index):
            index += 1
            continue
        first = index
        last = index + 2
        while draft.is_(last + 1, "and", ",", "&&", "&") and _is_matcher(draft, last + 2):
            last += 4
        matchers = [draft.between(at, at + 2) for at in range(first, last + 1, 4)]
        text = "{" + ",".join(re.sub("==", "=", matcher) for matcher in matchers) + "}"
        joined = draft.is_(first - 1, "where", "with", "and", "if", ",", "|", "filter", "on", "when")
        before = first - 1 - joined
        start = draft.token(first - joined).start
        message = "label matchers belong in braces after the metric name"
        if draft.token(before).kind == "name":
            start = draft.token(before).end
        elif draft.token(before).text == "}":
            start, text = draft.token(before).start, f",{text[1:]}"
        elif draft.token(before).text == ")" and joined:
            yield from _into_call(draft, before, first, last, text, message)
        yield Mistake(draft.token(first).start, message, (Edit(start, draft.token(last).end, text),))
        index = last + 1


def _is_matcher(draft: Draft, index: int) -> bool:
    before = draft.token(index - 1)
    behind = before.kind == "name" or before.text in (")", "}", "&&")
    operator = draft.token(index + 1).text in ((*MATCH_OPERATORS, "==") if behind else ("=", "=~", "!~"))
    value = draft.token(index + 2).kind == "string"
    return draft.token(index).kind == "name" and operator and value and draft.bracket_around(index) not in ("{", "[")


def _into_call(draft: Draft, closing: int, first: int, last: int, text: str, message: str) -> Iterator[Mistake]:
    """`avg(x) where job="api"` -> `avg(x{job="api"})`."""
    for at in range(draft.operand_start(closing), closing):
        plain = draft.token(at).kind == "name" and not draft.is_(at + 1, "(", "{", "by", "without")
        if plain and draft.bracket_around(at) == "(" and not draft.is_(draft.enclosing[at] - 1, "by", "without"):
            end = draft.token(at).end
            edits = (Edit(end, end, text), remove(draft.token(closing).end, draft.token(last).end))
            yield Mistake(draft.token(first).start, message, edits)
            return


def tested_for_nothing(draft: Draft) -> Iterator[Mistake]:
    """`x is null`, `x is not null`, `x == null`."""
    for index, token in enumerate(draft.tokens):
        if draft.is_(index, "null", "none", "nil", "empty") and draft.is_(index - 1, "is", "==", "=", "not", "!="):
            start = index - 1 - (draft.is_(index - 1, "not") and draft.is_(index - 2, "is"))
            first = draft.operand_start(start - 1)
            inner = draft.between(first, start - 1)
            negated = draft.is_(index - 1, "not", "!=")
            edit = Edit(draft.token(first).start, token.end, inner if negated else f"absent({inner})")
            yield Mistake(token.start, "a series that is not there has no value: absent(x) returns 1 then", (edit,))


def one_of_several(draft: Draft) -> Iterator[Mistake]:
    """`x in (1, 2)`: of values, not of labels."""
    for index, token in enumerate(draft.tokens):
        closing = draft.pairs.get(index + 1)
        if not draft.is_(index, "in") or not closing or draft.bracket_around(index) == "{" or index == 0:
            continue
        first = draft.operand_start(index - 1)
        left = draft.between(first, index - 1)
        values = [draft.token(at).text for at in range(index + 2, closing) if draft.token(at).kind == "number"]
        text = " or ".join(f"{left} == {value}" for value in values)
        edit = Edit(draft.token(first).start, draft.token(closing).end, text)
        yield Mistake(token.start, "PromQL compares with each of the values", (edit,) if values else ())


def number_in_set_operation(draft: Draft) -> Iterator[Mistake]:
    """`x or 0`: sets are of series."""
    for index, token in enumerate(draft.tokens):
        operator = draft.token(index - 1 if index else index).text.lower()
        if token.kind == "number" and operator in ("or", "and", "unless"):
            message = f"{operator} takes series on both sides: vector({token.text}) is one with this value"
            yield replace_token(token, f"vector({token.text})", message)


RULES = (
    one_of_several,
    tested_for_nothing,
    matcher_outside,
    percentage,
    number_with_unit,
    compared_text,
    other_operator,
    number_in_set_operation,
)
