"""Causes of empty panels, grouped."""

from __future__ import annotations

from lab.record.verdict import Empty
from lab.report.empty_panels import causes_text, with_all_causes
from lab.why.inventory import Inventory, Metric, Series

UP = {"up": Metric((Series({"job": "node", "instance": "a"}, 100.0, True),), 1)}


def panel(name: str, promql: str, ref: str = "A", **more: object) -> Empty:
    return Empty.model_validate({"name": name, "ref": ref, "query": promql, "promql": promql, **more})


def inventory() -> Inventory:
    return Inventory("prometheus", started=0.0, taken_at=100.0, metrics=UP)


def test_causes_of_many_are_grouped_by_the_metrics_that_are_missing() -> None:
    panels = [panel(f"Net {n}", f"rate(node_netstat_{n}[5m])") for n in range(12)]
    panels += [panel("Load", "node_load1"), panel("CPU", "node_load1 / node_cpus", ref="B", whole=False)]
    text = causes_text(with_all_causes(tuple(panels), inventory(), {}))

    assert text.splitlines() == [
        "no target sends node_cpus: CPU (B)",
        "no target sends node_load1: Load; CPU (B)",
        "no target sends node_netstat_* (12 metrics): Net 0; Net 1; Net 2; Net 3; Net 4; Net 5; Net 6; Net 7; Net 8; "
        "Net 9; Net 10; Net 11",
    ]


def test_causes_of_a_few_are_explained() -> None:
    (one,) = with_all_causes((panel("Up", 'up{job="nod"}'),), inventory(), {})

    assert "nod" in one.cause
    assert causes_text((one,)) == f"{one.cause}: Up"


def test_causes_of_variables() -> None:
    empty = (
        Empty(kind="variable", name="x", query="label_values(up, x)", promql="up", label="x", used_by=2),
        Empty(kind="variable", name="y", query="label_values(y)", label="y", used_by=2),
        Empty(kind="variable", name="z", query="label_values({, z)", label="z", cause="was refused: bad"),
    )

    assert causes_text(with_all_causes(empty, inventory(), {})).splitlines() == [
        "$x: up has series, but none with the label x",
        "$y: no series has the label y",
        "$z: was refused: bad",
    ]


def test_causes_without_an_inventory_name_the_query() -> None:
    logs = Empty(name="Errors", ref="A", query='{app="a"} |= "ERROR"')
    allowed = panel("Firing alerts", "ALERTS", allowed=True, cause="no alert fires")

    assert causes_text((logs, allowed)).splitlines() == [
        'no data for {app="a"} |= "ERROR": Errors',
        "may be empty: no alert fires: Firing alerts",
    ]


def test_causes_that_the_answers_show_stand() -> None:
    one = panel("Swap", "up / up", cause="every value is NaN")
    assert with_all_causes((one,), inventory(), {}) == (one,)
