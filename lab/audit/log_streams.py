"""Whether the stream selectors of LogQL match streams in Loki, and what they lack where they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from lab.audit.context import AuditContext
from lab.audit.selector_state import Lack, SelectorState
from lab.audit.spelling import misspelt_value, same_sender
from lab.audit.system import Ask
from lab.why.expression import Matcher, Selector
from lab.why.identity import says_who
from lab.why.mismatch import format_few

_MOST_LABELS = 15  # that are asked for a value
_STRING = r'"(?:[^"\\\n]|\\.)*"|`[^`]*`'
_MATCHER = rf"\s*(\w+)\s*(=~|!~|!=|=)\s*({_STRING})\s*"
_ONE = re.compile(_MATCHER)
_OPAQUE = re.compile(rf"(?P<selector>\{{(?:{_MATCHER},?)+\}})|{_STRING}|#[^\n]*")


def stream_selectors(query: str) -> tuple[Selector, ...]:
    """The selectors of a LogQL query; none that are inside of a string or a comment."""
    found = (match["selector"] for match in _OPAQUE.finditer(query) if match["selector"])
    return tuple(dict.fromkeys(Selector(tuple(_matchers(text))) for text in found))


_OPS: dict[str, Literal["=", "!=", "=~", "!~"]] = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~"}


def _matchers(text: str) -> Iterator[Matcher]:
    for label, op, written in (match.groups() for match in _ONE.finditer(text)):
        value = written[1:-1] if written.startswith("`") else re.sub(r"\\(.)", r"\1", written[1:-1])
        yield Matcher(label, _OPS[op], value)


def stream_states(query: str, ctx: AuditContext) -> list[SelectorState]:
    """Empty without Loki."""
    ask = ctx.loki
    if ask is None:
        return []
    selectors = stream_selectors(query)
    now = ask.has_series([one.bare() for one in selectors])
    return [_state(one, known, ask, ctx) for one, known in zip(selectors, now, strict=True)]


def _state(selector: Selector, known: bool | str, ask: Ask, ctx: AuditContext) -> SelectorState:
    if known is True:
        return SelectorState(selector, Lack.NOTHING)
    if isinstance(known, str):
        return SelectorState(selector, Lack.UNKNOWN, known)
    if ctx.since is not None and ask.has_series([selector.bare()], since=ctx.since)[0] is True:
        return SelectorState(selector, Lack.SEEN, f"{selector.bare()} had lines before and has none now")
    for matcher in selector.labelled:
        values = ask.label_values(matcher.label, "")
        if isinstance(values, str):
            return SelectorState(selector, Lack.UNKNOWN, values)
        if any(map(matcher.accepts, values)) or matcher.op in ("!=", "!~") or matcher.accepts(""):
            continue
        return _without_value(selector, matcher, values, ask)
    return SelectorState(selector, Lack.OTHER_VALUE, f"no log stream has {selector.bare()} together")


def _without_value(selector: Selector, matcher: Matcher, values: list[str], ask: Ask) -> SelectorState:
    if not values:
        return _without_label(selector, matcher, ask)
    near = same_sender(matcher.value, values) if says_who(matcher.label) else misspelt_value(matcher.value, values)
    message = f"{matcher} matches no log stream: {matcher.label} is {format_few(values)}"
    if matcher.op == "=" and near:
        better = Matcher(matcher.label, "=", near)
        return SelectorState(selector, Lack.VALUE, message, (f"did you mean {better}?",), matcher, better)
    lack = Lack.JOB if says_who(matcher.label) else Lack.OTHER_VALUE
    return SelectorState(selector, lack, message, (), matcher)


def _without_label(selector: Selector, matcher: Matcher, ask: Ask) -> SelectorState:
    """Whoever writes streams with the label may not be here: another one is meant only where that is spelt nearly the
    same, or has the value."""
    message = f"no log stream has a label {matcher.label}"
    known = ask.label_names("")
    if isinstance(known, str) or not known:
        why = message if isinstance(known, str) else "Loki has no log streams"
        return SelectorState(selector, Lack.NOT_SENT, why, (), matcher)
    details = (f"the labels are: {format_few(known)}",)
    other = misspelt_value(matcher.label, known) or _label_with(matcher, known, ask)
    if not other:
        return SelectorState(selector, Lack.NOT_SENT, message, details, matcher)
    better = Matcher(other, matcher.op, matcher.value)
    return SelectorState(selector, Lack.LABEL, message, details, matcher, better)


def _label_with(matcher: Matcher, known: list[str], ask: Ask) -> str:
    """The label that has the value of a matcher."""
    for label in sorted(known)[:_MOST_LABELS]:
        values = ask.label_values(label, "")
        if not isinstance(values, str) and any(map(matcher.accepts, values)):
            return label
    return ""
