"""Values that a matcher was probably meant to have: patterns, globs, other spellings, other units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lab.language.promql import quoted
from lab.why.expression import Matcher
from lab.why.identity import nearly_same, says_who
from lab.why.mismatch import Mismatch, format_few
from lab.why.model import Finding
from lab.why.nearest import nearest
from lab.why.paths import pushed
from lab.why.units import converted_bound, unit_of
from lab.why.zeros import zero_of_groups

_STATUS_CLASS = re.compile(r"([1-5])xx", re.IGNORECASE)
_BOUNDS = ("le", "quantile")
_SECONDS = {"milliseconds": 1000.0, "microseconds": 1e6, "nanoseconds": 1e9, "minutes": 1 / 60}


def explain_value(mismatch: Mismatch) -> Finding:
    """The label exists, but not with this value."""
    matcher = mismatch.matcher
    values = [value for value in mismatch.values(mismatch.label) if value]
    if matcher.op in ("=", "=~"):
        for hint, better in _corrections(mismatch, values):
            return mismatch.finding(hint, better=(better,))
    if not mismatch.positive:
        return mismatch.finding()
    if _is_counter(mismatch.selector.name or "") and not says_who(mismatch.label) and mismatch.label not in _BOUNDS:
        if grouped := zero_of_groups(mismatch):
            return grouped
        return mismatch.finding(
            f"a counter has a series for a value of {mismatch.label} only once the first such event has happened; "
            "append `or vector(0)` to a sum to get 0 until then"
        )
    pools = sorted(mismatch.inventory.pools)
    if (
        mismatch.label == "job"
        and pools
        and not any(map(mismatch.matcher.accepts, pools))
        and not pushed(mismatch.inventory)
    ):
        return mismatch.finding(f"no scrape job has this name; the jobs are: {format_few(pools)}")
    own = sorted(value for value in mismatch.values(f"exported_{mismatch.label}") if value)
    if own and says_who(mismatch.label):
        return mismatch.finding(f"exported_{mismatch.label}, the applications' own, is {format_few(own)}")
    return mismatch.finding()


def _is_counter(name: str) -> bool:
    return name.endswith(("_total", "_count", "_sum", "_bucket"))


def _corrections(mismatch: Mismatch, values: Sequence[str]) -> Iterator[tuple[str, Matcher]]:
    matcher = mismatch.matcher
    if mismatch.label in _BOUNDS:
        yield from _bounds(mismatch, values)
        return
    for pattern, reason in _patterns(matcher):
        better = replace(matcher, op="=~", value=pattern)
        if matches := _matching(better, values):
            yield f"{reason}: {better} matches {format_few(matches)}", better
    if mismatch.label == "instance" and (scraped := _same_port(matcher.value, values)):
        better = replace(matcher, op="=", value=scraped)
        yield f"instance is the address at which Prometheus reaches the target: did you mean {better}?", better
    if near := _similar(matcher, values):
        yield f"did you mean {matcher.label}={quoted(near)}?", replace(matcher, op="=", value=near)


def _patterns(matcher: Matcher) -> Iterator[tuple[str, str]]:
    """Regular expressions that may have been meant, each with the mistake."""
    value, exact = matcher.value, matcher.op == "="
    glob = "* is not a wildcard in PromQL, .* is"
    whole = "=~ must match the whole value, with its case"
    text = "= matches the exact text; =~ takes a regular expression"
    if (classes := _STATUS_CLASS.sub(r"\1..", value)) != value:
        yield classes, text if exact else whole
    if re.search(r"(?<![.\])])\*", value):
        yield "".join(".*" if part == "*" else _literal(part) for part in re.split(r"(\*)", value)), glob
    if re.fullmatch(r"[^%]*%", value) or re.fullmatch(r"%[^%]*%?", value):
        yield value.replace("%", ".*"), "% is not a wildcard in PromQL, .* is"
    if exact and re.escape(value) != value:
        yield value, text
    if "," in value:
        yield "|".join(part.strip() for part in value.split(",")), "a list of values is a regular expression with |"
    if not exact:
        if value != (inner := value.removeprefix("^").removesuffix("$")):
            yield f"{'' if value.startswith('^') else '.*'}{inner}{'' if value.endswith('$') else '.*'}", whole
        if value != (inner := value.strip("/")) and value.startswith("/") and value.endswith("/"):
            yield f".*{inner}.*", "a regular expression has no slashes around it in PromQL"
        yield f".*{value}.*", whole
        yield f"(?i){value}", whole
        yield f"(?i).*{value}.*", whole
    elif value.startswith("/"):
        yield f"{_literal(value.rstrip('/'))}/.*", "= matches the exact text; =~ takes a regular expression"


def _literal(text: str) -> str:
    """Escapes what a regular expression would read otherwise. PromQL strings need a second backslash, so a class."""
    return re.sub(r"[.+?()|{}$]", r"[\g<0>]", text)


def _matching(matcher: Matcher, values: Sequence[str]) -> list[str]:
    try:
        re.compile(matcher.value)
    except re.error:
        return []
    return [value for value in values if matcher.accepts(value)]


def _similar(matcher: Matcher, values: Sequence[str]) -> str:
    if says_who(matcher.label):
        return nearly_same(matcher.value, values)
    same = [value for value in values if value.strip().lower() == matcher.value.strip().lower()]
    return next(iter([*same, *nearest(matcher.value, values, 1)]), "")


def _same_port(value: str, values: Sequence[str]) -> str:
    """The only instance with this port, for an address as seen from outside; empty when there is none."""
    host, _, port = value.rpartition(":")
    if host not in ("localhost", "127.0.0.1", "host.docker.internal"):
        return ""
    having = {other for other in values if other.rpartition(":")[2] == port}
    return having.pop() if len(having) == 1 else ""


def _bounds(mismatch: Mismatch, values: Sequence[str]) -> Iterator[tuple[str, Matcher]]:
    """Prometheus 3 writes the bounds of buckets as floating-point numbers: 1.0, not 1."""
    matcher = mismatch.matcher
    if same := converted_bound(matcher.value, 1.0, values):
        yield (
            f"{matcher.label} is {quoted(same)}: since Prometheus 3, bounds are stored as floating-point numbers",
            replace(matcher, op="=", value=same),
        )
    unit = unit_of(mismatch.selector.name or "")
    if (times := _SECONDS.get(unit)) and (bound := converted_bound(matcher.value, times, values)):
        hint = f"{matcher.value} seconds are {bound} {unit}: the buckets are in {unit}"
        yield hint, replace(matcher, op="=", value=bound)
    if unit == "seconds" and (bound := converted_bound(matcher.value, 0.001, values)):
        hint = f"{matcher.value} milliseconds are {bound} seconds: the buckets are in seconds"
        yield hint, replace(matcher, op="=", value=bound)
