"""Static checks of PromQL, and the PromQL of a meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from lab.language.dialect import Meaning
from lab.language.time_scaling.durations import seconds_of as seconds_of

_LEGACY_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LEGACY_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def promql_error(query: str) -> str | None:
    """Why a query does not parse, or has no values that could be judged; None when it has."""
    if is_range(query):
        return "a range has no single value; put it into a function, for instance rate(...)"
    return _parsed(query)[1]


def is_range(query: str) -> bool:
    """Whether a query gives the samples of a window, `x[5m]`: series that can be counted, but have no single value."""
    return _parsed(query)[0]


@lru_cache(maxsize=2048)
def _parsed(query: str) -> tuple[bool, str | None]:
    """Whether it is a range, and why it does not parse."""
    import promql_parser  # a compiled module: only those who check queries pay for loading it

    try:
        expression = promql_parser.parse(query)
    except ValueError as error:
        return False, str(error).strip().splitlines()[0]
    while isinstance(expression, promql_parser.ParenExpr):
        expression = expression.expr
    return isinstance(expression, promql_parser.MatrixSelector | promql_parser.SubqueryExpr), None


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def label_name(name: str) -> str:
    """A label as PromQL spells it: bare, or quoted when it holds dots or other characters."""
    return name if _LEGACY_LABEL.fullmatch(name) else quoted(name)


def selector(metric: str, where: Mapping[str, str]) -> str:
    """Of the series of a metric with these labels; without a metric, of all that have them."""
    matchers = [f"{label_name(name)}={quoted(value)}" for name, value in where.items()]
    if _LEGACY_NAME.fullmatch(metric):
        return metric + (f"{{{','.join(matchers)}}}" if matchers else "")
    return f"{{{','.join([quoted(metric), *matchers] if metric else matchers)}}}"


def counted_metric(meaning: Meaning) -> str:
    """The series that counts events of this meaning."""
    return meaning.metric + ("_count" if meaning.type in ("histogram", "summary") else "")


def meaning_query(meaning: Meaning, where: Mapping[str, str], by: tuple[str, ...]) -> str:
    inner = selector(counted_metric(meaning), where)
    if not by:
        return inner
    return f"sum by ({', '.join(label_name(meaning.labels[label]) for label in by)}) ({inner})"
