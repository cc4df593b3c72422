"""What explanations of targets work with, and what reports may show of an address."""

from __future__ import annotations

import pytest

from lab.audit.model import Subject
from lab.audit.target_inventory import subject_of, target_inventory, without_credentials
from lab.why.inventory import Target
from tests.audit.checks.audited import context, target


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://api:8000/metrics", "http://api:8000/metrics"),
        ("http://user:hunter2@api/metrics", "http://api/metrics"),
        ('Get "https://api/m?token=hunter2&x=1": timeout', 'Get "https://api/m?token=***&x=1": timeout'),
        ("http://api/m?module=http_2xx&X-Api-Key=hunter2", "http://api/m?module=http_2xx&X-Api-Key=***"),
        ("mail admin@example.org", "mail admin@example.org"),
    ],
)
def test_without_credentials(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


def test_subject_of() -> None:
    assert subject_of(target("api", "api:8000")) == Subject("target", "api:8000", "api")
    unnamed = Target("api", {}, "http://u:p@api/metrics", "up")
    assert subject_of(unnamed) == Subject("target", "http://api/metrics", "api")


def test_target_inventory() -> None:
    system = context(targets=(target(),), pools={"api": 0, "gone": 2}).system
    inventory = target_inventory(system)
    assert (inventory.targets, inventory.pools, inventory.metrics) == (system.targets, system.pools, {})
