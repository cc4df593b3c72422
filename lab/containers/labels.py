"""The labels by which lab knows its own objects. Rendering writes them; here they are the only thing that selects."""

from __future__ import annotations

import re

from lab.errors import UsageError
from lab.plan.naming import LABEL_FOLDER, LABEL_RUN, LABEL_SCENARIO, LABEL_SERVICE, LABEL_VARIANT

RUN, SCENARIO, VARIANT = LABEL_RUN, LABEL_SCENARIO, LABEL_VARIANT
FOLDER, SERVICE = LABEL_FOLDER, LABEL_SERVICE
RELAY = "dev.lab.relay"  # of a container that is no service: `lab.containers.remote.relays`

# Compose's own rule. It also keeps a label that somebody else wrote from becoming a path outside our state folder.
_PROJECT = re.compile(r"[a-z0-9][a-z0-9_-]*")


def checked_project(name: str) -> str:
    if not _PROJECT.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be the name of a lab",
            remedy="a name has lower-case letters, digits, '-' and '_', and starts with a letter or a digit",
        )
    return name


def label_of(project: str) -> str:
    """The label, key=value, that every object of a lab carries."""
    return f"{RUN}={project}"
