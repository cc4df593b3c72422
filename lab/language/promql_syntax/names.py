"""Names that PromQL does not accept unquoted, names in two words, and a name given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, remove
from lab.language.promql_syntax.tokens import AGGREGATORS, KEYWORDS, MATCH_OPERATORS, Draft

_LABEL_TEXT = re.compile(r"[\w./-]+")


def dotted_name(draft: Draft) -> Iterator[Mistake]:
    """`http.server.duration{a="b"}` -> `{"http.server.duration",a="b"}`; also label names with dots."""
    for index, token in enumerate(draft.tokens):
        digits = token.kind == "number" and re.fullmatch(r"\d+[a-zA-Z_]\w*_\w+", token.text)
        if not digits and (token.kind != "name" or "." not in token.text or draft.is_(index + 1, "(")):
            continue
        plain = ("_" if digits else "") + token.text.replace(".", "_")
        where = f"where names are translated (the default for OTLP) it is {plain}"
        if draft.bracket_around(index) in ("{", "("):
            around = draft.enclosing[index]
            grouping = draft.is_(around - 1, "by", "without", "on", "ignoring", "group_left", "group_right")
            if draft.bracket_around(index) == "{" or grouping:
                edit = Edit(token.start, token.end, f'"{token.text}"')
                yield Mistake(token.start, f"a label name with a dot must be quoted; {where}", (edit,))
                continue
        if draft.is_(index + 1, "{") and index + 1 in draft.pairs:
            rest = "" if draft.is_(index + 2, "}") else ","
            edit = Edit(token.start, draft.token(index + 1).end, f'{{"{token.text}"{rest}')
        else:
            edit = Edit(token.start, token.end, f'{{"{token.text}"}}')
        kind = "that begins with a digit" if digits else "with dots"
        yield Mistake(token.start, f"a name {kind} must be quoted, inside braces; {where}", (edit,))


def label_with_other_characters(draft: Draft) -> Iterator[Mistake]:
    """`{app-name="x"}`, `{app.kubernetes.io/name="x"}`."""
    for index, token in enumerate(draft.tokens):
        grouping = draft.is_(draft.enclosing[index] - 1, "by", "without", "on", "ignoring", "group_left", "group_right")
        closes = token.text == ")" and draft.is_(draft.pairs.get(index, 0) - 1, "by", "without", "on", "ignoring")
        grouping = closes or (grouping and token.text == ",")
        if not grouping and (draft.bracket_around(index) != "{" or token.text not in MATCH_OPERATORS):
            continue
        first = index - 1
        while (
            first > 0
            and not draft.is_(first - 1, "{", ",", "(")
            and draft.token(first - 1).end == draft.token(first).start
        ):
            first -= 1
        text = draft.between(first, index - 1)
        if first < index - 1 and _LABEL_TEXT.fullmatch(text):
            plain = re.sub(r"\W", "_", text)
            message = f"a label name with other characters must be quoted; most exporters write {plain}"
            edit = Edit(draft.token(first).start, draft.token(index - 1).end, f'"{text}"')
            yield Mistake(draft.token(first).start, message, (edit,))


def name_in_two_words(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        following = draft.token(index + 1)
        words = token.kind == following.kind == "name" and not {token.text.lower(), following.text.lower()} & KEYWORDS
        if not words or draft.bracket_around(index) in ("{", "["):
            continue
        if token.text.lower() in AGGREGATORS:
            last = draft.operand_end(index + 1)
            edits = (Edit(token.end, following.start, "("), Edit(draft.token(last).end, draft.token(last).end, ")"))
            yield Mistake(following.start, f"the argument of {token.text} must be in parentheses", edits)
        else:
            message = f"an operator is missing between {token.text} and {following.text}"
            yield Mistake(following.start, f"{message}; a name has no spaces")


def argument_without_parentheses(draft: Draft) -> Iterator[Mistake]:
    """`sum by (path) x`, `avg by (instance) rate(x[5m])`."""
    for index, token in enumerate(draft.tokens):
        closing = draft.pairs.get(index + 2)
        if token.text.lower() not in AGGREGATORS or not draft.is_(index + 1, "by", "without") or not closing:
            continue
        following = draft.token(closing + 1)
        if following.kind == "name" and not draft.is_(closing + 1, *KEYWORDS):
            last = draft.token(draft.operand_end(closing + 1))
            edits = (Edit(following.start, following.start, "("), Edit(last.end, last.end, ")"))
            yield Mistake(following.start, f"the argument of {token.text} must be in parentheses", edits)


def name_twice(draft: Draft) -> Iterator[Mistake]:
    """`x{__name__="y"}`."""
    for index, token in enumerate(draft.tokens):
        if not draft.is_(index, "__name__") or draft.bracket_around(index) != "{":
            continue
        name = draft.token(draft.enclosing[index] - 1)
        if name.kind == "name":
            message = f"the name is given twice, by {name.text} and by __name__"
            yield Mistake(token.start, message, (remove(name.start, name.end),))


def call_of_metric(draft: Draft) -> Iterator[Mistake]:
    """`sum{a="b"}(x)`, `rate{a="b"}(x[5m])`: the matchers belong to the metric."""
    for index, token in enumerate(draft.tokens):
        if token.kind != "name" or not draft.is_(index + 1, "{") or index + 1 not in draft.pairs:
            continue
        closing = draft.pairs[index + 1]
        metric = draft.token(closing + 2)
        if draft.is_(closing + 1, "(") and metric.kind == "name" and not draft.is_(closing + 3, "("):
            text = draft.between(index + 1, closing)
            edits = (remove(token.end, draft.token(closing).end), Edit(metric.end, metric.end, text))
            message = f"label matchers belong to the metric, not to {token.text}"
            yield Mistake(draft.token(index + 1).start, message, edits)


RULES = (
    dotted_name,
    label_with_other_characters,
    name_twice,
    call_of_metric,
    argument_without_parentheses,
    name_in_two_words,
)
