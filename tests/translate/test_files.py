"""The rules and dashboards that are shipped, of each HTTP dialect for each other one, on each path."""

from __future__ import annotations

import json

import pytest

from lab.errors import Problems
from lab.language.promql import promql_error
from lab.translate.files import is_json, translate_files
from lab.translate.paths import PATHS
from lab.translate.query import selectors_in
from lab.translate.reading import read
from lab.translate.report import TranslatedFile
from lab.translate.verify import with_samples
from lab.translate.vocabulary import Names
from tests.plan.planned import CHECKOUT
from tests.translate.worlds import FASTAPI, FOUR, HAND, MS, S, named

SHIPPED = {
    "scenarios/rules/http.yml": HAND,
    "scenarios/prom-pull/rules/http.yml": HAND,
    "scenarios/slo/rules/slo.yml": HAND,
    "scenarios/dashboards/http-red.json": HAND,
    "scenarios/dashboards/importable.json": HAND,
    "scenarios/otel-direct/rules/http.yml": MS,
    "scenarios/dashboards/http-red-otel.json": MS,
    "scenarios/otel-collector-scrape/rules/http.yml": f"{MS}/collector-scrape",
}
REFERENCES = (*FOUR, *(f"{name}/{path}" for name in (MS, S) for path in PATHS))


def translated(file: str, source: str, target: str) -> TranslatedFile:
    return translate_files({file: (CHECKOUT / file).read_text(encoding="utf-8")}, named(source), named(target))[0]


def selected(query: str) -> set[str]:
    return {
        selector.name or next((m.value for m in selector.matchers if m.label.name == "__name__"), "")
        for selector in selectors_in(read(query))
    }


@pytest.mark.parametrize("target", REFERENCES)
@pytest.mark.parametrize("file", SHIPPED)
def test_translations_parse_and_select_only_names_of_the_target(file: str, target: str) -> None:
    check_translation(file, SHIPPED[file], target)


def check_translation(file: str, source: str, target: str) -> None:
    foreign = Names(named(source)).metrics() - Names(named(target)).metrics()
    found = translated(file, source, target)
    for entry in found.entries:
        if entry.outcome == "translated" and not entry.what.startswith("variable"):
            assert promql_error(with_samples(entry.after)) is None
            assert not selected(entry.after) & foreign, entry.after
        if entry.outcome == "left" and not entry.what.startswith("variable"):
            assert not selected(entry.before) & foreign, entry.before
    if is_json(found.text):
        json.loads(found.text)


def test_refusals_among_the_shipped() -> None:
    """All else is translated."""
    refused = {
        (target, entry.what, entry.detail)
        for file in ("scenarios/dashboards/http-red.json", "scenarios/rules/http.yml", "scenarios/slo/rules/slo.yml")
        for target in FOUR[1:]
        for entry in translated(file, HAND, target).refused
    }
    lacks = f"{FASTAPI} has no requests in progress"
    assert refused == {
        (FASTAPI, "panel In progress now (A)", lacks),
        (FASTAPI, "panel Requests in progress (A)", lacks),
        (
            FASTAPI,
            "panel Rate by status (A)",
            "'status' has status codes here and their classes there: 200 and 204 are one",
        ),
    }


def test_rules_of_one_file_record_what_a_dashboard_uses() -> None:
    rule = 'groups:\n- name: a\n  rules:\n  - {record: "a:b", expr: sum by (path) (http_requests_total)}\n'
    board = '{"panels": [{"title": "p", "targets": [{"expr": "sum by (path) (a:b)"}]}]}'
    _, found = translate_files({"rules.yml": rule, "board.json": board}, named(HAND), named(MS))
    assert found.text == board.replace("(path)", "(http_target)")
    (alone,) = translate_files({"board.json": board}, named(HAND), named(MS))
    assert (alone.text, alone.entries[0].detail) == (board, "not of this dialect, left as it is: a:b")


def test_problems_of_all_files_are_reported() -> None:
    with pytest.raises(Problems) as caught:
        translate_files({"a.yml": "groups: [", "b.json": "{"}, named(HAND), named(MS))
    assert "a.yml:" in str(caught.value)
    with pytest.raises(Problems, match=r"b\.json:1:2: not JSON"):
        translate_files({"b.json": "{"}, named(HAND), named(MS))
