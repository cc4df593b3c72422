"""The dashboards that scenarios share: each can be read, provisioned or imported, asked, and understood by a person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.backends.grafana import import_dashboard
from lab.dashboards.checking import planned_queries
from lab.dashboards.dashboard import dashboard_of
from lab.dashboards.panel_queries import Selection
from lab.language.promql import promql_error
from tests.backends.grafana_replay import GrafanaReplay
from tests.plan.planned import CHECKOUT, FOLDERS

FILES = {path.name: path for path in sorted(CHECKOUT.glob("scenarios/dashboards/*.json"))}
BOARDS: dict[str, dict[str, Any]] = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in FILES.items()}
# What a scenario gives in `with`; constants have their value in the file.
VALUES = {"job": "api", "instance": ".+", "namespace": "shop", "service": ".+"}
BUILT_IN = {"__rate_interval": "4s", "__interval": "1s"}


def panels(name: str) -> list[dict[str, Any]]:
    return list(BOARDS[name]["panels"])


def test_the_subjects() -> None:
    assert list(FILES) == [
        "containers.json",
        "host.json",
        "http-red-otel.json",
        "http-red.json",
        "importable.json",
        "kubernetes.json",
        "logs.json",
        "prometheus.json",
        "slo.json",
    ]


def test_each_has_a_uid_and_a_title_of_its_own() -> None:
    for key in ("uid", "title"):
        assert len({board[key] for board in BOARDS.values()}) == len(BOARDS)


@pytest.mark.parametrize("name", FILES)
def test_the_head(name: str) -> None:
    board = BOARDS[name]
    assert (board["schemaVersion"], board["tags"]) == (41, ["lab"])
    assert len(board["uid"]) <= 40, "Grafana takes no longer one"
    assert board["description"]
    assert "id" not in board, "the number is Grafana's own to give"


@pytest.mark.parametrize("name", FILES)
def test_a_person_can_tell_what_a_panel_shows(name: str) -> None:
    titles = [panel["title"] for panel in panels(name)]
    assert len(set(titles)) == len(titles)
    for panel in panels(name):
        defaults = panel["fieldConfig"]["defaults"]
        assert panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert defaults.get("unit") or panel["type"] == "logs", panel["title"]
        assert all(target["legendFormat"] or panel["type"] == "logs" for target in panel["targets"]), panel["title"]


@pytest.mark.parametrize("name", FILES)
def test_panels_lie_side_by_side_in_reading_order(name: str) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels(name):
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    places = [(panel["gridPos"]["y"], panel["gridPos"]["x"]) for panel in panels(name)]
    assert places == sorted(places)
    assert [panel["id"] for panel in panels(name)] == list(range(1, len(places) + 1))


@pytest.mark.parametrize("name", FILES)
def test_every_query_parses_and_only_what_a_scenario_gives_is_open(name: str) -> None:
    queries, unasked, problems = planned_queries(dashboard_of(BOARDS[name], VALUES), VALUES, BUILT_IN, Selection())
    assert (unasked, problems) == ((), ())
    assert len(queries) == sum(len(panel["targets"]) for panel in panels(name))
    assert {query.source for query in queries} == {"loki" if name == "logs.json" else "prometheus"}
    wrong = [promql_error(query.query) for query in queries if query.source == "prometheus"]
    assert wrong == [None] * len(wrong)


@pytest.mark.parametrize("name", [name for name in FILES if name != "importable.json"])
def test_the_data_source_is_the_readers_choice(name: str) -> None:
    variable = BOARDS[name]["templating"]["list"][0]
    kind = panels(name)[0]["datasource"]["type"]
    assert (variable["name"], variable["type"], variable["query"]) == ("datasource", "datasource", kind)
    assert named(name) == {(kind, "${datasource}")}
    assert "__inputs" not in BOARDS[name]


def test_the_importable_one_asks_for_its_data_source() -> None:
    board = BOARDS["importable.json"]
    assert [each["name"] for each in board["__inputs"]] == ["DS_PROMETHEUS"]
    assert named("importable.json") == {("prometheus", "${DS_PROMETHEUS}")}
    used = {"grafana", "prometheus", *(panel["type"] for panel in board["panels"])}
    assert {each["id"] for each in board["__requires"]} == used
    with GrafanaReplay() as replay:
        import_dashboard(replay.url(), board, {"DS_PROMETHEUS": "prometheus"})
        (asked,) = replay.asked
    sent = [{"name": "DS_PROMETHEUS", "type": "datasource", "pluginId": "prometheus", "value": "prometheus"}]
    assert asked == (
        "POST",
        "/api/dashboards/import",
        {"dashboard": board, "overwrite": False, "inputs": sent},
    )


def named(name: str) -> set[tuple[str, str]]:
    board = BOARDS[name]
    variables = [each for each in board["templating"]["list"] if "datasource" in each]
    queries = [target for panel in board["panels"] for target in panel["targets"]]
    holders = (*variables, *board["panels"], *queries)
    return {(each["datasource"]["type"], each["datasource"]["uid"]) for each in holders}


def test_objective_panels_ask_what_the_objectives_rules_record() -> None:
    rules = (CHECKOUT / "scenarios/slo/rules/slo.yml").read_text(encoding="utf-8")
    asked = {word for panel in panels("slo.json") for t in panel["targets"] for word in t["expr"].split("{")[:-1]}
    names = {word.split()[-1] for word in asked}
    assert len(names) == 5
    assert all(f"record: {name}\n" in rules for name in names)


def test_grafana_signs_in_with_what_it_sets() -> None:
    found = FOLDERS.component("grafana")
    assert found is not None
    assert found.component.login is not None
    environment = found.component.service["environment"]
    login = (environment["GF_SECURITY_ADMIN_USER"], environment["GF_SECURITY_ADMIN_PASSWORD"])
    assert (found.component.login.user, found.component.login.password) == login
