"""Functions that do not exist, and arguments of the wrong number, order or kind."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from lab.language.promql_syntax.mistake import Edit, Mistake, insert, replace_token
from lab.language.promql_syntax.ranges import RANGE_FUNCTIONS
from lab.language.promql_syntax.tokens import AGGREGATORS, KEYWORDS, Draft

FUNCTIONS = RANGE_FUNCTIONS | frozenset(
    [
        "abs",
        "absent",
        "acos",
        "acosh",
        "asin",
        "asinh",
        "atan",
        "atanh",
        "ceil",
        "clamp",
        "clamp_max",
        "clamp_min",
        "cos",
        "cosh",
        "day_of_month",
        "day_of_week",
        "day_of_year",
        "days_in_month",
        "deg",
        "exp",
        "floor",
        "histogram_avg",
        "histogram_count",
        "histogram_fraction",
        "histogram_quantile",
        "histogram_stddev",
        "histogram_stdvar",
        "histogram_sum",
        "hour",
        "info",
        "label_join",
        "label_replace",
        "ln",
        "log10",
        "log2",
        "minute",
        "month",
        "pi",
        "rad",
        "round",
        "scalar",
        "sgn",
        "sin",
        "sinh",
        "sort",
        "sort_by_label",
        "sort_by_label_desc",
        "sort_desc",
        "sqrt",
        "tan",
        "tanh",
        "time",
        "timestamp",
        "vector",
        "year",
    ]
)
_ELSEWHERE = {
    "mean": "avg",
    "average": "avg",
    "percentile": "quantile",
    "median": "quantile",
    "distinct": "count",
    "length": "count",
    "size": "count",
    "len": "count",
    "now": "time",
    "log": "ln",
    "pow": "^",
    "power": "^",
    "concat": "label_join",
    "top": "topk",
    "limit": "topk",
    "difference": "delta",
    "derivative": "deriv",
    "persecond": "rate",
    "per_second": "rate",
    "nonnegativederivative": "rate",
    "abs_diff": "abs",
    "std": "stddev",
    "variance": "stdvar",
}
_METRICSQL = frozenset(
    [
        "rollup",
        "rollup_rate",
        "rollup_increase",
        "default_rollup",
        "increase_pure",
        "increase_prometheus",
        "median_over_time",
        "range_avg",
        "range_sum",
        "running_sum",
        "running_max",
        "keep_last_value",
        "interpolate",
        "label_set",
        "label_del",
        "label_map",
        "label_value",
        "label_transform",
        "topk_avg",
        "topk_max",
        "outliers_iqr",
        "distinct_over_time",
        "count_values_over_time",
        "remove_resets",
        "lag",
        "lifetime",
        "scrape_interval",
        "median",
        "any",
        "share",
        "sum2",
        "mode",
        "zscore",
        "quantiles",
        "histogram_quantiles",
        "prometheus_buckets",
        "histogram_share",
        "union",
        "limit_offset",
        "alias",
    ]
)
_FIRST_NUMBER = {"topk": "5", "bottomk": "5", "quantile": "0.95", "histogram_quantile": "0.95", "limitk": "5"}
_FIRST_NUMBER |= {"quantile_over_time": "0.95", "limit_ratio": "0.1"}
_PAIRWISE = {"sum": "+", "max": "or", "min": "or", "avg": "or"}
_CLAMPS = {"max": "clamp_min", "min": "clamp_max"}


def unknown_function(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        name = token.text
        if token.kind != "name" or not draft.is_(index + 1, "(") or name.lower() in KEYWORDS | AGGREGATORS:
            continue
        if name in FUNCTIONS or name == "in" or draft.bracket_around(index) == "{":
            continue
        if index + 2 == draft.pairs.get(index + 1):
            edit = Edit(draft.token(index + 1).start, draft.token(index + 2).end, "")
            yield Mistake(draft.token(index + 1).start, f"{name} is not a function: a metric has no ( )", (edit,))
        elif name.lower() in FUNCTIONS:
            yield replace_token(token, name.lower(), "functions are written in lower case")
        elif name.lower() in ("coalesce", "ifnull", "nvl", "if", "default"):
            yield from _alternative(draft, index)
        elif name.lower() in _METRICSQL:
            message = f"{name} is a function of MetricsQL (VictoriaMetrics), which Prometheus does not have"
            yield Mistake(token.start, message)
        else:
            known = sorted(FUNCTIONS | AGGREGATORS)
            near = [_ELSEWHERE[name.lower()]] if name.lower() in _ELSEWHERE else get_close_matches(name, known, 1, 0.8)
            message = f"there is no function {name}" + (f"; did you mean {near[0]}?" if near else "")
            edits = (Edit(token.start, token.end, near[0]),) if near and near[0].isidentifier() else ()
            yield Mistake(token.start, message, edits)


def _alternative(draft: Draft, index: int) -> Iterator[Mistake]:
    """`coalesce(x, 0)` -> `(x or vector(0))`."""
    token, arguments = draft.token(index), _arguments(draft, index + 1)
    message = f"there is no function {token.text}; 'x or y' takes y where x has no series"
    if len(arguments) != 2:
        yield Mistake(token.start, message)
        return
    (first, last), (other, end) = arguments
    number = draft.token(other).kind == "number"
    right = draft.between(other, end)
    text = f"({draft.between(first, last)} or {f'vector({right})' if number else right})"
    yield Mistake(token.start, message, (Edit(token.start, draft.token(draft.pairs[index + 1]).end, text),))


def _arguments(draft: Draft, opening: int) -> list[tuple[int, int]]:
    """The first and the last token of each argument."""
    closing = draft.pairs.get(opening)
    if closing is None or closing == opening + 1:
        return []
    commas = [at for at in range(opening + 1, closing) if draft.is_(at, ",") and draft.enclosing[at] == opening]
    starts = [opening + 1, *(comma + 1 for comma in commas)]
    return [(start, end - 1) for start, end in zip(starts, [*commas, closing], strict=True) if end > start]


def parameter(draft: Draft) -> Iterator[Mistake]:
    """`topk(x, 5)`, `histogram_quantile(x)`, `topk("5", x)`."""
    for index, token in enumerate(draft.tokens):
        name = token.text.lower()
        opening = index + 1
        if draft.is_(opening, "by", "without"):
            opening = draft.pairs.get(index + 2, index) + 1
        if token.kind != "name" or not draft.is_(opening, "("):
            continue
        arguments = _arguments(draft, opening)
        if name in _FIRST_NUMBER and len(arguments) == 1:
            edit = insert(draft.token(opening).end, f"{_FIRST_NUMBER[name]}, ")
            message = f"{token.text} takes a number first: {name}({_FIRST_NUMBER[name]}, ...)"
            yield Mistake(draft.token(opening).end, message, (edit,))
        elif name in _FIRST_NUMBER and len(arguments) == 2:
            (first, last), (other, end) = arguments
            if other == end and draft.token(other).kind == "number":
                number = draft.token(other).text
                if "quantile" in name and number.isdigit() and 1 < int(number) <= 100:
                    number = f"{int(number) / 100:g}"
                text = f"{number}, {draft.between(first, last)}"
                edit = Edit(draft.token(first).start, draft.token(end).end, text)
                yield Mistake(draft.token(other).start, f"{token.text} takes the number first", (edit,))
            if first == last and draft.token(first).kind == "string":
                yield replace_token(draft.token(first), draft.token(first).text[1:-1], "a number has no quotes")
        elif name in _PAIRWISE and len(arguments) == 2:
            yield from _of_two(draft, index, arguments)


def _of_two(draft: Draft, index: int, arguments: list[tuple[int, int]]) -> Iterator[Mistake]:
    """`max(x, 0)` -> `clamp_min(x, 0)`; `sum(x, y)` -> `x + y`."""
    token, ((first, last), (other, end)) = draft.token(index), arguments
    name = token.text.lower()
    message = f"{token.text} aggregates the series of one expression"
    if name in _CLAMPS and first == last and draft.token(first).kind == "number":
        text = f"{_CLAMPS[name]}({draft.between(other, end)}, {draft.token(first).text})"
        edit = Edit(token.start, draft.token(draft.pairs[draft.enclosing[first]]).end, text)
        yield Mistake(draft.token(first).start, f"{message}; a bound is set by {_CLAMPS[name]}", (edit,))
        return
    if name in _CLAMPS and other == end and draft.token(other).kind == "number":
        edit = Edit(token.start, token.end, _CLAMPS[name])
        yield Mistake(draft.token(other).start, f"{message}; a bound is set by {_CLAMPS[name]}", (edit,))
        return
    left, right = draft.between(first, last), draft.between(other, end)
    text = f"({left} + {right})" if name == "sum" else f"{token.text}({left} or {right})"
    closing = draft.token(draft.pairs[draft.enclosing[first]])
    yield Mistake(draft.token(other).start, message, (Edit(token.start, closing.end, text),))


def missing_comma(draft: Draft) -> Iterator[Mistake]:
    """`topk(5 x)`."""
    for index, token in enumerate(draft.tokens):
        following = draft.token(index + 1)
        adjacent = (following.kind == "name" and not draft.is_(index + 1, *KEYWORDS)) or following.text == "("
        if token.kind == "number" and draft.is_(index - 1, "(") and adjacent:
            yield Mistake(following.start, "a comma is missing between two arguments", (insert(token.end, ","),))


def count_distinct(draft: Draft) -> Iterator[Mistake]:
    """`count(distinct path)`."""
    for index, token in enumerate(draft.tokens):
        if draft.is_(index, "distinct", "unique"):
            yield Mistake(token.start, "the number of different values of a label is count(count by (label) (x))")


def number_of_arguments(draft: Draft) -> Iterator[Mistake]:
    usage = {
        "label_replace": 'label_replace(x, "new_label", "$1", "old_label", "(.*)")',
        "label_join": 'label_join(x, "new_label", "-", "first_label", "second_label")',
        "predict_linear": "predict_linear(x[1h], 4 * 3600)",
        "clamp": "clamp(x, 0, 100)",
        "histogram_fraction": "histogram_fraction(0, 0.5, rate(x[5m]))",
    }
    for index, token in enumerate(draft.tokens):
        if token.text in usage and draft.is_(index + 1, "("):
            wanted, given = usage[token.text].count(",") + 1, len(_arguments(draft, index + 1))
            if given != wanted:
                message = f"{token.text} takes {wanted} arguments, not {given}: {usage[token.text]}"
                yield Mistake(token.start, message)


RULES = (unknown_function, missing_comma, parameter, count_distinct, number_of_arguments)
