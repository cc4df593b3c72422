"""`offset` and `@` in the wrong place: they belong to the selector, behind its braces and range."""

from __future__ import annotations

from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, insert, remove
from lab.language.promql_syntax.tokens import Draft


def modifier_of_expression(draft: Draft) -> Iterator[Mistake]:
    """`rate(x[5m]) offset 1h` -> `rate(x[5m] offset 1h)`."""
    for index, token in enumerate(draft.tokens):
        if not draft.is_(index, "offset", "@") or not draft.is_(index - 1, ")"):
            continue
        last = _end(draft, index)
        text = draft.between(index, last)
        first = draft.operand_start(index - 1)
        inner = [
            at
            for at in range(first, index - 1)
            if _ends_selector(draft, at) and not draft.is_(at + 1, "offset", "@", "[", "{")
        ]
        message = f"{token.text} belongs to the selector, not to a function"
        edits = (
            remove(draft.token(index - 1).end, draft.token(last).end),
            *(insert(draft.token(at).end, f" {text}") for at in inner),
        )
        yield Mistake(token.start, message, edits if inner else ())


def _ends_selector(draft: Draft, at: int) -> bool:
    token = draft.token(at)
    if token.text == "]":
        return True
    if token.text == "}":
        return True
    inside = draft.bracket_around(at)
    grouping = inside == "(" and draft.is_(draft.enclosing[at] - 1, "by", "without", "on", "ignoring", "group_left")
    plain = token.kind == "name" and inside not in ("{", "[") and not grouping
    return plain and not draft.is_(at + 1, "(", "by", "without") and not draft.is_(at, "by", "without", "and", "or")


def modifier_too_early(draft: Draft) -> Iterator[Mistake]:
    """`x offset 5m [5m]`, `x offset 5m{a="b"}`, `x[5m]{a="b"}`, `x offset 5m by (a)`."""
    for index, token in enumerate(draft.tokens):
        if draft.is_(index, "offset", "@"):
            last = _end(draft, index)
        elif token.text == "[" and index in draft.pairs:
            last = draft.pairs[index]
        else:
            continue
        following = last + 1
        while draft.is_(following, "[", "{") and following in draft.pairs:
            if token.text == "[" and draft.is_(following, "["):
                break
            following = draft.pairs[following] + 1
        if following == last + 1:
            continue
        moved, kept = draft.between(index, last), draft.between(last + 1, following - 1)
        space = "" if token.text == "[" else " "
        what = "the range" if token.text == "[" else token.text
        edit = Edit(draft.token(index - 1).end, draft.token(following - 1).end, f"{kept}{space}{moved}")
        yield Mistake(token.start, f"the order is: name, {{labels}}, [range], offset; {what} comes too early", (edit,))


def _end(draft: Draft, index: int) -> int:
    last = index + 1 + draft.is_(index + 1, "-")
    if draft.is_(last + 1, "(") and last + 1 in draft.pairs:  # @ start()
        return draft.pairs[last + 1]
    return last


def two_selectors(draft: Draft) -> Iterator[Mistake]:
    """`x{a="b"}{c="d"}`."""
    for index, token in enumerate(draft.tokens):
        if token.text == "}" and draft.is_(index + 1, "{"):
            edit = Edit(token.start, draft.token(index + 1).end, ",")
            yield Mistake(draft.token(index + 1).start, "all matchers belong in one pair of braces", (edit,))


RULES = (two_selectors, modifier_of_expression, modifier_too_early)
