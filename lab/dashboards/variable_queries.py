"""What a query variable asks of its data source, and the values that come of the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from lab.dashboards.interpolation import Value, interpolated
from lab.language.js_regex import JsRegex, js_regex
from lab.language.json_values import mapping, mappings
from lab.queries.answer import reads_answer_of

SourceType: TypeAlias = Literal["prometheus", "loki"]

MAX_VALUES = 5000  # of one variable
_LABEL = r"[a-zA-Z_$\[{][\w$\[\]{}:.]*"
_LABEL_NAMES = re.compile(r"label_names\(\s*(?P<match>.*?)\s*\)\s*", re.DOTALL)
_LABEL_VALUES = re.compile(rf"label_values\(\s*(?:(?P<match>.+),\s*)?(?P<label>{_LABEL}|\"[^\"]+\")\s*\)\s*", re.DOTALL)
_METRICS = re.compile(r"metrics\(\s*(?P<pattern>.+?)\s*\)\s*", re.DOTALL)
_RESULT = re.compile(r"query_result\((?P<query>.+)\)\s*", re.DOTALL)
_METRIC = re.compile(r"[a-zA-Z_:][\w:]*")
_UNPRINTABLE = re.compile(r"[^\w:]")


@dataclass(frozen=True, slots=True)
class VariableRequest:
    """A GET request to the API of Prometheus or Loki. `wants`: what its answer is a list of. `selector`: the series it
    asks about, or the query, empty for all series. `label`: whose values are wanted."""

    source: SourceType
    path: str
    params: tuple[tuple[str, str], ...] = ()
    wants: Literal["names", "series", "result"] = "names"
    selector: str = ""
    label: str = ""
    only: str = ""  # a pattern for metric names


def request_of(source: SourceType, query: Any, values: Mapping[str, Value]) -> VariableRequest | None:
    """The request of a variable's query, as text or as a mapping; None for a query of an unknown form."""
    text = _text(source, query)
    if text is None:
        return None
    text = interpolated(text, values, alternatives="({})" if source == "prometheus" else "{}").strip()
    if names := _LABEL_NAMES.fullmatch(text):
        return _request(source, "labels", match=names["match"])
    if of_label := _LABEL_VALUES.fullmatch(text):
        label = of_label["label"].strip('"')
        return _request(source, f"label/{_escaped(label)}/values", match=of_label["match"] or "", label=label)
    if source == "loki":
        return None
    if metrics := _METRICS.fullmatch(text):
        return VariableRequest(source, "label/__name__/values", only=metrics["pattern"], label="__name__")
    if result := _RESULT.fullmatch(text):
        selector = result["query"].strip()
        return VariableRequest(source, "query", (("query", selector),), "result", selector)
    if text:
        return VariableRequest(source, "series", (("match[]", text),), "series", text)
    return None


def _request(source: SourceType, path: str, *, match: str, label: str = "") -> VariableRequest:
    match = match.strip().rstrip(",").strip()
    key = "match[]" if source == "prometheus" else "query"
    params = ((key, match),) if match and not re.fullmatch(r"\{\s*\}", match) else ()
    return VariableRequest(source, path, params, selector=match if params else "", label=label)


def _escaped(label: str) -> str:
    """A label name in a path: other characters than Prometheus' own are escaped as it documents (`U__`)."""
    if not _UNPRINTABLE.search(label):
        return label
    return "U__" + "".join(c if re.match(r"[a-zA-Z0-9:]", c) else "__" if c == "_" else f"_{ord(c):x}_" for c in label)


def _text(source: SourceType, query: Any) -> str | None:
    """The query in the notation of `label_values(...)`."""
    if isinstance(query, str):
        return query
    fields = mapping(query)
    if source == "loki" and "type" in fields:
        label, stream = str(fields.get("label") or ""), str(fields.get("stream") or "")
        if fields.get("type") in (0, "0"):
            return "label_names()"
        return f"label_values({stream}, {label})" if stream else f"label_values({label})"
    for key in ("query", "__legacyStringValue", "varQuery", "expr"):
        if isinstance(fields.get(key), str) and fields[key]:
            return str(fields[key])
    filters = ",".join(
        f'{entry.get("label")}{entry.get("op", "=")}"{entry.get("value")}"'
        for entry in mappings(fields.get("labelFilters"))
    )
    metric = str(fields.get("metric") or "")
    selector = f"{metric}{{{filters}}}" if filters else metric
    match fields.get("qryType"):
        case 0:
            return f"label_names({fields.get('match') or ''})"
        case 1 if fields.get("label"):
            return f"label_values({selector}, {fields['label']})" if selector else f"label_values({fields['label']})"
        case 2 if fields.get("metricFilter"):
            return f"metrics({fields['metricFilter']})"
        case 4 if fields.get("seriesQuery"):
            return str(fields["seriesQuery"])
    return None


def written(request: VariableRequest) -> str:
    """The request as the dashboard's author would write it, for messages."""
    match request.wants:
        case "result":
            return f"query_result({request.selector})"
        case "series":
            return request.selector
    if request.only:
        return f"metrics({request.only})"
    if request.label:
        return (
            f"label_values({request.selector}, {request.label})"
            if request.selector
            else f"label_values({request.label})"
        )
    return f"label_names({request.selector})"


@reads_answer_of("the query API")
def texts_of(request: VariableRequest, answer: Any) -> list[str]:
    """The texts in an answer, before the variable's pattern and its order are applied. Raises UnexpectedAnswer."""
    if request.wants == "result":
        if answer["resultType"] in ("scalar", "string"):
            return [str(answer["result"][1])]
        return [_sample(series) for series in answer["result"][:MAX_VALUES]]
    if request.wants == "series":
        return [_series(dict(series)) for series in answer[:MAX_VALUES]]
    if not isinstance(answer, list) or not all(isinstance(name, str) for name in answer):
        raise TypeError("expected a list of strings")
    names = answer[:MAX_VALUES]
    if request.only:
        pattern = js_regex(request.only)
        return [name for name in names if pattern.search(name)]
    return names


def _sample(series: Mapping[str, Any]) -> str:
    at, value = series.get("value") or (0, "NaN")
    return f"{_series(dict(series['metric']), always=True)} {value} {round(float(at) * 1000)}"


def _series(labels: dict[str, str], *, always: bool = False) -> str:
    name = labels.pop("__name__", "")
    inner = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    return f"{name}{{{inner}}}" if inner or always or not name else name


def options_of(texts: Sequence[str], regex: str, sort: int) -> tuple[str, ...]:
    """The values of a variable: its pattern applied, each once, in its order. Raises `re.error`."""
    values = list(texts) if not regex else [value for text in texts for value in _matched(js_regex(regex), text)]
    return tuple(_sorted(list(dict.fromkeys(values)), sort))


def _matched(pattern: JsRegex, text: str) -> list[str]:
    """The named group `value`, else the first group of each match, else the whole text."""
    matches = pattern.matches(text)
    if not matches:
        return []
    for name in ("value", "text"):
        for match in matches:
            if match.groupdict().get(name):
                return [str(match.groupdict()[name])]
    grouped = [match for match in matches if match.re.groups]
    if not grouped:
        return [text]
    return [match[1] or "" for match in grouped]


def _sorted(values: list[str], sort: int) -> list[str]:
    """Grafana's orders: 1 and 2 alphabetical, 3 and 4 numerical, 5 and 6 ignoring case, 7 and 8 natural."""
    match sort:
        case 1 | 2:
            values.sort()
        case 3 | 4:
            values.sort(key=_number)
        case 5 | 6:
            values.sort(key=str.lower)
        case 7 | 8:
            values.sort(key=_natural)
    return values[::-1] if sort in (2, 4, 6, 8) else values


def _number(value: str) -> float:
    found = re.search(r"\d+(?:\.\d+)?", value)
    return float(found[0][:300]) if found else -1.0


def _natural(value: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d{1,300}|\D+", value.lower())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
