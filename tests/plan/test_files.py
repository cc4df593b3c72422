from __future__ import annotations

import pytest

from lab.errors import Place, Problem, Problems
from lab.language.dialect import Dialect
from lab.language.patch.model import Patch
from lab.plan.files import AlertRule, FileTexts, PlacedPatch, filled, rules_of
from lab.record.planned import ScaledValue

DIALECT = Dialect.model_validate(
    {
        "title": "OpenTelemetry",
        "meanings": {
            "request count": {
                "metric": "http.server.duration_count",
                "type": "counter",
                "labels": {"route": "http.route", "status": "http_status_code"},
            }
        },
    }
)
ASKED = Place("s.yaml", 5, 7)
PATCHED = Place("s.yaml", 9, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[[ metric('request count') ]]", "http.server.duration_count", id="metric"),
        pytest.param("[[ label('request count', 'status') ]]", "http_status_code", id="label"),
        pytest.param("[[ label('request count', 'route') ]]", '"http.route"', id="a label that PromQL must quote"),
        pytest.param("[% for x in [1, 2] %][[ x ]][% endfor %]", "12", id="blocks"),
        pytest.param("a[# what? #]b", "ab", id="comment"),
        pytest.param(
            "{{ $value }} ${env:X} {% x %} {# y #} a[5m]\n",
            "{{ $value }} ${env:X} {% x %} {# y #} a[5m]\n",
            id="the delimiters of others",
        ),
    ],
)
def test_templates(text: str, expected: str) -> None:
    assert filled(text, "x.yml.j2", DIALECT) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "\n\n[[ metric('requests count') ]]",
            "x.yml.j2:3:1: cannot fill this template: the dialect has no meaning 'requests count'; "
            "did you mean 'request count'?",
            id="no meaning",
        ),
        pytest.param(
            "a\n[[ label('request count', 'method') ]]",
            "x.yml.j2:2:1: cannot fill this template: 'request count' has no label 'method'; known: route, status",
            id="no label",
        ),
        pytest.param(
            "a\n[[ metrik('x') ]]", "x.yml.j2:2:1: cannot fill this template: 'metrik' is undefined", id="no function"
        ),
        pytest.param(
            "a\n\n[[ x",
            "x.yml.j2:3:1: not a template: unexpected end of template, expected 'end of print statement'",
            id="not a template",
        ),
        pytest.param(
            "[[ label('request count') ]]", "x.yml.j2:1:1: cannot fill this template: ", id="too few arguments"
        ),
    ],
)
def test_templates_that_cannot_be_filled(text: str, said: str) -> None:
    with pytest.raises(Problems) as caught:
        filled(text, "x.yml.j2", DIALECT)
    assert str(caught.value).startswith(said)


def test_a_template_without_a_dialect() -> None:
    with pytest.raises(Problems, match="the dialect has no meaning 'x'"):
        filled("[[ metric('x') ]]", "x.yml.j2", None)


def texts(files: dict[str, str], *patches: tuple[dict[str, object], bool]) -> FileTexts:
    placed = tuple(PlacedPatch(Patch.model_validate(patch), PATCHED, scales) for patch, scales in patches)
    return FileTexts(files.get, lambda name: f"here/{name}", DIALECT, placed)


def test_a_file_is_filled_then_patched_in_order() -> None:
    found = texts(
        {"r.yml.j2": "a: [[ metric('request count') ]] # c\nb: 15s\n"},
        ({"in": "r.yml.j2", "set": {"b": "1s"}}, True),
        ({"in": "r.yml.j2", "set": {"b": "3s"}}, False),
        ({"in": "r.yml.j2", "replace": {"a": {"http.": "grpc."}}}, True),
    )

    assert found.text("r.yml.j2", ASKED) == "a: grpc.server.duration_count # c\nb: 3s\n"
    assert found.scaled == [ScaledValue("r.yml.j2", "b", "15s", "1s"), ScaledValue("r.yml.j2", "a", "http.", "grpc.")]
    assert (found.problems, found.unused_patches()) == ([], [])


def test_the_last_file_that_stands_in_is_used_and_then_patched() -> None:
    found = texts(
        {"a.yml": "x: 1\n", "b.yml": "x: 2\n", "c.yml": "x: 3\n"},
        ({"in": "a.yml", "file": "b.yml"}, False),
        ({"in": "a.yml", "set": {"y": 1}}, False),
        ({"in": "a.yml", "file": "c.yml"}, False),
    )

    assert found.text("a.yml", ASKED) == "x: 3\ny: 1\n"


RULE = "for: 5m # c\nexpr: rate(x[5m]) + y offset 1h\n"


def test_times_come_first_and_what_is_scaled_twice_is_shown_beside_production() -> None:
    found = texts(
        {"r.yml": RULE},
        ({"in": "r.yml", "set": {"for": "2s"}, "times": {"5m": "4s", "1h": "1h"}}, True),
        ({"in": "r.yml", "times": {"2s": "3s", "4s": "7s", "1h": "9s"}}, True),
    )

    assert found.text("r.yml", ASKED) == "for: 3s # c\nexpr: rate(x[7s]) + y offset 9s\n"
    assert found.scaled == [
        ScaledValue("r.yml", "for", "5m", "3s"),
        ScaledValue("r.yml", "expr", "[5m]", "[7s]"),
        ScaledValue("r.yml", "expr", "offset 1h", "offset 9s"),
    ]
    assert found.problems == []


def test_a_mutant_or_variant_has_times_too_but_they_are_no_scaling() -> None:
    found = texts({"r.yml": RULE}, ({"in": "r.yml", "times": {"5m": "1m", "1h": "1h"}}, False))

    assert found.text("r.yml", ASKED) == RULE.replace("5m", "1m")
    assert found.scaled == []


def test_what_a_patch_changes_beside_giving_another_file() -> None:
    found = texts(
        {"a.yml": "x: 1\n", "b.yml": RULE},
        ({"in": "a.yml", "file": "b.yml", "times": {"5m": "4s", "1h": "1h"}, "set": {"x": 2}}, True),
    )

    assert found.text("a.yml", ASKED) == RULE.replace("5m", "4s") + "x: 2\n"


def test_times_that_are_not_whole() -> None:
    found = texts(
        {"r.yml.j2": RULE},
        ({"in": "r.yml.j2", "times": {"5m": "4s", "2m": "1s"}, "set": {"a.b": 1}}, True),
        ({"in": "r.yml.j2", "times": {"4s": "4s", "60m": "60m", "3m": "1s"}}, False),
    )

    assert found.text("r.yml.j2", ASKED) is None
    assert found.problems == [
        Problem(
            Place("here/r.yml.j2", 2, 30),
            "the duration 1h is not in 'times'; say for instance 1h: 36s, or 1h: 1h to keep it",
        ),
        Problem(
            PATCHED,
            "in r.yml.j2: 'times' maps 2m, which does not occur; take it out (durations that occur: 5m, 1h)",
        ),
        Problem(PATCHED, "in r.yml.j2: a: there is no key 'a'; known: for, expr"),
        Problem(
            PATCHED,
            "in r.yml.j2: 'times' maps 3m, which does not occur; take it out (durations that occur: 4s, 1h)",
        ),
    ]


def test_a_file_is_read_once_and_its_problems_are_told_once() -> None:
    found = texts({})

    assert (found.text("x.yml", ASKED), found.text("x.yml", PATCHED)) == (None, None)
    assert found.problems == [Problem(ASKED, "there is no file 'x.yml' in the scenario's folder")]


def test_every_patch_that_leads_nowhere_is_told_at_its_place() -> None:
    found = texts(
        {"x.yml": "a: 1\n"},
        ({"in": "x.yml", "set": {"b.c": 1}}, True),
        ({"in": "x.yml", "remove": ("d",)}, False),
        ({"in": "y.yml", "set": {"b": 1}}, False),
    )

    assert found.text("x.yml", ASKED) is None
    assert found.problems == [
        Problem(PATCHED, "in x.yml: b: there is no key 'b'; known: a"),
        Problem(PATCHED, "in x.yml: d: there is no key 'd'; known: a"),
    ]
    assert found.missing()
    assert found.unused_patches() == []  # it may follow from what has been said


def test_a_patch_of_a_file_that_is_not_used() -> None:
    found = texts({"x.yml": "a: 1\n"}, ({"in": "y.yml", "set": {"b": 1}}, False))

    assert found.text("x.yml", ASKED) == "a: 1\n"
    assert found.unused_patches() == [
        Problem(PATCHED, "this patches 'y.yml', which the scenario does not use; did you mean 'x.yml'?")
    ]


@pytest.mark.parametrize(
    ("name", "text", "broken"),
    [
        pytest.param("x.yml", "a: [1\n", True, id="yml"),
        pytest.param("x.yaml", "a: [1\n", True, id="yaml"),
        pytest.param("x.yml.j2", "a: [1\n", True, id="template"),
        pytest.param("x.txt", "a: [1\n", False, id="another kind of file"),
        pytest.param("x.yml", "a: 1\n---\na: 2\n", False, id="what other programs may take"),
    ],
)
def test_yaml_files_must_be_yaml(name: str, text: str, broken: bool) -> None:
    found = texts({name: text})

    assert (found.text(name, ASKED) is None) == broken
    assert [problem.place.file for problem in found.problems] == ([f"here/{name}"] if broken else [])


RULES = """\
groups:
  - name: a
    rules:
      - {alert: One, expr: up == 0, for: 2m}
      - {record: "job:up", expr: sum(up)}
      - alert: Two
        expr: |
          sum(
        for: 5
      - alert: Three
      - {alert: Four, expr: up, for: 1w2d}
      - {alert: Five, expr: up}
"""


def test_rules_and_what_is_wrong_with_them() -> None:
    alerts, problems = rules_of(RULES, "r.yml")

    assert alerts == (
        AlertRule("One", "2m", Place("r.yml", 4, 10)),
        AlertRule("Three", "0s", Place("r.yml", 10, 9)),
        AlertRule("Four", "1w2d", Place("r.yml", 11, 10)),
        AlertRule("Five", "0s", Place("r.yml", 12, 10)),
    )
    assert [str(problem) for problem in problems] == [
        "r.yml:7:9: PromQL does not parse: unclosed left parenthesis",
        "r.yml:9:9: 5 is not a duration; write for instance 2m",
        "r.yml:10:9: a rule needs 'expr'",
    ]


@pytest.mark.parametrize("text", ["", "groups:\n", "groups: 1\n", "- a\n", "groups: [1, {rules: 1}, {rules: [1]}]\n"])
def test_rule_files_with_nothing_to_find(text: str) -> None:
    assert rules_of(text, "r.yml") == ((), ())


def test_a_rule_file_that_is_not_ours_to_read() -> None:
    alerts, problems = rules_of("a: 1\na: 2\n", "r.yml")

    assert alerts == ()
    assert [str(problem) for problem in problems] == ["r.yml:2:1: key 'a' is given twice; the first is on line 1"]
