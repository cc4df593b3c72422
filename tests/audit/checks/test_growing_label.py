from __future__ import annotations

from lab.audit.checks.growing_label import check
from lab.audit.model import FindingClass, NotAudited
from tests.audit.checks.audited import NOW, KnownAnswers, context, findings, results, target


def counts(metric: str, now: int, middle: int, before: int, window: str = "1h", half: str = "30m") -> dict[str, list]:
    numbers = {"": now, f" offset {half}": middle, f" offset {window}": before}
    return {f"count({metric}{shift})": [({}, float(number))] for shift, number in numbers.items()}


def values(metric: str, label: str, now: int, before: int, window: str = "1h") -> dict[str, list]:
    numbers = {"": now, f" offset {window}": before}
    return {f"count(count by ({label}) ({metric}{shift}))": [({}, float(number))] for shift, number in numbers.items()}


def test_label_with_new_values_all_the_time() -> None:
    answers = KnownAnswers(
        {
            **counts("orders_total", 4800, 3000, 1200),
            **values("orders_total", "user", 4700, 1100),
            **values("orders_total", "region", 4, 4),
        },
        names={"orders_total": ["instance", "job", "region", "user", "le"]},
        label_values_of={("user", "orders_total"): ["u1", "u2", "u3", "u4"]},
    )
    [finding] = findings(check, context(answers, series={"orders_total": 4800}, targets=(target(),)))
    assert (finding.class_, str(finding.subject)) == (FindingClass.COSTLY, "label 'user' of 'orders_total'")
    assert finding.message == (
        "it has 4,700 values in orders_total, and had 1,100 1h ago: its series have grown from 1,200 to 4,800"
    )
    assert finding.details == ("for example u1, u2, u3",)
    assert not any("(instance)" in query or "(le)" in query for query in answers.asked)


def test_metric_that_grew_once() -> None:
    """A deployment adds series once; they do not go on growing."""
    answers = KnownAnswers(counts("orders_total", 4800, 4800, 1200), names={"orders_total": ["user"]})
    assert not findings(check, context(answers, series={"orders_total": 4800}))


def test_metric_that_grows_with_its_targets() -> None:
    answers = KnownAnswers(counts("orders_total", 4800, 3000, 1200), names={"orders_total": ["job", "instance"]})
    assert not findings(check, context(answers, series={"orders_total": 4800}, targets=(target(),)))


def test_metric_that_was_not_there_before() -> None:
    vectors = counts("orders_total", 4800, 3000, 1200)
    del vectors["count(orders_total offset 1h)"]
    assert not findings(check, context(KnownAnswers(vectors), series={"orders_total": 4800}))


def test_window_of_since() -> None:
    answers = KnownAnswers(
        {
            **counts("orders_total", 4800, 3000, 1200, "6h", "3h"),
            **values("orders_total", "user", 4700, 1100, "6h"),
        },
        names={"orders_total": ["user"]},
    )
    [finding] = findings(check, context(answers, series={"orders_total": 4800}, since=NOW - 6 * 3600))
    assert "1,100 6h ago" in finding.message


def test_metric_with_too_many_series_to_count() -> None:
    answers = KnownAnswers()
    [result] = results(check, context(answers, series={"orders_total": 300_000}))
    assert isinstance(result, NotAudited)
    assert result.what == "whether the series of orders_total grow"
    assert not answers.asked
