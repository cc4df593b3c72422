"""The structure of alertmanager.yml: what Alertmanager refuses, and the receivers that it defines."""

from __future__ import annotations

import pytest

from lab.configs.alertmanager import interval_names, problems, receiver_names, shortest_grouping
from lab.configs.receivers import KINDS
from lab.configs.yaml_file import read_config

GOOD = "route: {receiver: a}\nreceivers: [{name: a}, {name: b}]\n"


def found(text: str) -> list[str]:
    return [str(problem) for problem in problems(read_config(text, "a.yml"))]


def test_receiver_and_interval_names() -> None:
    document = read_config(GOOD + "time_intervals: [{name: n}]\nmute_time_intervals: [{name: m}]\n", "a.yml")

    assert (receiver_names(document), interval_names(document)) == (("a", "b"), ("m", "n"))
    assert list(problems(document)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_problems_of_every_kind_of_receiver(kind: str) -> None:
    assert found(f"route: {{receiver: a}}\nreceivers: [{{name: a, {kind}: [{{send_resolved: true}}]}}]\n") == []
    assert found(f"route: {{receiver: a}}\nreceivers: [{{name: a, {kind}: [{{send_resolve: true}}]}}]\n") == [
        f"a.yml:2:{24 + len(kind) + 3}: Alertmanager has no key 'send_resolve' in an entry of {kind}; did you mean "
        "'send_resolved'?"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("receivers: [{name: a}]", "alertmanager.yml needs 'route'"),
        ("route: {}\nreceivers: [{name: a}]", "the root route needs 'receiver'"),
        (
            "route: {receiver: c}\nreceivers: [{name: ab}, {name: b}]",
            "a.yml:1:9: there is no receiver 'c'; known: ab, b",
        ),
        (GOOD.replace("r: a}", "r: a, routes: [{receiver: aa, routes: [{receiver: b}]}]}"), "no receiver 'aa'"),
        (GOOD.replace("r: a}", "r: a, routes: [{routes: [{recevier: b}]}]}"), "did you mean 'receiver'?"),
        (GOOD.replace("r: a}", "r: a, routes: [{mute_time_intervals: [night]}]}"), "no time interval 'night'"),
        (GOOD.replace("r: a}", "r: a, mute_time_intervals: [night]}"), "the root route cannot have"),
        (GOOD.replace("b}", "a}"), "a.yml:2:25: there is already a receiver 'a'"),
        (GOOD.replace("r: a}", "r: a, group_by: alertname}"), "'group_by' is a list"),
        (GOOD + "inhibit_rules: [{source_matchers: [a=b], target_matcher: [c=d]}]", "did you mean 'target_matchers'?"),
        (GOOD + "time_intervals: [{name: n, time_intervals: [{time: []}]}]", "did you mean 'times'?"),
        (GOOD + "global: {smtp_smart_host: a}", "did you mean 'smtp_smarthost'?"),
    ],
)
def test_problems(text: str, message: str) -> None:
    assert len(found(text)) == 1
    assert message in found(text)[0]


@pytest.mark.parametrize(
    ("route", "grouping"),
    [
        ("receiver: a", ("30s", "5m")),
        ("receiver: a, group_wait: 5m, group_interval: 1h", ("5m", "1h")),
        ("receiver: a, group_wait: 5m, routes: [{receiver: b, group_wait: 0s}]", ("0s", "5m")),
        (
            "receiver: a, group_wait: 1s, group_interval: 2s, routes: [{receiver: b, routes: [{receiver: b}]}]",
            ("1s", "2s"),
        ),
        ("receiver: a, group_wait: 0s, routes: [{receiver: b, group_wait: 1h}]", ("0s", "5m")),
    ],
)
def test_shortest_grouping_of_all_routes(route: str, grouping: tuple[str, str]) -> None:
    document = read_config(f"route: {{{route}}}\nreceivers: [{{name: a}}, {{name: b}}]\n", "a.yml")
    assert shortest_grouping(document) == grouping
