"""Parts of rule files and of other languages: `for 5m`, `expr:`, SQL, LogQL, MetricsQL, InfluxQL, TraceQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, remove
from lab.language.promql_syntax.tokens import COMPARISONS, Draft

_RULE_KEY = re.compile(r"\s*(?:-\s*)?(?:expr|query|record|alert|promql)\s*[:=]\s*[|>]?-?\s*")
_OLD_ALERT = re.compile(r"\s*ALERT\s+\w+\s+IF\s+", re.IGNORECASE)
_FOR = re.compile(r"\s+FOR\s+\d+\w*.*$|\s+for:?\s+\d+\w*\s*$", re.DOTALL)
_SQL = re.compile(r"\s*select\s+(.+?)\s+from\s+([\w.:]+)(.*)", re.IGNORECASE | re.DOTALL)
_LOGQL = re.compile(
    r"\|=|\|~|!= *`|\|>"
    r"|\| *(?:json|logfmt|pattern|regexp|unwrap|line_format|label_format|unpack|decolorize|drop|keep)\b"
)
_LOGQL_FUNCTIONS = ("bytes_over_time", "bytes_rate", "rate_counter")
_OTHERS = (
    (re.compile(r"\bfrom\s*\(\s*bucket"), "this is Flux of InfluxDB"),
    (re.compile(r"\b(?:sum|avg|max|min|count):[\w.]+\{"), "this is a query of Datadog"),
    (
        re.compile(r"\b(?:sumSeries|aliasByNode|scaleToSeconds|summarize|movingAverage|divideSeries)\("),
        "this is Graphite",
    ),
    (re.compile(r"\{\s*(?:resource\.|span\.|\.)[\w.]+\s*="), "this is TraceQL, which Tempo answers"),
    (
        re.compile(r"\b(?:label_values|label_names|query_result)\s*\("),
        "this is a query for a variable of a dashboard, which Grafana turns into requests for labels or series",
    ),
    (re.compile(r"\bWITH\s*\("), "WITH is MetricsQL of VictoriaMetrics"),
    (re.compile(r"\bkeep_metric_names\b"), "keep_metric_names is MetricsQL of VictoriaMetrics"),
)
_NEWER = ("smoothed", "anchored", "fill", "fill_left", "fill_right")


def log_query(draft: Draft) -> Iterator[Mistake]:
    match = _LOGQL.search(_without_strings(draft))
    if match:
        message = "this is LogQL, which Loki answers; the expectations 'logs' and 'logql' ask it"
        yield Mistake(match.start(), message, decisive=True)
    for token in draft.tokens:
        if token.text in _LOGQL_FUNCTIONS:
            yield Mistake(token.start, f"{token.text} is a function of LogQL, which Loki answers", decisive=True)


def _without_strings(draft: Draft) -> str:
    text = draft.text
    for token in draft.tokens:
        if token.kind == "string" and token.text[0] != "`":
            text = text[: token.start] + " " * len(token.text) + text[token.end :]
    return text


def other_language(draft: Draft) -> Iterator[Mistake]:
    for pattern, message in _OTHERS:
        if match := pattern.search(draft.text):
            yield Mistake(match.start(), f"{message}; Prometheus answers PromQL", decisive=True)


def rule_file(draft: Draft) -> Iterator[Mistake]:
    """`expr: x > 1`, `x > 1 for 5m`, `ALERT a IF x > 1 FOR 5m`."""
    message = "this belongs to the rule, not to its expression"
    for pattern in (_RULE_KEY, _OLD_ALERT):
        if match := pattern.match(draft.text):
            yield Mistake(match.end() - len(match[0].lstrip()), message, (remove(0, match.end()),))
    if match := _FOR.search(draft.text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield Mistake(start, f"{message}: 'for' is a field beside 'expr'", (remove(match.start(), match.end()),))


def sql(draft: Draft) -> Iterator[Mistake]:
    match = _SQL.fullmatch(draft.text)
    if not match:
        for index, token in enumerate(draft.tokens):
            if draft.is_(index, "limit") and draft.token(index + 1).kind == "number" and index > 0:
                inner = draft.text[: token.start].strip()
                edit = Edit(0, draft.token(index + 1).end, f"topk({draft.token(index + 1).text}, {inner})")
                yield Mistake(token.start, "PromQL has topk(n, x) instead of limit", (edit,))
            elif draft.is_(index, "order", "sort") and draft.is_(index + 1, "by"):
                yield Mistake(token.start, "PromQL has sort(x) and sort_desc(x) instead of order by")
            elif draft.is_(index, "as", "alias") and draft.token(index - 1).text == ")" and index > 0:
                edit = remove(draft.token(index - 1).end, draft.token(index + 1).end)
                yield Mistake(token.start, "a result has no name in PromQL; Grafana has legends", (edit,))
        return
    columns, table, rest = match[1], match[2], match[3]
    call = re.fullmatch(r"(\w+)\s*\(.*\)", columns.strip())
    inner = f"{call[1]}({table})" if call else table
    start = len(draft.text) - len(draft.text.lstrip())
    message = 'this is SQL: PromQL names the metric and its labels, x{job="api"}, and groups with sum by (label) (x)'
    yield Mistake(start, message, (Edit(0, len(draft.text), f"{inner}{rest}"),))


def metricsql_operators(draft: Draft) -> Iterator[Mistake]:
    """`x default 0`, `x if y`, `x ifnot y`."""
    for index, token in enumerate(draft.tokens):
        number = draft.token(index + 1)
        before = draft.token(index - 1)
        if before.kind not in ("name", "bracket", "number") or index == 0 or draft.bracket_around(index) == "{":
            continue
        if draft.is_(index, "default") and number.kind == "number":
            edit = Edit(token.start, number.end, f"or vector({number.text})")
            yield Mistake(token.start, "default is MetricsQL (VictoriaMetrics); PromQL has 'or'", (edit,))
        elif draft.is_(index, "if", "ifnot", "when"):
            right = "unless" if token.text.lower() == "ifnot" else "and"
            edit = Edit(token.start, token.end, right)
            yield Mistake(token.start, f"PromQL writes {right}, not {token.text}", (edit,))


def newer_syntax(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if draft.is_(index, *_NEWER) and index > 0:
            message = f"{token.text} is newer than lab's parser, and experimental in Prometheus; ask Prometheus itself"
            yield Mistake(token.start, message, decisive=True)
        calculates = token.text in ("+", "-", "*") and draft.token(index - 1).kind == "number"
        if calculates and draft.bracket_around(index) == "[":
            message = "a calculated duration is newer than lab's parser: --enable-feature=promql-duration-expr"
            yield Mistake(token.start, message, decisive=True)


def condition(draft: Draft) -> Iterator[Mistake]:
    """`x ? 1 : 0`."""
    for token in draft.tokens:
        if token.text == "?":
            message = "PromQL has no ? : ; 'x > bool 0' is 1 or 0, and 'x or y' takes y where x has no series"
            yield Mistake(token.start, message)


def compared_in_text(draft: Draft) -> Iterator[Mistake]:
    """`x > 5 and < 10`, `x between 1 and 5`: each comparison has its own left side."""
    for index, token in enumerate(draft.tokens):
        if draft.is_(index, "and", "or") and draft.token(index + 1).text in COMPARISONS:
            first = draft.operand_start(index - 1 - 2)
            left = draft.between(first, index - 3) if draft.token(index - 2).text in COMPARISONS else ""
            edits = (Edit(draft.token(index + 1).start, draft.token(index + 1).start, f"{left} "),) if left else ()
            yield Mistake(draft.token(index + 1).start, "each comparison has its own left side", edits)
        elif draft.is_(index, "between") and draft.is_(index + 2, "and") and index > 0:
            left = draft.between(draft.operand_start(index - 1), index - 1)
            low, high = draft.token(index + 1), draft.token(index + 3)
            edit = Edit(token.start, high.end, f">= {low.text} and {left} <= {high.text}")
            yield Mistake(token.start, "PromQL compares twice instead of between", (edit,))


RULES = (log_query, other_language, rule_file, sql, compared_in_text, metricsql_operators, newer_syntax, condition)
