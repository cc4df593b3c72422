"""Brackets that are not closed, not opened or of the wrong kind; and what follows the end of a query."""

from __future__ import annotations

from collections.abc import Iterator

from lab.language.promql_syntax.arguments import FUNCTIONS
from lab.language.promql_syntax.mistake import Edit, Mistake, insert, remove, replace_token
from lab.language.promql_syntax.tokens import AGGREGATORS, CLOSING, KEYWORDS, Draft, Token

CALLED = KEYWORDS | AGGREGATORS | FUNCTIONS
_MATCHING = ("on", "ignoring", "group_left", "group_right", "bool", "by", "without")


def unclosed(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.text in CLOSING and index not in draft.pairs:
            closing = CLOSING[token.text]
            message = f"{token.text} is never closed"
            for at in _places_to_close(draft, index):
                yield Mistake(token.start, message, (insert(at, closing),))


def _places_to_close(draft: Draft, opening: int) -> Iterator[int]:
    """Where the closing bracket probably belongs: of a range and of braces before the next bracket, else at the end."""
    opener = draft.token(opening).text
    if opener in "[{":
        index = opening + 1
        inner = ("number", "variable", "operator") if opener == "[" else ("name", "string", "operator", "comma")
        while draft.token(index).kind in inner or draft.is_(index, ":"):
            index += 1
        yield draft.token(index - 1).end
    for index in range(opening + 1, len(draft.tokens)):
        if draft.token(index).text in ")" and index not in draft.pairs:
            break
        if draft.enclosing[index] in (opening, -1) and draft.is_(index, "by", "without", "/", "*", ">", "<"):
            yield draft.token(index - 1).end
    yield len(draft.text.rstrip())


def unopened(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.text in CLOSING.values() and token.kind == "bracket" and index not in draft.pairs:
            yield Mistake(token.start, f"{token.text} closes nothing", (remove(token.start, token.end),))
            opened = [i for i in range(index) if draft.token(i).text in CLOSING and i not in draft.pairs]
            if opened:
                right = CLOSING[draft.token(opened[-1]).text]
                message = f"{token.text} does not close {draft.token(opened[-1]).text}"
                yield replace_token(token, right, message)


def wrong_kind(draft: Draft) -> Iterator[Mistake]:
    """`by [path]`, `rate[x]`, `x(job="api")`, `x[job="api"]`, `x{5m}`."""
    for index, token in enumerate(draft.tokens):
        if token.text not in CLOSING or index not in draft.pairs:
            continue
        last, before, inner = draft.pairs[index], draft.token(index - 1), draft.token(index + 1)
        right = ""
        if before.text.lower() in _MATCHING and token.text != "(":
            right, message = "()", f"the labels of {before.text} must be in ( )"
        elif token.text != "{" and inner.kind == "name" and draft.is_(index + 2, "=", "!=", "=~", "!~", "=="):
            if before.kind == "name" and before.text.lower() not in KEYWORDS:
                right, message = "{}", "label matchers must be in { }"
        elif token.text != "[" and last == index + 2 and _is_duration(inner) and _is_plain_name(before):
            right, message = "[]", "a range must be in [ ]"
        if right:
            closing = draft.token(last)
            edits = (Edit(token.start, token.end, right[0]), Edit(closing.start, closing.end, right[1]))
            yield Mistake(token.start, message, edits)


def _is_duration(token: Token) -> bool:
    return token.kind == "number" and token.text[-1:].isalpha()


def _is_plain_name(token: Token) -> bool:
    return token.kind == "name" and token.text not in CALLED and "." not in token.text


def doubled(draft: Draft) -> Iterator[Mistake]:
    """`x{{a="b"}}`, as a template of Helm escapes it."""
    for index, token in enumerate(draft.tokens):
        closing = draft.pairs.get(index)
        inner = draft.pairs.get(index + 1)
        if token.text == "{" and draft.is_(index + 1, "{") and closing and inner == closing - 1:
            end = draft.token(closing)
            edits = (remove(token.start, token.end), remove(end.start, end.end))
            yield Mistake(token.start, "braces are doubled only in templates", edits)


def end_of_query(draft: Draft) -> Iterator[Mistake]:
    last = len(draft.tokens) - 1
    token = draft.token(last)
    if token.text in (";", "\\", ".", ":") or (token.text == "," and draft.enclosing[last] == -1):
        yield Mistake(token.start, f"a query does not end with {token.text}", (remove(token.start, token.end),))
    elif token.kind == "operator" or token.text.lower() in ("and", "or", "unless", "offset", "bool"):
        message = f"nothing follows {token.text}"
        yield Mistake(token.start, message, (remove(token.start, token.end),))
    first = draft.token(0)
    if first.kind == "operator" and first.text not in ("-", "+", "!") and last > 0:
        yield Mistake(first.start, f"there is nothing before {first.text}")


def comma_outside(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.text == "," and draft.enclosing[index] == -1:
            yield Mistake(token.start, "a query is one expression: 'x or y' has the series of both")


def empty_braces(draft: Draft) -> Iterator[Mistake]:
    """A selector that would select everything is refused."""
    for index, token in enumerate(draft.tokens):
        if token.text != "{" or index not in draft.pairs or draft.token(index - 1).kind == "name":
            continue
        last = draft.pairs[index]
        message = "a selector needs a name, or a matcher that does not match the empty text"
        if last == index + 1:
            yield Mistake(token.start, message, (insert(token.end, '__name__=~".+"'),))
        for at in range(index, last):
            if draft.is_(at, "=~") and draft.token(at + 1).text[1:-1] in (".*", "^.*$", "^.*"):
                value = draft.token(at + 1)
                yield Mistake(value.start, message, (Edit(value.start, value.end, '".+"'),))


RULES = (doubled, wrong_kind, end_of_query, unclosed, unopened, comma_outside, empty_braces)
