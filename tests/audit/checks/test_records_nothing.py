from __future__ import annotations

from lab.audit.checks.records_nothing import check
from lab.audit.model import FindingClass
from tests.audit.dashboards import findings, not_audited
from tests.audit.small_system import LIVE, ask, context, inventory_of, record, system


def test_recording_rule_on_nothing() -> None:
    [one] = findings(check(context(record("job:redis:rate5m", "rate(redis_commands_total[5m])"))))
    assert one.class_ is FindingClass.MISSING
    assert one.message.startswith("it records nothing: no metric is called redis_commands_total")


def test_recording_rule_with_series() -> None:
    own = ask()
    own.live = inventory_of({**LIVE, "job:up:sum": [{"job": "api"}]})
    known = system(record("job:up:sum", "sum by (job) (up)"), metrics=frozenset({*LIVE, "job:up:sum"}))
    [one] = findings(check(context(system=known, ask=own)))
    assert (one.class_, one.message) == (FindingClass.WORKING, "it records 1 series")


def test_rule_without_series_yet_is_quiet() -> None:
    [one] = findings(check(context(record("job:up:sum", "sum by (job) (up)"))))
    assert one.class_ is FindingClass.QUIET


def test_rule_that_was_not_evaluated_is_not_judged() -> None:
    rule = record("job:up:sum", "sum by (job) (up)", evaluated=False)
    [one] = not_audited(check(context(rule)))
    assert one.why == "it has not been evaluated yet"
