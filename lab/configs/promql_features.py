"""PromQL that depends on Prometheus' feature flags, or that is newer than the parser lab has.

What a flag allows is a problem without that flag, and is replaced by what the parser knows before the rest is checked:
`rate(x[5m * 2])` is checked as `rate(x[5m])`. The server decides about what is replaced. Source: docs/feature_flags.md
and promql/parser of Prometheus 3.15, whose promtool was asked about each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lab.language.promql import promql_error
from lab.language.promql_bounds import bounds_error

EXPERIMENTAL_FUNCTIONS = "promql-experimental-functions"
EXTENDED_RANGES = "promql-extended-range-selectors"
FILL = "promql-binop-fill-modifiers"
ALL_FEATURES = frozenset({EXPERIMENTAL_FUNCTIONS, EXTENDED_RANGES, FILL})  # those that PromQL depends on

_STRINGS = re.compile(r'"(?:\\.|[^"\\\n])*+"?|\'(?:\\.|[^\'\\\n])*+\'?|`[^`]*+`?|#[^\n]*')
_FUNCTION = re.compile(
    r"\b(histogram_quantiles|double_exponential_smoothing|info|max_of|min_of|mad_over_time|ts_of_first_over_time"
    r"|ts_of_last_over_time|ts_of_max_over_time|ts_of_min_over_time|sort_by_label|sort_by_label_desc"
    r"|start_timestamp|first_over_time|limitk|limit_ratio)\s*(?=\(|\b(?:by|without)\b)"
)
_EXTENDED = re.compile(r"(?<=[\]}\w)])\s+(anchored|smoothed)\b(?!\s*[({\[])")
_FILL = re.compile(r"\b(fill(?:_left|_right)?)\s*\(\s*[-+]?[\w.]+\s*\)")
_RANGE = re.compile(r"\[(?P<inside>[^\[\]]*)\]")
_ARITHMETIC = re.compile(r"[-+*/%^()]|\b(?:step|range|min|max)\b")
_OFFSET = re.compile(r"\boffset\s+[-+]?\s*\((?:[^()]|\([^()]*\))*\)|\boffset\s+[-+]?\s*(?:step|range)\(\)")
_NEWER = ("max_of", "min_of", "start_timestamp", "histogram_quantiles")


def enabled_features(command: Iterable[str]) -> frozenset[str]:
    """The values of `--enable-feature` among the arguments of a Prometheus."""
    features: set[str] = set()
    for argument, following in pairwise([*command, ""]):
        name, equals, value = argument.partition("=")
        if name.lstrip("-") == "enable-feature":
            features.update((value if equals else following).split(","))
    return frozenset(features)


def query_error(query: str, features: frozenset[str]) -> str | None:
    """Why a Prometheus with these features refuses a query, as far as can be told; None otherwise."""
    if error := bounds_error(query):
        return error
    for what, feature in _used(query):
        if feature not in features:
            return f"{what} is experimental: it needs --enable-feature={feature} in the flags of Prometheus"
    error = promql_error(as_parsed(query))
    if error and any(f"'{name}'" in error for name in _NEWER):
        return None  # newer than the parser; Prometheus says whether its arguments are right
    return error


def as_parsed(query: str) -> str:
    """The query in terms that the parser knows, each replacement as long as what it replaces."""
    code = _blanked(query)
    spans = [match.span() for match in _extended(code)]
    for match in _RANGE.finditer(code):
        start = match.start("inside")
        for part in re.finditer(r"[^:]+", match["inside"]):
            if _ARITHMETIC.search(part[0]):
                query = _replaced(query, start + part.start(), start + part.end(), "5m")
    for match in _OFFSET.finditer(code):
        query = _replaced(query, match.start(), match.end(), "offset 5m")
    for begin, end in spans:
        query = _replaced(query, begin, end, "")
    return query


def _used(query: str) -> Iterator[tuple[str, str]]:
    code = _blanked(query)
    for match in _FUNCTION.finditer(code):
        if match[1] != "first_over_time":
            yield f"{match[1]}()", EXPERIMENTAL_FUNCTIONS
    for match in _extended(code):
        yield f"'{match[1]}'", EXTENDED_RANGES
    for match in _FILL.finditer(code):
        before = code[: match.start()].rstrip()
        if before.endswith(("+", "-", "*", "/", "%", "^", ">", "<", "=", ")", "bool")):
            yield f"{match[1]}()", FILL


def _extended(code: str) -> Iterator[re.Match[str]]:
    """Modifiers of ranges: what follows an operator is a metric of that name."""
    for match in _EXTENDED.finditer(code):
        words = code[: match.start()].rsplit(None, 1)
        if words and words[-1].lower() not in _OPERATORS:
            yield match


_OPERATORS = frozenset({"and", "or", "unless", "atan2", "by", "without", "on", "ignoring", "bool", "offset"})


def _blanked(query: str) -> str:
    """The query with strings and comments blanked out, at the same positions."""
    return _STRINGS.sub(lambda match: " " * len(match[0]), query)


def _replaced(query: str, start: int, end: int, text: str) -> str:
    return query[:start] + text.ljust(end - start)[: max(end - start, len(text))] + query[end:]
