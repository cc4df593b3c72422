"""Which part of a selector matches nothing, as a short text."""

from __future__ import annotations

import pytest

from lab.comparison.portability.causes import causes_of
from lab.why.expression import Selector
from lab.why.parser import parse
from tests.comparison.portability.example_sides import AWAY, HOME, side

DIALECTS = {"home": HOME.dialect, "away": AWAY.dialect}
INSTANCES = side(("up_seconds", {"zone": "a", "host": "1"}), ("up_seconds", {"zone": "b", "host": "2"}))


def causes(query: str, view=AWAY, on_both: tuple[str, ...] = ()) -> tuple[str, ...]:
    selector = parse(query)
    assert isinstance(selector, Selector)
    return causes_of(selector, view.inventory, DIALECTS, on_both)


@pytest.mark.parametrize(
    ("query", "cause"),
    [
        pytest.param("old_total", "old_total: no such metric; here it is new_total", id="renamed"),
        pytest.param("otter", "otter: no such metric; the nearest is other", id="misspelled"),
        pytest.param("up", "up: no such metric; nothing is scraped here", id="no scrapes"),
        pytest.param('{__name__=~"x.*"}', '{__name__=~"x.*"}: no metric has such a name', id="no name"),
        pytest.param('new_total{code="200"}', 'new_total{code="200"}: no such label; here it is status', id="label"),
        pytest.param('same{zone="c"}', 'same{zone="c"}: zone is "a", "b" here', id="value"),
        pytest.param('same{kind="a"}', 'same{kind="a"}: no such label; zone is "a"', id="value of another label"),
    ],
)
def test_causes_of(query: str, cause: str) -> None:
    assert causes(query) == (cause,)


def test_causes_of_combination() -> None:
    assert causes('up_seconds{zone="a",host="2"}', INSTANCES) == (
        'up_seconds{zone="a",host="2"}: each label value exists, but no series has all of them',
    )


def test_causes_of_name_on_both_sides() -> None:
    assert causes("otter", on_both=("other",)) == ("otter: no such metric",)


def test_causes_of_many_values() -> None:
    many = side(*(("m", {"code": str(number)}) for number in range(5)))
    assert causes('m{code="9"}', many) == ('m{code="9"}: code is "0", "1", "2" and 2 more here',)
