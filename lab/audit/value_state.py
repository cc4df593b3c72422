"""Which value a matcher is meant to have, where the one it has cannot occur; and labels whose values are events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.audit.spelling import misspelt_value, same_sender
from lab.why.expression import Matcher
from lab.why.identity import says_who
from lab.why.units import converted_bound

_BOUNDS = ("le", "quantile")
_EVENT_WORDS = {
    *("status", "code", "error", "errors", "reason", "result", "outcome", "severity", "level", "state", "phase"),
    *("condition", "class", "exception", "failure", "alertstate", "event", "verdict", "grpc", "method", "verb"),
    *("handler", "path", "route", "uri", "url", "endpoint", "operation", "action", "le", "type", "kind"),
}
_CODE, _CLASS = re.compile(r"[1-5]\d\d"), re.compile(r"[1-5]xx", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    instead: Matcher
    reason: str


_THINGS = {
    *("image", "device", "disk", "interface", "fstype", "mountpoint", "volume", "daemonset", "statefulset"),
    *("replicaset", "workload", "queue", "topic", "database", "datname", "db", "bucket", "server"),
}


def names_thing(label: str) -> bool:
    """Whether its values are things that are there or not, as containers and disks are, whatever happens to them."""
    return says_who(label) or label in ("name", "id") or label.lower().split("_")[-1] in _THINGS


def event_label(label: str, metric: str) -> bool:
    """Whether a series with some value of the label appears only once something has happened."""
    counter = metric.endswith(("_total", "_count", "_sum", "_bucket"))
    words = set(label.lower().split("_"))
    return counter or bool(words & _EVENT_WORDS)


def wrong_value(matcher: Matcher, values: Sequence[str]) -> Correction | None:
    """The matcher that is meant; None where the value may be one that has not occurred yet."""
    if not values or matcher.op not in ("=", "=~"):
        return None
    if matcher.label in _BOUNDS:
        return next(_bounds(matcher, values), None)
    if other_form := _class_or_code(matcher, values):
        return other_form
    for pattern, reason in _patterns(matcher):
        better = Matcher(matcher.label, "=~", pattern)
        if _matches_some(better, values):
            return Correction(better, reason)
    if matcher.op == "=~":
        return _ignoring_case(matcher, values)
    near = same_sender(matcher.value, values) if says_who(matcher.label) else misspelt_value(matcher.value, values)
    if near:
        better = Matcher(matcher.label, "=", near)
        return Correction(better, f"did you mean {better}?")
    return None


def _bounds(matcher: Matcher, values: Sequence[str]) -> Iterator[Correction]:
    if matcher.op == "=" and (same := converted_bound(matcher.value, 1.0, values)):
        better = Matcher(matcher.label, "=", same)
        yield Correction(better, f"{matcher.label} is written {same} here: as text, {matcher.value} is another value")
    elif matcher.op == "=" and _number(matcher.value) is not None:
        known = sorted((number, value) for value in values if (number := _number(value)) is not None)
        nearest = min(known, key=lambda pair: abs(pair[0] - (_number(matcher.value) or 0.0)), default=None)
        if nearest is not None:
            listed = ", ".join(value for _, value in known[:12])
            yield Correction(
                Matcher(matcher.label, "=", nearest[1]), f"there is no such bound; the bounds are {listed}"
            )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _class_or_code(matcher: Matcher, values: Sequence[str]) -> Correction | None:
    """Where the values are all codes a class never occurs, and the other way round."""
    label, value = matcher.label, matcher.value
    if _CLASS.fullmatch(value) and all(map(_CODE.fullmatch, values)):
        better = Matcher(label, "=~", f"{value[0]}..")
        return Correction(better, f"the values of {label} are codes, not classes")
    if _CODE.fullmatch(value) and all(map(_CLASS.fullmatch, values)):
        return Correction(Matcher(label, "=", f"{value[0]}xx"), f"the values of {label} are classes, not codes")
    return None


def _patterns(matcher: Matcher) -> Iterator[tuple[str, str]]:
    """Patterns that may be meant, with the mistake."""
    value = matcher.value
    if re.search(r"(?<![.\])\\])\*", value):
        pattern = ".*".join(re.escape(part) if matcher.op == "=" else part for part in value.split("*"))
        yield pattern, "* alone is not a wildcard in PromQL, .* is"
    if matcher.op == "=" and re.search(r"\.[*+.]|\||\[.+\]", value):
        yield value, "= matches the exact text; =~ takes a regular expression"
    if "%" in value:
        yield value.replace("%", ".*"), "% is not a wildcard in PromQL, .* is"
    if matcher.op == "=~" and len(value) > 2 and value.startswith("/") and value.endswith("/"):
        yield f".*{value[1:-1]}.*", "a regular expression has no slashes around it in PromQL"
    if re.fullmatch(r"\w+(, ?\w+)+", value):
        yield "|".join(part.strip() for part in value.split(",")), "a list of values is a regular expression with |"


def _ignoring_case(matcher: Matcher, values: Sequence[str]) -> Correction | None:
    if not re.search(r"[a-zA-Z]{3}", matcher.value) or matcher.value.startswith("(?i)"):
        return None
    better = Matcher(matcher.label, "=~", f"(?i){matcher.value}")
    return Correction(better, "=~ minds the case of letters") if _matches_some(better, values) else None


def _matches_some(matcher: Matcher, values: Sequence[str]) -> bool:
    try:
        re.compile(matcher.value)
    except re.error:
        return False
    return any(map(matcher.accepts, values))
