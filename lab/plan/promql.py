"""Static checks of PromQL, and the PromQL of a meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from lab.scenario.model import Meaning

_LEGACY_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
_LEGACY_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


@lru_cache(maxsize=2048)
def promql_error(query: str) -> str | None:
    """Why a query does not parse; None when it does."""
    import promql_parser  # a compiled module: only those who check queries pay for loading it

    try:
        expression = promql_parser.parse(query)
    except ValueError as error:
        return str(error).strip().splitlines()[0]
    while isinstance(expression, promql_parser.ParenExpr):
        expression = expression.expr
    if isinstance(expression, promql_parser.MatrixSelector | promql_parser.SubqueryExpr):
        return "a range has no single value; put it into a function, for instance rate(...)"
    return None


def seconds_of(duration: object) -> float | None:
    """Seconds of a duration as Prometheus' own files spell it, weeks and years among them; None when it is none."""
    if duration in (0, "0"):
        return 0.0
    if not isinstance(duration, str) or not re.fullmatch(r"([0-9]+(ms|[smhdwy]))+", duration):
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in re.findall(r"([0-9]+)(ms|[smhdwy])", duration))


def quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def label_name(name: str) -> str:
    """A label as PromQL spells it: bare, or quoted when it holds dots or other characters."""
    return name if _LEGACY_LABEL.fullmatch(name) else quoted(name)


def selector(metric: str, where: Mapping[str, str]) -> str:
    matchers = [f"{label_name(name)}={quoted(value)}" for name, value in where.items()]
    if _LEGACY_NAME.fullmatch(metric):
        return metric + (f"{{{','.join(matchers)}}}" if matchers else "")
    return f"{{{','.join([quoted(metric), *matchers])}}}"


def counted_metric(meaning: Meaning) -> str:
    """The series that counts events of this meaning."""
    return meaning.metric + ("_count" if meaning.type in ("histogram", "summary") else "")


def meaning_query(meaning: Meaning, where: Mapping[str, str], by: tuple[str, ...]) -> str:
    inner = selector(counted_metric(meaning), where)
    if not by:
        return inner
    return f"sum by ({', '.join(label_name(meaning.labels[label]) for label in by)}) ({inner})"
