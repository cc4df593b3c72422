"""What `lab check` says of receivers outside of the lab: where containers reach the internet, they are notified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lab.configs.receiver_hosts import receiver_hosts
from lab.language.json_values import mapping
from lab.plan.model import LabPlan
from lab.plan.mounted_files import config_of

_OF_THE_CONTAINER = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(slots=True)
class ReceiverNotes:
    """Of all plans that were added, each receiver once."""

    _lines: dict[str, None] = field(default_factory=dict)

    def add(self, plan: LabPlan) -> None:
        if plan.closed:
            return
        known = frozenset(_names(plan)) | _OF_THE_CONTAINER
        for service in plan.services:
            config = config_of(service) if "alertmanager" in service.roles else None
            for one in receiver_hosts(config[1]) if config else ():
                if one.host.lower() not in known:
                    self._lines[
                        f"note: {one.place}: receiver {one.receiver!r} sends to {one.host}, which is not in this lab: "
                        "where containers reach the internet, it is really notified; "
                        f"set {one.key!r} to the notification sink"
                    ] = None

    def lines(self) -> Iterable[str]:
        return tuple(self._lines)


def _names(plan: LabPlan) -> Iterator[str]:
    """Under which hosts the services of the lab are reached."""
    for service in plan.services:
        yield service.name
        networks = mapping(service.compose.get("networks"))
        for network in networks.values():
            yield from mapping(network).get("aliases", ())
        if isinstance(hostname := service.compose.get("hostname"), str):
            yield hostname
