from __future__ import annotations

import pytest

from lab.drill.solving.labels import label_series
from lab.drill.solving.series import Copies, Programme
from lab.drill.solving.world import EMPTY, UNKNOWN, Surroundings, World, known
from lab.why.parser import parse

AGES = tuple(float(age) for age in range(900, -60, -10))


def world_of(query: str, programme: Programme | None, copies: Copies | None = None) -> World:
    """One in which each selector of the query has the same programme."""
    labelling = label_series(parse(query), "1", (), apart=False)
    cells = labelling.cells.values()
    return World(
        Surroundings(labelling, 1e9, AGES, 900.0),
        dict.fromkeys(cells, programme),
        dict.fromkeys(cells, copies) if copies else {},
    )


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("x", 6.0),
        ("x > 5", 6.0),
        ("x > 9", EMPTY),
        ("x > bool 9", 0.0),
        ("absent(x)", EMPTY),
        ("x or vector(0)", 6.0),
        ("x unless y", EMPTY),
        ("rate(x[5m])", 0.0),
        ("time() - 5", 1e9 - 5),
        ("sum(x) * 2 - 1", 11.0),
        ("count(x)", 1.0),
        ("changes(x[5m])", 0.0),
    ],
)
def test_known(query: str, value: object) -> None:
    assert known(parse(query), world_of(query, Programme(6.0))) == value


def test_known_of_no_series() -> None:
    assert known(parse("x + 1"), world_of("x + 1", None)) is EMPTY
    assert known(parse("absent(x)"), world_of("absent(x)", None)) == 1.0


def test_known_before_anything_is_decided() -> None:
    labelling = label_series(parse("x + 1"), "1", (), apart=False)
    assert known(parse("x + 1"), World(Surroundings(labelling, 1e9, AGES, 900.0))) is UNKNOWN


def test_known_of_copies() -> None:
    copies = Copies(2, "instance", 4.0)
    for query, value in {"sum(x)": 16.0, "max(x)": 10.0, "min(x)": 6.0, "avg(x)": 8.0, "count(x)": 2.0}.items():
        assert known(parse(query), world_of(query, Programme(6.0), copies)) == value
    nested = "count(count by (instance) (x))"
    assert known(parse(nested), world_of(nested, Programme(6.0), copies)) == 2.0
