"""Why a query returns no data on another side."""

from __future__ import annotations

import pytest

from lab.comparison.portability.broken_queries import broken_by, move_between
from lab.comparison.portability.queries import WrittenQuery
from tests.comparison.portability.example_sides import AWAY, GONE, HOME, side


@pytest.mark.parametrize(
    ("query", "causes"),
    [
        pytest.param("same", (), id="it is there"),
        pytest.param("same > 1e9", (), id="nothing passes"),
        pytest.param("same - same > 0", (), id="nothing passes of a difference"),
        pytest.param("old_total", (GONE,), id="another name"),
        pytest.param("rate(old_total[1m]) / rate(old_total[1m])", (GONE,), id="named once"),
        pytest.param("same / on (job) group_left () old_total", (GONE,), id="one side of an operation"),
        pytest.param("never_total", (), id="on neither side"),
        pytest.param('old_total{code="404"}', (GONE,), id="a status that never came, of a metric that is gone"),
        pytest.param('new_total{status="404"} or same', (), id="a status that never came"),
        pytest.param('same{code="500"}', ('same{code="500"}: no such label; status is "500"',), id="another label"),
        pytest.param('same{code=~"5.."}', ('same{code=~"5.."}: no such label',), id="another label, by a pattern"),
        pytest.param(
            'same{job="api",zone="c"} or same{zone=~"a|b"}', (), id="a value that neither side has, of a label of both"
        ),
        pytest.param("old_total or vector(0)", (GONE,), id="a number hides the loss"),
        pytest.param("sum(old_total) or sum(same) * 0", (GONE,), id="a zero that was there hides the loss"),
        pytest.param("old_total or new_total", (), id="written for both"),
        pytest.param("new_total or old_total", (), id="written for both, the other first"),
        pytest.param("absent(same)", (), id="absent of what is there"),
        pytest.param("absent(old_total)", (f"{GONE}, so absent is always true",), id="absent of what has gone"),
        pytest.param("absent(never_total)", (), id="absent of what never was"),
        pytest.param("same unless old_total", (f"{GONE}, so unless removes nothing",), id="unless"),
        pytest.param("job:same:sum > 1", (), id="recorded from what is there"),
        pytest.param(
            "job:old:rate > 1", (f"job:old:rate, recorded by a rule: {GONE}",), id="recorded from what is gone"
        ),
        pytest.param('ALERTS{alertname="Same"}', (), id="an alert that does not fire"),
        pytest.param('ALERTS{alertname="Old"}', (f"ALERTS, recorded by a rule: {GONE}",), id="an alert that is broken"),
        pytest.param("ALERTS", (), id="alerts, of which one lives"),
        pytest.param("vector(1)", (), id="no selector at all"),
        pytest.param(
            "sum by (code) (same) * on (code) sum by (code) (other)",
            (),
            id="without the label both sides are one series",
        ),
    ],
)
def test_broken_by(query: str, causes: tuple[str, ...]) -> None:
    move = move_between("home", "away", {"home": HOME, "away": AWAY})
    assert broken_by(WrittenQuery("alert", "it", "r.yml", query), move) == causes


def test_broken_by_label_mismatch() -> None:
    home = side(("a", {"zone": "1"}), ("b", {"zone": "1"}))
    away = side(("a", {"zone": "1"}), ("b", {"place": "1"}))
    (cause,) = broken_by(
        WrittenQuery("alert", "it", "r.yml", "a * b"), move_between("home", "away", {"home": home, "away": away})
    )
    assert cause == "`*` matches series on all labels, but none has a match on the other side"
