"""Where the values of a resolved project stand in the user's files."""

from __future__ import annotations

from lab.configs.yaml_file import read_config
from lab.stack.user_compose.project import ResolvedProject, has

BASE = read_config("services:\n  app:\n    image: a\n    volumes:\n      - /:/host\n", "docker-compose.yml")
OVER = read_config("services:\n  app:\n    privileged: true\n", "override.yml")
PROJECT = ResolvedProject({"services": {"app": {}, "db": {}}}, (BASE, OVER), "/p", left_out=("db",))


def test_place_is_in_the_last_file_that_says_it() -> None:
    assert str(PROJECT.place("app", "privileged")) == "override.yml:3:5"
    assert str(PROJECT.place("app", "volumes", 0)) == "docker-compose.yml:5:9"


def test_place_of_what_no_file_says_is_that_of_what_holds_it() -> None:
    assert str(PROJECT.place("app", "pid")) == "override.yml:2:3"
    assert PROJECT.place_of("secrets", "x").line == 0


def test_services_are_without_those_left_out() -> None:
    assert list(PROJECT.services) == ["app"]


def test_has_looks_into_lists() -> None:
    assert has({"a": [{"b": 1}]}, ("a", 0, "b"))
    assert not has({"a": [{"b": 1}]}, ("a", 1))
