"""Which files a service gets, and where they are."""

from __future__ import annotations

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

    assert config == PlacedFile(
        "prometheus/prometheus.yml",
        "/etc/prometheus/prometheus.yml",
        Path(HERE, "prometheus.yml").read_text().replace("interval: 15s", "interval: 1s"),
        f"{HERE}/prometheus.yml",
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
