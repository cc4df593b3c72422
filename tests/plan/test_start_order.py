from __future__ import annotations

from dataclasses import replace

from lab.plan.start_order import start_order
from tests.run.fake_lab import service


def test_start_order_takes_along_what_compose_starts_after_it() -> None:
    api, client, page = (service(name, within=1.0) for name in ("api", "client", "page"))
    client = replace(client, starts_after=("api",))
    page = replace(page, compose={**page.compose, "depends_on": {"client": {"condition": "service_started"}}})
    first, second = start_order((page, api, client))
    assert ([one.name for one in first], [one.name for one in second]) == (["api"], ["page", "client"])
    assert start_order((api,)) == ((api,), ())
