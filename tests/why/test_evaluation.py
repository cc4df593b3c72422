"""Queries evaluated from labels return the same series as the backend did, where no comparison decides."""

from __future__ import annotations

import pytest

from lab.why.evaluation import evaluate_labels, is_scalar, signature
from lab.why.expression import Binary, Matching, parts
from lab.why.parser import parse
from tests.why.captured_labs import captured_lab
from tests.why.queries import QUERIES

# Comparisons and rejected queries depend on more than labels, and the interval of pushed series is unknown.
_EXCLUDED = ("query that the backend rejects", "range of one export")
DECIDED_BY_LABELS = [
    pytest.param(name, query, id=f"{name}: {row}")
    for name, queries in QUERIES.items()
    for row, query in queries.items()
    if not any(isinstance(part, Binary) and part.compares for part in parts(parse(query))) and row not in _EXCLUDED
]


@pytest.mark.parametrize(("name", "query"), DECIDED_BY_LABELS)
def test_evaluate_labels_agrees_with_the_backend(name: str, query: str) -> None:
    lab = captured_lab(name)
    assert len(evaluate_labels(parse(query), lab.inventory).samples) == len(lab.evaluate(query).samples)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("-(1 + 2)", True, id="arithmetic"),
        pytest.param("time() - scalar(x)", True, id="functions"),
        pytest.param("1 + x", False, id="with a vector"),
        pytest.param("vector(1)", False, id="vector"),
    ],
)
def test_is_scalar(query: str, expected: bool) -> None:
    assert is_scalar(parse(query)) is expected


def test_signature_on_and_ignoring() -> None:
    labels = {"__name__": "x", "job": "api", "path": "/", "empty": ""}
    assert signature(labels, Matching(True, ("path", "missing"))) == (("missing", ""), ("path", "/"))
    assert signature(labels, Matching(False, ("path",))) == (("job", "api"),)
    assert signature(labels, None) == (("job", "api"), ("path", "/"))
