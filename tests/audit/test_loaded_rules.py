"""Rules as the rules API lists them."""

from __future__ import annotations

from lab.audit.loaded_rules import rules_in
from lab.audit.system import LoadedRule

ALERTING = {
    "state": "firing",
    "name": "Down",
    "query": "up == 0",
    "duration": 60,
    "labels": {"severity": "page"},
    "annotations": {"summary": "{{ $labels.job }} is down"},
    "alerts": [{"activeAt": "2026-11-27T13:24:05.5Z"}, {"activeAt": "2026-11-27T13:24:04Z"}],
    "health": "ok",
    "evaluationTime": 0.002,
    "type": "alerting",
}
RECORDING = {"name": "job:up:sum", "query": "sum(up)", "health": "err", "lastError": "no", "type": "recording"}


def test_rules_in() -> None:
    data = {"groups": [{"name": "g", "file": "/etc/rules.yml", "interval": 15, "rules": [ALERTING, RECORDING]}]}
    alerting, recording = rules_in(data)
    assert alerting == LoadedRule(
        "alerting",
        "Down",
        "g",
        "/etc/rules.yml",
        "up == 0",
        {"severity": "page"},
        {"summary": "{{ $labels.job }} is down"},
        60.0,
        15.0,
        0.002,
        "firing",
        "",
        1795785844.0,
    )
    assert (recording.kind, recording.error, recording.active_since, recording.hold) == ("recording", "no", None, 0.0)


def test_rule_that_was_not_evaluated() -> None:
    new = {**RECORDING, "health": "unknown", "lastEvaluation": "0001-01-01T00:00:00Z"}
    assert [rule.evaluated for rule in rules_in({"groups": [{"rules": [new, RECORDING]}]})] == [False, True]


def test_rules_in_an_answer_of_another_shape() -> None:
    assert rules_in({"groups": "none"}) == ()
    assert rules_in([]) == ()
    assert rules_in({"groups": [{"rules": [{"alerts": [{"activeAt": 7}]}]}]})[0].active_since is None
