"""Names of the projects, labels, services and networks that lab creates. Clean-up selects by these labels only."""

from __future__ import annotations

import re

LABEL_RUN = "dev.lab.run"
LABEL_SCENARIO = "dev.lab.scenario"
LABEL_VARIANT = "dev.lab.variant"
LABEL_FOLDER = "dev.lab.folder"
LABEL_SERVICE = "dev.lab.service"
LOAD_PROFILE = "load"


def compose_name(name: str) -> str:
    """A valid project name for Compose: lower case, beginning with a letter or a digit. `name`: that of a plan."""
    return re.sub(r"[^a-z0-9_-]", "-", name.lower().removesuffix("]")).lstrip("-_") or "lab"


def project_name(name: str, token: str) -> str:
    """The Compose project of one lab; `token` makes it unique. `name`: that of a plan, `otel-direct[0.46b0]`."""
    return f"lab-{re.sub(r'[^a-z0-9-]', '-', name.lower().removesuffix(']'))}-{token}"


def netfault_service(verb: str, service: str) -> str:
    """The on-demand service that blackholes `service`, or ends that."""
    return f"{verb}-{service}"


def tap_service(service: str) -> str:
    """The on-demand service that records the traffic in the network namespace of `service`."""
    return f"tap-{service}"


def load_service(load: str) -> str:
    """The on-demand service that sends a load."""
    return f"load-{re.sub(r'[^a-z0-9-]', '-', load.lower())}"


def link_network(link: str) -> str:
    """The network that only the two services of a link are on, as compose.yaml calls it."""
    return f"link-{re.sub(r'[^a-z0-9-]', '-', link.lower())}"


def door_network(service: str) -> str:
    """The network on which a linked service is reachable from outside its links."""
    return f"door-{service}"
