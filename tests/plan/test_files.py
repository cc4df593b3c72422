from __future__ import annotations

import pytest

from lab.errors import Place, Problem
from lab.language.dialect import Dialect
from lab.language.patch.model import Patch
from lab.plan.files import FileTexts, PlacedPatch
from tests.plan.planned import scaled

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


def texts(files: dict[str, str], *patches: tuple[dict[str, object], bool]) -> FileTexts:
    placed = tuple(PlacedPatch(Patch.model_validate(patch), PATCHED, scales) for patch, scales in patches)
    return FileTexts(files.get, lambda name: f"here/{name}", DIALECT, placed)


def test_text_renders_a_template_then_applies_patches_in_order() -> None:
    found = texts(
        {"r.yml.j2": "a: [[ metric('request count') ]] # c\nb: 15s\n"},
        ({"in": "r.yml.j2", "set": {"b": "1s"}}, True),
        ({"in": "r.yml.j2", "set": {"b": "3s"}}, False),
        ({"in": "r.yml.j2", "replace": {"a": {"http.": "grpc."}}}, True),
    )

    assert found.text("r.yml.j2", ASKED) == "a: grpc.server.duration_count # c\nb: 3s\n"
    assert found.scaled == [
        scaled("r.yml.j2", "b", "15s", "1s"),
        scaled("r.yml.j2", "a", "http.", "grpc."),
    ]
    assert (found.problems.problems, found.unused_patches()) == ([], [])


def test_text_uses_the_last_replacement_file_and_patches_it() -> None:
    found = texts(
        {"a.yml": "x: 1\n", "b.yml": "x: 2\n", "c.yml": "x: 3\n"},
        ({"in": "a.yml", "file": "b.yml"}, False),
        ({"in": "a.yml", "set": {"y": 1}}, False),
        ({"in": "a.yml", "file": "c.yml"}, False),
    )

    assert found.text("a.yml", ASKED) == "x: 3\ny: 1\n"


RULE = "for: 5m # c\nexpr: rate(x[5m]) + y offset 1h\n"


def test_text_applies_times_first_and_merges_rows_scaled_twice() -> None:
    found = texts(
        {"r.yml": RULE},
        ({"in": "r.yml", "set": {"for": "2s"}, "times": {"5m": "4s", "1h": "1h"}}, True),
        ({"in": "r.yml", "times": {"2s": "3s", "4s": "7s", "1h": "9s"}}, True),
    )

    assert found.text("r.yml", ASKED) == "for: 3s # c\nexpr: rate(x[7s]) + y offset 9s\n"
    assert found.scaled == [
        scaled("r.yml", "for", "5m", "3s"),
        scaled("r.yml", "expr", "[5m]", "[7s]"),
        scaled("r.yml", "expr", "offset 1h", "offset 9s"),
    ]
    assert found.problems.problems == []


def test_text_times_of_a_mutant_are_not_scaling() -> None:
    found = texts({"r.yml": RULE}, ({"in": "r.yml", "times": {"5m": "1m", "1h": "1h"}}, False))

    assert found.text("r.yml", ASKED) == RULE.replace("5m", "1m")
    assert found.scaled == []


def test_text_patch_with_file_and_changes() -> None:
    found = texts(
        {"a.yml": "x: 1\n", "b.yml": RULE},
        ({"in": "a.yml", "file": "b.yml", "times": {"5m": "4s", "1h": "1h"}, "set": {"x": 2}}, True),
    )

    assert found.text("a.yml", ASKED) == RULE.replace("5m", "4s") + "x: 2\n"


def test_text_incomplete_times() -> None:
    found = texts(
        {"r.yml.j2": RULE},
        ({"in": "r.yml.j2", "times": {"5m": "4s", "2m": "1s"}, "set": {"a.b": 1}}, True),
        ({"in": "r.yml.j2", "times": {"4s": "4s", "60m": "60m", "3m": "1s"}}, False),
    )

    assert found.text("r.yml.j2", ASKED) is None
    assert found.problems.problems == [
        Problem(
            Place("here/r.yml.j2", 2, 30),
            "the duration 1h is not in 'times'; add for example 1h: 36s, or 1h: 1h to keep it",
        ),
        Problem(
            PATCHED,
            "in r.yml.j2: 'times' maps 2m, which does not occur; remove it (durations in the file: 5m, 1h)",
        ),
        Problem(PATCHED, "in r.yml.j2: a: there is no key 'a'; known: for, expr"),
        Problem(
            PATCHED,
            "in r.yml.j2: 'times' maps 3m, which does not occur; remove it (durations in the file: 4s, 1h)",
        ),
    ]


def test_text_reports_a_missing_file_once() -> None:
    found = texts({})

    assert (found.text("x.yml", ASKED), found.text("x.yml", PATCHED)) == (None, None)
    assert found.problems.problems == [Problem(ASKED, "there is no file 'x.yml' in the scenario's folder")]


def test_text_reports_every_patch_that_leads_nowhere() -> None:
    found = texts(
        {"x.yml": "a: 1\n"},
        ({"in": "x.yml", "set": {"b.c": 1}}, True),
        ({"in": "x.yml", "remove": ("d",)}, False),
        ({"in": "y.yml", "set": {"b": 1}}, False),
    )

    assert found.text("x.yml", ASKED) is None
    assert found.problems.problems == [
        Problem(PATCHED, "in x.yml: b: there is no key 'b'; known: a"),
        Problem(PATCHED, "in x.yml: d: there is no key 'd'; known: a"),
    ]
    assert found.problems.is_broken("file", "x.yml")
    assert found.unused_patches() == []  # may follow from the broken file


def test_unused_patches() -> None:
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
def test_text_checks_yaml_syntax(name: str, text: str, broken: bool) -> None:
    found = texts({name: text})

    assert (found.text(name, ASKED) is None) == broken
    assert [problem.place.file for problem in found.problems.problems] == ([f"here/{name}"] if broken else [])
