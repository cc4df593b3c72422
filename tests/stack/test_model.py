"""What a component.yaml may say, and what every component of ours does say."""

from __future__ import annotations

import pytest

from lab.errors import Problems
from lab.scenario.reading import read_model
from lab.stack.folders import Folders
from lab.stack.model import Component
from tests.plan.planned import CHECKOUT, FOLDERS

GOOD = "title: t\nimage: {reference: 'prom/x:v1'}\nports: {http: 80}\n"


def test_component_defaults() -> None:
    component = read_model(GOOD, "c.yaml", Component)[0]

    assert (component.memory, component.ports, component.files, component.ready) == (
        128 * 1024**2,
        {"http": 80},
        {},
        None,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "title: t\nimage: {reference: prom/x}\n",
            "c.yaml:2:1: 'reference' must be pinned to a version, not 'prom/x'; add a tag other than latest",
            id="no version",
        ),
        pytest.param(
            "title: t\nimage: {reference: 'localhost:5000/x'}\n",
            "c.yaml:2:1: 'reference' must be pinned to a version, not 'localhost:5000/x'; add a tag other than latest",
            id="the port of a registry is no version",
        ),
        pytest.param(
            "title: t\nimage: {reference: 'x:latest'}\n",
            "c.yaml:2:1: 'reference' must be pinned to a version, not 'x:latest'; add a tag other than latest",
            id="latest",
        ),
        pytest.param(
            "title: t\nimage: {reference: 'x:1', build: .}\n",
            "c.yaml:2:1: give either 'reference' (official image) or 'build' (our own)",
            id="two sources",
        ),
        pytest.param(
            "title: t\nimage: {}\n",
            "c.yaml:2:1: give either 'reference' (official image) or 'build' (our own)",
            id="no source",
        ),
        pytest.param(
            GOOD + "files: {history: {to: /x, past: true}}\n",
            "c.yaml:4:27: 'past' was renamed to 'backfill'",
            id="old key past",
        ),
        pytest.param(
            GOOD + "files: {history: {to: /x, brings: {}}}\n",
            "c.yaml:4:27: 'brings' was renamed to 'compose'",
            id="old brings",
        ),
        pytest.param(
            GOOD + "roles: {prometheus: web}\n",
            "c.yaml:1:1: there is no port 'web'; known: http",
            id="role of no port",
        ),
        pytest.param(
            GOOD + "ready: {port: web}\n", "c.yaml:1:1: there is no port 'web'; known: http", id="ready on no port"
        ),
        pytest.param(
            GOOD + "links: [{port: web, title: x}]\n",
            "c.yaml:1:1: there is no port 'web'; known: http",
            id="link to no port",
        ),
        pytest.param(
            GOOD + "service: {privileged: true}\n",
            "c.yaml:1:1: the service runs privileged, as root of the host: give the reason under 'because', "
            "'because: {privileged: ...}'",
            id="privileged",
        ),
        pytest.param(
            GOOD + "memory: 128MB\n",
            "c.yaml:4:1: '128MB' is not a size; write a number and a unit (KiB, MiB, GiB), for example 128MiB",
            id="size",
        ),
        pytest.param(
            GOOD + "files: {config: {too: /x}}\n",
            "c.yaml:4:18: unknown key 'too' in a file slot; did you mean 'to'?",
            id="unknown key",
        ),
        pytest.param(GOOD.replace("80", "http"), "c.yaml:3:9: 'http' must be a whole number, not 'http'", id="port"),
    ],
)
def test_component_invalid(text: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        read_model(text, "c.yaml", Component)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", FOLDERS.component_names())
def test_bundled_components_are_valid_and_small(name: str) -> None:
    found = FOLDERS.component(name)

    assert found is not None
    assert found.component.memory <= 512 * 1024**2
    assert not found.component.service.get("privileged")
    assert "ports" not in found.component.service, "ports are lab's to publish, on 127.0.0.1"
    assert "container_name" not in found.component.service, "two labs run side by side"
    for base in found.component.image.bases.values():
        Folders((CHECKOUT,), CHECKOUT).base(base)
