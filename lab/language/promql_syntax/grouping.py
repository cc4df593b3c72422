"""`by`, `without`, `on` and `group_left` in the wrong place or without their parentheses."""

from __future__ import annotations

from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, insert, remove, replace_token
from lab.language.promql_syntax.tokens import AGGREGATORS, COMPARISONS, Draft

_LABELS = ("by", "without", "on", "ignoring")
_GROUP_BY = ("group", "grouped")


def group_by(draft: Draft) -> Iterator[Mistake]:
    """`sum(x) group by (a)`, `group_by (a)`."""
    for index, token in enumerate(draft.tokens):
        if draft.is_(index, *_GROUP_BY) and draft.is_(index + 1, "by"):
            edit = remove(token.start, draft.token(index + 1).start)
            yield Mistake(token.start, "in PromQL, write only by (...)", (edit,))
        elif draft.is_(index, "group_by", "groupby"):
            yield replace_token(token, "by", "in PromQL, write by (...)")


def labels_without_parentheses(draft: Draft) -> Iterator[Mistake]:
    """`sum(x) by path`, `sum by path, status (x)`, `sum by "path" (x)`."""
    for index, token in enumerate(draft.tokens):
        if not draft.is_(index, *_LABELS) or draft.bracket_around(index) == "{" or draft.is_(index + 1, "("):
            continue
        last = index + 1
        if draft.token(last).kind not in ("name", "string"):
            continue
        while draft.is_(last + 1, ",") and draft.token(last + 2).kind in ("name", "string"):
            last += 2
        labels = draft.between(index + 1, last)
        edit = Edit(draft.token(index + 1).start, draft.token(last).end, f"({labels})")
        yield Mistake(draft.token(index + 1).start, f"the labels of {token.text} must be in parentheses", (edit,))


def grouping_inside(draft: Draft) -> Iterator[Mistake]:
    """`sum(rate(x[5m]) by (path))`: it belongs behind the parentheses of the aggregation, or before them."""
    for index, token in enumerate(draft.tokens):
        if not draft.is_(index, "by", "without") or not draft.is_(index + 1, "("):
            continue
        around, closing = draft.enclosing[index], draft.pairs.get(index + 1)
        if closing is None or around < 0 or draft.pairs.get(around) != closing + 1:
            continue
        if draft.token(around - 1).text.lower() in AGGREGATORS:
            text = draft.between(index, closing)
            start = draft.token(index - 1).end if not draft.is_(index - 1, ",") else draft.token(index - 1).start
            edits = (insert(draft.token(around - 1).end, f" {text} "), remove(start, draft.token(closing).end))
            message = f"{token.text} belongs to {draft.token(around - 1).text}, outside of its parentheses"
            yield Mistake(token.start, message, edits)


def grouping_of_function(draft: Draft) -> Iterator[Mistake]:
    """`rate(x[5m]) by (path)`, `x by (path)`: only aggregations group."""
    for index, token in enumerate(draft.tokens):
        if not draft.is_(index, "by", "without") or not draft.is_(index + 1, "("):
            continue
        closing = draft.pairs.get(index + 1)
        if closing is None or index == 0:
            continue
        first = draft.operand_start(index - 1)
        if draft.token(first).text.lower() in AGGREGATORS:
            continue
        grouping, inner = draft.between(index, closing), draft.between(first, index - 1)
        edit = Edit(draft.token(first).start, draft.token(closing).end, f"sum {grouping} ({inner})")
        message = f"only an aggregation such as sum has {token.text}; a function keeps all labels"
        yield Mistake(token.start, message, (edit,))


def grouping_first(draft: Draft) -> Iterator[Mistake]:
    """`by (a) sum(x)`."""
    for index, token in enumerate(draft.tokens):
        closing = draft.pairs.get(index + 1)
        if not draft.is_(index, "by", "without") or closing is None:
            continue
        name = draft.token(closing + 1)
        if name.text.lower() in AGGREGATORS and draft.token(index - 1).text.lower() not in AGGREGATORS:
            grouping = draft.between(index, closing)
            edit = Edit(token.start, name.end, f"{name.text} {grouping} ")
            yield Mistake(token.start, f"{token.text} comes after the name of the aggregation", (edit,))


def two_groupings(draft: Draft) -> Iterator[Mistake]:
    """`sum(x) without (a) by (b)`, `sum by (a) (x) by (b)`."""
    for index, token in enumerate(draft.tokens):
        closing = draft.pairs.get(index + 1)
        if not draft.is_(index, "by", "without") or closing is None or not draft.is_(index - 1, ")"):
            continue
        first = draft.operand_start(index - 1)
        words = [
            draft.token(at).text.lower() for at in range(first, index) if draft.enclosing[at] == draft.enclosing[index]
        ]
        if words and words[0] in AGGREGATORS and ("by" in words or "without" in words):
            edit = remove(draft.token(index - 1).end, draft.token(closing).end)
            yield Mistake(token.start, "an aggregation has one by or one without, not two", (edit,))


def matching_order(draft: Draft) -> Iterator[Mistake]:
    """`a * group_left on (b) c`, `a > 1 bool`, `a bool > 1`, `a on (b) * c`."""
    for index, token in enumerate(draft.tokens):
        if draft.is_(index, "group_left", "group_right"):
            last = draft.pairs.get(index + 1, index)
            sets = any(draft.is_(at, "and", "or", "unless") for at in range(max(index - 5, 0), index))
            if sets and draft.is_(index - 1, ")"):
                edit = remove(draft.token(index - 1).end, draft.token(last).end)
                yield Mistake(token.start, f"and, or, unless have no {token.text}: they match many to many", (edit,))
                continue
            if draft.is_(last + 1, "on", "ignoring") and last + 2 in draft.pairs:
                end = draft.pairs[last + 2]
                text = f"{draft.between(last + 1, end)} {draft.between(index, last)}"
                edit = Edit(token.start, draft.token(end).end, text)
                yield Mistake(token.start, f"{token.text} comes after on (...)", (edit,))
            elif not draft.is_(index - 1, ")"):
                yield Mistake(
                    token.start, f"{token.text} comes after on (...) of an operator: x * on (a) {token.text} y"
                )
        elif draft.is_(index, "bool") and draft.token(index - 1).text not in COMPARISONS:
            comparison = next((at for at in (index + 1, index - 2) if draft.token(at).text in COMPARISONS), None)
            if comparison is not None:
                edits = (remove(draft.token(index - 1).end, token.end), insert(draft.token(comparison).end, " bool"))
                yield Mistake(token.start, "bool comes directly after the comparison", edits)
        elif draft.is_(index, "on", "ignoring") and index + 1 in draft.pairs and draft.bracket_around(index) != "{":
            yield from _operator_behind(draft, index)


def _operator_behind(draft: Draft, index: int) -> Iterator[Mistake]:
    token, closing, before = draft.token(index), draft.pairs[index + 1], draft.token(index - 1)
    if before.kind == "operator" or before.text.lower() in ("and", "or", "unless", "bool", "atan2"):
        return
    operator = draft.token(closing + 1)
    message = f"{token.text} (...) comes directly after an operator, between two expressions"
    if operator.kind == "operator" or operator.text.lower() in ("and", "or", "unless"):
        edit = Edit(token.start, operator.end, f"{operator.text} {draft.between(index, closing)}")
        yield Mistake(token.start, message, (edit,))
    else:
        yield Mistake(token.start, message)


RULES = (
    group_by,
    labels_without_parentheses,
    grouping_inside,
    grouping_first,
    two_groupings,
    grouping_of_function,
    matching_order,
)
