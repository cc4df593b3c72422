"""The inventory of an earlier moment, and which series a selector selects."""

from __future__ import annotations

from lab.why.expression import Selector
from lab.why.inventory import Inventory, Series
from lab.why.parser import parse
from tests.why.captured_labs import captured_lab


def test_as_of_before_a_fault() -> None:
    inventory = captured_lab("prom-pull-killed").inventory
    before = inventory.as_of(inventory.taken_at - 20, faulted=True)
    assert {series.live for series in before.metrics["http_requests_total"].series} == {True}
    assert [target.health for target in before.targets] == ["unknown"]
    assert before.stopped == {}


def test_as_of_without_a_fault() -> None:
    inventory = captured_lab("prom-pull-killed").inventory
    before = inventory.as_of(inventory.taken_at - 1, faulted=False)
    assert {series.live for series in before.metrics["http_requests_total"].series} == {False}
    assert before.targets == inventory.targets
    assert before.stopped == inventory.stopped


def test_has_samples_of_a_target_that_was_never_up() -> None:
    inventory = captured_lab("prom-pull-wrong-port").inventory
    assert [inventory.has_samples_of(target) for target in inventory.targets] == [False]


def selected(inventory: Inventory, query: str) -> list[Series]:
    selector = parse(query)
    assert isinstance(selector, Selector)
    return [series for _, series in inventory.select(selector)]


def test_select_joined_groups() -> None:
    inventory = captured_lab("prom-pull").inventory
    both = selected(inventory, '{__name__="http_requests_total",status="500" or __name__="up"}')
    assert len(both) == len(selected(inventory, 'http_requests_total{status="500"}')) + len(selected(inventory, "up"))
