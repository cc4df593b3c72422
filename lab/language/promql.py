"""Static checks of PromQL, and the PromQL of a meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lab.language.dialect import Meaning
from lab.language.promql_bounds import BoundedQuery, bounded_query
from lab.language.time_scaling.durations import seconds_of as seconds_of

_LEGACY_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LEGACY_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def promql_error(query: str) -> str | None:
    """Why a query does not parse or has no single values; None for a valid one."""
    if is_range(query):
        return "a range has no single value; put it into a function, for example rate(...)"
    return _parse(query)[1]


def is_range(query: str) -> bool:
    """Whether a query is a range, `x[5m]`: its series can be counted, but have no single value."""
    return _parse(query)[0]


@lru_cache(maxsize=2048)
def _parse(query: str) -> tuple[bool, str | None]:
    """Whether it is a range, and why it does not parse."""
    import promql_parser  # loaded only where queries are checked: it is a large compiled module

    try:
        expression = parsed(bounded_query(query))
    except ValueError as error:
        return False, str(error)
    while isinstance(expression, promql_parser.ParenExpr):
        expression = expression.expr
    return isinstance(expression, promql_parser.MatrixSelector | promql_parser.SubqueryExpr), None


def parsed(query: BoundedQuery) -> Any:
    """The tree of the parser's library. Raises ValueError with the library's message on one line, also for what is too
    large to be parsed."""
    import promql_parser

    try:
        return promql_parser.parse(query.text)
    except UnicodeEncodeError:
        raise ValueError("the query has half of a surrogate pair, which is not a character") from None
    except ValueError as error:
        message = (str(error).strip().splitlines() or ["invalid query"])[0]
        for light, pattern in query.patterns.items():
            message = message.replace(light, pattern)
        raise ValueError(message) from None
    except BaseException as error:
        # A panic of the library is no Exception. The bounds leave none that is known.
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(f"the parser cannot read this query: {error}") from None


def quoted(value: str) -> str:
    """A string literal of PromQL."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def label_name(name: str) -> str:
    """A label name in PromQL, quoted when it has dots or other special characters."""
    return name if _LEGACY_LABEL.fullmatch(name) else quoted(name)


def selector(metric: str, where: Mapping[str, str]) -> str:
    """The selector of a metric's series with these labels; of all series with them when `metric` is empty."""
    matchers = [f"{label_name(name)}={quoted(value)}" for name, value in where.items()]
    if _LEGACY_NAME.fullmatch(metric):
        return metric + (f"{{{','.join(matchers)}}}" if matchers else "")
    return f"{{{','.join([quoted(metric), *matchers] if metric else matchers)}}}"


def counted_metric(meaning: Meaning) -> str:
    """The metric that counts the events of this meaning."""
    return meaning.metric + ("_count" if meaning.type in ("histogram", "summary") else "")


def meaning_query(meaning: Meaning, where: Mapping[str, str], by: tuple[str, ...]) -> str:
    """The PromQL of the counts of a meaning, summed by labels of the meaning; without `by`, not summed."""
    inner = selector(counted_metric(meaning), where)
    if not by:
        return inner
    return f"sum by ({', '.join(label_name(meaning.labels[label]) for label in by)}) ({inner})"
