from __future__ import annotations

from lab.drill.solving.labels import label_series, names_out
from lab.why.parser import parse


def labels_of(query: str, *, apart: bool = False) -> dict[str, dict[str, str]]:
    labelling = label_series(parse(query), "1", (), apart=apart)
    return {cell.name: dict(cell.labels) for cell in labelling.cells.values()}


def test_series_satisfy_their_matchers() -> None:
    (labels,) = labels_of('x{a="1", b!="2", c=~"up|down", d!~"x.*", e=""}').values()
    assert labels["a"] == "1" and labels["b"] == "b-1" and labels["c"] == "up" and labels["d"] == "d-1"
    assert "e" not in labels


def test_sides_share_labels() -> None:
    found = labels_of('a{state="used"} / b')
    assert found["a"] == found["b"]


def test_ignored_labels_are_left_out_of_the_other_side() -> None:
    found = labels_of('a / ignoring (limit) b{limit="max"}')
    assert "limit" not in found["a"] and found["b"]["limit"] == "max"


def test_other_side_of_an_aggregation_has_its_labels_only() -> None:
    found = labels_of("sum by (job) (a) / job:b:sum")
    assert set(found["job:b:sum"]) == {"job"} and {"job", "instance"} <= set(found["a"])


def test_series_that_are_scraped_have_job_and_instance() -> None:
    assert set(labels_of("sum by (job) (a) / b")["b"]) == {"job", "instance"}
    recorded = label_series(parse("sum by (job) (a) / b"), "1", (), apart=False, recorded=frozenset({"b"}))
    assert {tuple(dict(cell.labels)) for cell in recorded.cells.values() if cell.name == "b"} == {("job",)}


def test_labels_that_an_aggregation_drops_are_left_out_of_the_other_side() -> None:
    found = labels_of("a / sum without (cpu) (b)")
    assert "cpu" not in found["a"] and "cpu" in found["b"]


def test_on_labels_that_a_side_cannot_have_are_left_out() -> None:
    found = labels_of("sum by (job) (a) / on (job, pod) b")
    assert "pod" not in found["b"]


def test_one_value_serves_all_selectors_that_allow_it() -> None:
    labelling = label_series(parse('sum(r{code=~"5.."}) / sum(r)'), "1", (), apart=False)
    assert len(set(labelling.cells.values())) == 1


def test_apart_gives_series_of_their_own() -> None:
    expression = parse('sum(r{code=~"5.."}) / sum(r)')
    labelling = label_series(expression, "1", (), apart=True)
    assert len(set(labelling.cells.values())) == 2
    whole = next(selector for selector in labelling.cells if not selector.labelled)
    assert labelling.others(whole)


def test_conflicting_matchers() -> None:
    labelling = label_series(parse('x{a="1", a="2"}'), "1", (), apart=False)
    assert labelling.conflicts == ('no value of a satisfies a="1", a="2"',)


def test_names_out() -> None:
    assert names_out(parse("sum by (a, b) (x)")) == {"a", "b"}
    assert names_out(parse("rate(x[5m])")) is None
    assert names_out(parse("sum(x) without (a)")) is None
    assert names_out(parse("absent(x)")) == frozenset()


def test_included_labels_are_there_for_the_next_operation() -> None:
    query = (
        "(max by (instance) (pods) * on (instance) group_left (node) max by (instance, node) (names))"
        " / on (node) group_left () max by (node) (capacity)"
    )
    found = labels_of(query)
    assert "node" in found["names"] and "node" in found["capacity"]
