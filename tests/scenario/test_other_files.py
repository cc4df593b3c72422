"""Files of other kinds that are given as a scenario."""

from __future__ import annotations

import pytest

from lab.errors import Problems
from lab.scenario.other_files import other_file
from lab.scenario.reading import load

COMPOSE = """\
services:
  prometheus: {image: 'prom/prometheus:v3.1.0', ports: ['9090:9090']}
"""


def test_load_compose_file_says_what_can_be_done() -> None:
    with pytest.raises(Problems) as caught:
        load(COMPOSE, "docker-compose.yml")

    assert str(caught.value) == (
        "docker-compose.yml:1:1: this is a Compose file; lab runs scenarios. Write a scenario.yaml beside it, with "
        "'compose' that names this file, and steps that say what must become true; 'lab audit' takes the file itself"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"groups": []}, "this is a rule file, not a scenario"),
        ({"scrape_configs": []}, "this is a configuration of Prometheus, not a scenario"),
        ({"route": {}, "receivers": []}, "this is a configuration of Alertmanager"),
        ({"receivers": {}, "exporters": {}}, "this is a configuration of the Collector"),
        ({"title": "t", "components": {}, "services": {}}, ""),
        ({"titel": "t"}, ""),
        ({"services": {"a": None}}, "this is a Compose file"),
    ],
)
def test_other_file(data: dict[str, object], message: str) -> None:
    assert message in (other_file(data) or "")
    assert bool(message) == (other_file(data) is not None)
