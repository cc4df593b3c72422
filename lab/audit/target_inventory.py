"""What the explanations of `lab why` need to explain targets and scrape jobs: the system without its series."""

from __future__ import annotations

import re

from lab.audit.model import Subject
from lab.audit.system import System
from lab.why.inventory import Inventory, Target

# In a URL: a login, and parameters whose name says that their value is a secret.
_LOGIN = re.compile(r"://[^/@\s\"]*@")
_PARAMETER = re.compile(r"([?&][^=&\s\"]*(?:token|secret|passw|key|auth|sign)[^=&\s\"]*=)[^&\s\"]*", re.IGNORECASE)


def target_inventory(system: System) -> Inventory:
    return Inventory(
        system.product,
        system.at,
        system.at,
        {},
        system.lookback,
        system.targets,
        system.pools,
        dropped=system.dropped,
        scrape_configs=system.scrape_configs,
    )


def subject_of(target: Target) -> Subject:
    return Subject("target", target.labels.get("instance") or without_credentials(target.url), target.job)


def without_credentials(text: str) -> str:
    """An address, or an error that quotes one, as a report may show it."""
    return _PARAMETER.sub(r"\1***", _LOGIN.sub("://", text))
