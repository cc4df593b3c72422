"""What lab calls what it makes: projects, labels, image tags. Clean-up goes by these labels and nothing else."""

from __future__ import annotations

import re

LABEL_RUN = "dev.lab.run"
LABEL_SCENARIO = "dev.lab.scenario"
LABEL_FOLDER = "dev.lab.folder"
LABEL_SERVICE = "dev.lab.service"
LOAD_PROFILE = "load"


def compose_name(scenario: str) -> str:
    """What Compose takes for the name of a project: lower case, beginning with a letter or a digit."""
    return re.sub(r"[^a-z0-9_-]", "-", scenario.lower()).lstrip("-_") or "lab"


def project_name(scenario: str, token: str) -> str:
    """A Compose project no other lab has; `token` is what makes it so."""
    return f"lab-{re.sub(r'[^a-z0-9-]', '-', scenario.lower())}-{token}"


def netfault_service(verb: str, service: str) -> str:
    """The on-demand service that blackholes `service`, or undoes it."""
    return f"{verb}-{service}"


def tap_service(service: str) -> str:
    """The on-demand service that records the traffic in the network namespace of `service`."""
    return f"tap-{service}"


def load_service(load: str) -> str:
    return f"load-{re.sub(r'[^a-z0-9-]', '-', load.lower())}"


def link_network(link: str) -> str:
    """The network that two services have to themselves, as compose.yaml calls it."""
    return f"link-{re.sub(r'[^a-z0-9-]', '-', link.lower())}"


def door_network(service: str) -> str:
    """The network over which a linked service is reached from outside its links."""
    return f"door-{service}"
