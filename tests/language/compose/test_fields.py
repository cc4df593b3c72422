"""Fields of models: every problem of a service at its own place."""

from __future__ import annotations

import pytest

from lab.errors import Problems
from lab.scenario.reading import load

SCENARIO = "title: t\nwhy: w\ncomponents:\n  a:\n    image: redis:8\n{}steps: [{{name: x}}]\n"


def problems_of(lines: str) -> list[str]:
    text = SCENARIO.format("".join(f"    {line}\n" for line in lines.splitlines()))
    with pytest.raises(Problems) as caught:
        load(text, "s.yaml")
    return str(caught.value).splitlines()


def test_every_problem_of_a_service_has_its_place() -> None:
    assert problems_of(
        "service:\n  privileged: true\n  environment:\n    A: x\n    B: ${S}\n  volumes:\n    - /:/host\n"
    ) == [
        "s.yaml:7:7: a scenario may not set 'privileged' of a service: a component that needs it gives its reason in "
        "component.yaml",
        "s.yaml:10:9: 'B' has '${S}', which Compose would replace with a variable from your environment; write the "
        "value itself, or '$$' for a dollar sign",
        "s.yaml:12:11: item 1 of 'volumes' may not mount /, a path of the host; mount a file or folder of the project, "
        "which begins with './', or a named volume",
    ]


@pytest.mark.parametrize(
    ("port", "message"),
    [
        pytest.param("99999999", "s.yaml:6:13: 99999999 is not a port; ports are from 1 to 65535", id="too large"),
        pytest.param("-1", "s.yaml:6:13: -1 is not a port; ports are from 1 to 65535", id="negative"),
        pytest.param("0", "s.yaml:6:13: 0 is not a port; ports are from 1 to 65535", id="zero"),
        pytest.param('"x"', "s.yaml:6:13: 'http' must be a whole number, not 'x'", id="text"),
    ],
)
def test_port_out_of_range(port: str, message: str) -> None:
    assert problems_of(f"ports: {{http: {port}}}") == [message]


def test_port_in_quotes() -> None:
    scenario, _ = load(SCENARIO.format('    ports: {http: "80", https: 443/tcp}\n'), "s.yaml")

    assert scenario.components["a"].ports == {"http": 80, "https": 443}


def test_volumes_that_mount_the_host() -> None:
    (problem,) = problems_of("volumes: {v: {driver_opts: {type: none, device: /, o: bind}}}")

    assert problem.startswith("s.yaml:6:19: 'driver_opts' may only make a tmpfs")
