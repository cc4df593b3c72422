from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.plan.naming import compose_name, load_service, project_name


@given(st.text())
def test_compose_name_is_valid(scenario: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", compose_name(scenario))


@pytest.mark.parametrize(
    ("scenario", "name"),
    [
        ("prom-pull", "prom-pull"),
        ("My Scenario", "my-scenario"),
        ("_x", "x"),
        ("é", "lab"),
        ("a.b", "a-b"),
        ("x[0.4,y=2]", "x-0-4-y-2"),
    ],
)
def test_compose_name(scenario: str, name: str) -> None:
    assert compose_name(scenario) == name


def test_project_name() -> None:
    assert project_name("My.Scenario", "f00") == "lab-my-scenario-f00"
    assert project_name("prom-pull[0.46b0]", "f00") == "lab-prom-pull-0-46b0-f00"
    assert load_service("Rush hour") == "load-rush-hour"
