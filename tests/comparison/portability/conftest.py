"""What real labs had: one side scraped, one pushed."""

from __future__ import annotations

import pytest

from lab.comparison.portability.analysis import portability
from lab.comparison.record import Portability
from tests.comparison.captured_sides import captured, queries_of


@pytest.fixture(scope="module")
def pull_and_push() -> Portability:
    sides = {"pull": "prom-pull", "push": "otel-direct"}
    return portability({side: captured(name, *queries_of(name)).view for side, name in sides.items()})
