"""alertmanager.yml as the drill's Alertmanager gets it: every receiver is the notification sink, so nobody is paged.

Routes with their matchers and groups, and inhibition, stay. Each integration of a receiver becomes a webhook of the
sink that sends resolved messages as the integration does. Waits are short, and time intervals are left out: a drill at
night must not say that nobody is called at noon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lab.configs.alert_routes import Route, root_route
from lab.configs.yaml_file import read_config
from lab.drill.solving.matching_value import is_bounded
from lab.language.json_values import mapping, mappings
from lab.language.yaml_dump import readable_yaml

SINK = "http://notifications:8000/webhook"
DEFAULT = """\
route: {receiver: drill, group_by: [alertname]}
receivers:
  - name: drill
    webhook_configs: [{url: "http://drill.invalid/"}]
"""
# Whether an integration tells that an alert is over when 'send_resolved' is not given (config/notifiers.go of 0.34).
_SILENT = ("email", "slack", "wechat", "rocketchat")
_TIMES = {"group_wait": "1s", "group_interval": "2s", "repeat_interval": "12h"}
_LEFT_OUT = ("mute_time_intervals", "active_time_intervals")


@dataclass(frozen=True, slots=True)
class Integration:
    """One entry of a receiver. `hook`: the path of its webhook in the sink."""

    receiver: str
    kind: str
    hook: str
    sends_resolved: bool


@dataclass(frozen=True, slots=True)
class Routing:
    """`text`: the configuration for the drill. `intervals`: the places of routes whose time intervals are left out."""

    text: str
    root: Route
    receivers: tuple[str, ...]
    integrations: tuple[Integration, ...]
    intervals: tuple[str, ...]
    inhibits: tuple[Mapping[str, object], ...]

    @property
    def is_decidable(self) -> bool:
        """Whether lab can say which routes an alert takes: some patterns only Go knows, or Python takes long for."""
        return all(is_bounded(one.value) for route in self.root for one in route.matchers if one.op in ("=~", "!~"))

    @property
    def by_alert(self) -> bool:
        """Whether every notification is about alerts of one name."""
        return all({"alertname", "..."} & set(route.group_by) for route in self.root)

    def of(self, receiver: str) -> tuple[Integration, ...]:
        return tuple(one for one in self.integrations if one.receiver == receiver)


def routing_of(text: str, file: str) -> Routing:
    """Raises `Problems` for a file that is not YAML; what Alertmanager refuses is checked before."""
    config = mapping(read_config(text, file).data)
    root = root_route(config)
    assert root is not None, "checked: Alertmanager refuses a configuration without a route"
    integrations = tuple(_integrations(config))
    names = tuple(str(receiver.get("name")) for receiver in mappings(config.get("receivers")))
    drilled: dict[str, object] = {
        "route": {**_TIMES, **_route(mapping(config.get("route"))), **_TIMES},
        "receivers": [_receiver(name, integrations) for name in names],
    }
    if config.get("inhibit_rules"):
        drilled["inhibit_rules"] = config["inhibit_rules"]
    return Routing(
        readable_yaml(drilled),
        root,
        names,
        integrations,
        tuple(_with_intervals(mapping(config.get("route")), "route")),
        tuple(mappings(config.get("inhibit_rules"))),
    )


def _integrations(config: Mapping[str, object]) -> Iterator[Integration]:
    for number, receiver in enumerate(mappings(config.get("receivers"))):
        for key, entries in receiver.items():
            kind = key.removesuffix("_configs")
            for index, entry in enumerate(mappings(entries) if key.endswith("_configs") else ()):
                sends = entry.get("send_resolved")
                resolved = kind not in _SILENT if sends is None else str(sends).lower() in ("true", "yes", "on", "y")
                yield Integration(str(receiver.get("name")), kind, f"{number}-{kind}-{index}", resolved)


def _receiver(name: str, integrations: tuple[Integration, ...]) -> dict[str, object]:
    hooks = [
        {"url": f"{SINK}/{one.hook}", "send_resolved": one.sends_resolved}
        for one in integrations
        if one.receiver == name
    ]
    return {"name": name, **({"webhook_configs": hooks} if hooks else {})}


def _route(route: Mapping[str, object]) -> dict[str, object]:
    kept = {key: value for key, value in route.items() if key not in (*_LEFT_OUT, *_TIMES, "routes")}
    below = [_route(one) for one in mappings(route.get("routes"))]
    # Every scalar was read as text.
    if "continue" in kept:
        kept["continue"] = str(kept["continue"]).lower() == "true"
    return {**kept, **({"routes": below} if below else {})}


def _with_intervals(route: Mapping[str, object], path: str) -> Iterator[str]:
    if any(route.get(key) for key in _LEFT_OUT):
        yield path
    for index, below in enumerate(mappings(route.get("routes"))):
        yield from _with_intervals(below, f"{path}.routes[{index}]")
