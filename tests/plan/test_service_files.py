"""Which files a service gets, and where they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.model import PlacedFile
from lab.plan.planning import plan
from lab.plan.service_files import rendered_path
from tests.plan.planned import FOLDERS, SMALL, planned, written

MESSAGES = [
    pytest.param("{rule: r.yml}", "'prometheus' has no file slot 'rule'; did you mean 'rules'?", id="slot"),
    pytest.param("{config: [a.yml, b.yml]}", "'prometheus' takes only one file as 'config'", id="many"),
    pytest.param("{config: c.yml}", "there is no file 'c.yml' in the scenario's folder", id="missing"),
    pytest.param("{backfill: empty.yml}", "1:1: 'input_series' must list the series", id="backfill"),
]
HERE = "tests/plan/scenarios/shop"


def test_service_files_are_rendered_and_patched() -> None:
    config, rules = planned().service("prometheus").files

    assert replace(config, place=None) == PlacedFile(
        "prometheus/prometheus.yml",
        "/etc/prometheus/prometheus.yml",
        Path(HERE, "prometheus.yml").read_text().replace("interval: 15s", "interval: 1s"),
        f"{HERE}/prometheus.yml",
        "config",
    )
    assert (rules.path, rules.target) == ("prometheus/rules/shop.yml", "/etc/prometheus/rules/shop.yml")
    assert rules.text == (
        "groups:\n"
        "  - name: shop\n"
        "    rules:\n"
        "      - alert: Failing # too often\n"
        '        expr: sum(rate(http_requests_total{status=~"5.."}[4s])) > 0\n'
        "        for: 2s\n"
        "        annotations:\n"
        '          summary: "{{ $value }} fail"\n'
    )


@pytest.mark.parametrize(("files", "message"), MESSAGES)
def test_service_files_invalid(files: str, message: str, tmp_path: Path) -> None:
    text = SMALL + f"  other: {{use: prometheus, files: {files}}}\nsteps: [{{name: look}}]\n"

    with pytest.raises(Problems) as caught:
        plan(written(tmp_path, text, {"a.yml": "", "b.yml": "", "empty.yml": "{}\n"}), FOLDERS)

    assert message in str(caught.value)


def test_rendered_path_of_a_shared_template() -> None:
    assert rendered_path("prometheus", "../rules/http.yml.j2") == "prometheus/rules/http.yml"


@pytest.mark.parametrize("file", ["....//....//x.yml", "/etc/x.yml", "../../x.yml", "a/../../x.yml"])
def test_rendered_path_stays_in_the_folder_of_the_service(file: str) -> None:
    assert ".." not in rendered_path("prometheus", file).split("/")
    assert rendered_path("prometheus", file).startswith("prometheus/")


RULES = "groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]\n"
MANIFEST = "kind: PrometheusRule\nspec: {groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]}\n"


@pytest.mark.parametrize(
    ("files", "targets"),
    [
        pytest.param("{rules: ['rules/*.yml']}", ["rules/a.yml", "rules/b.yml"], id="a pattern"),
        pytest.param("{rules: [rules/]}", ["rules/a.yml", "rules/b.yml", "rules/deep/a.yml"], id="a folder"),
        pytest.param("{rules: rules}", ["rules/a.yml", "rules/b.yml", "rules/deep/a.yml"], id="without its slash"),
        pytest.param("{rules: [rules/a.yml, rules/deep/a.yml]}", ["rules/a.yml", "rules/deep/a.yml"], id="same names"),
        pytest.param("{/etc/prometheus/web.yml: web.yml}", ["web.yml"], id="a path in the container"),
        pytest.param("{/etc/prometheus/x/: rules/*.yml}", ["x/a.yml", "x/b.yml"], id="a folder in the container"),
        pytest.param("{secrets: [password]}", ["secrets/password"], id="a password file"),
    ],
)
def test_service_files_patterns_and_paths(files: str, targets: list[str], tmp_path: Path) -> None:
    text = SMALL + f"  other: {{use: prometheus, files: {files}}}\nsteps: [{{name: look}}]\n"
    given = {
        **{f"rules/{name}": RULES for name in ("a.yml", "b.yml", "deep/a.yml")},
        "rules/README.md": "#",
        "web.yml": "",
        "password": "secret",
    }
    lab = plan(written(tmp_path, text, given), FOLDERS)

    assert [file.target for file in lab.service("other").files if file.slot != "config"] == [
        f"/etc/prometheus/{target}" for target in targets
    ]


def test_service_files_of_an_own_image_are_given_by_path(tmp_path: Path) -> None:
    text = SMALL + "  own: {image: 'x/y:1', files: {/etc/y/config.ini: y.ini}}\nsteps: [{name: look}]\n"
    lab = plan(written(tmp_path, text, {"y.ini": "[a]\n"}), FOLDERS)

    assert [(file.path, file.target) for file in lab.service("own").files] == [("own/y.ini", "/etc/y/config.ini")]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ("{rules: ['nothing/*.yml']}", "s.yaml:7:44: no file matches 'nothing/*.yml'"),
        ("{rules: [nothing/]}", "no file matches 'nothing/'"),
        ("{/etc/../x: web.yml}", "'/etc/../x' is not a path in a container"),
    ],
)
def test_service_files_that_match_nothing(files: str, message: str, tmp_path: Path) -> None:
    text = SMALL + f"  other: {{use: prometheus, files: {files}}}\nsteps: [{{name: look}}]\n"

    with pytest.raises(Problems) as caught:
        plan(written(tmp_path, text, {"web.yml": ""}), FOLDERS)

    assert message in str(caught.value)


def test_service_files_unwrap_a_kubernetes_manifest(tmp_path: Path) -> None:
    text = SMALL + "  other: {use: prometheus, files: {rules: [k8s.yaml]}}\nsteps: [{name: look}]\n"
    lab = plan(written(tmp_path, text, {"k8s.yaml": MANIFEST}), FOLDERS)
    rules = next(file for file in lab.service("other").files if file.slot == "rules")

    assert rules.text == "groups:\n- name: g\n  rules:\n  - alert: Down\n    expr: up == 0\n"
