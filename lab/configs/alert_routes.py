"""Which routes of alertmanager.yml an alert takes, and what keeps it from another one (dispatch/route.go of
Alertmanager 0.34)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lab.language.json_values import mapping, mappings

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_MATCHER = re.compile(rf'\s*(?P<name>{_QUOTED}|[^\s=!~,{{}}"]+)\s*(?P<op>=~|!~|!=|=)\s*(?P<value>{_QUOTED}|[^,{{}}"]*)')
_DEFAULTS = {"group_wait": "30s", "group_interval": "5m", "repeat_interval": "4h"}


@dataclass(frozen=True, slots=True)
class Matcher:
    """A condition on one label; a label that an alert lacks is empty. `op` is =, !=, =~ or !~."""

    label: str
    op: str
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Raises `re.error` for a regular expression that Python does not know."""
        actual = labels.get(self.label, "")
        same = actual == self.value if self.op in ("=", "!=") else re.fullmatch(self.value, actual) is not None
        return same if self.op in ("=", "=~") else not same

    def __str__(self) -> str:
        return f'{self.label}{self.op}"{self.value}"'


@dataclass(frozen=True, slots=True)
class Route:
    """A route with what it inherits. `path` is its place in the file, for example route.routes[0]."""

    path: str
    receiver: str
    matchers: tuple[Matcher, ...]
    continues: bool
    group_by: tuple[str, ...]
    times: Mapping[str, str]
    routes: tuple[Route, ...]

    def taken_by(self, labels: Mapping[str, str]) -> tuple[Route, ...]:
        """The routes that decide where the alert goes: of each the innermost; none when this one does not match."""
        if not all(matcher.matches(labels) for matcher in self.matchers):
            return ()
        taken: list[Route] = []
        for route in self.routes:
            found = route.taken_by(labels)
            taken += found
            if found and not route.continues:
                break
        return tuple(taken) or (self,)

    def __iter__(self) -> Iterator[Route]:
        """This route and all below it, in the order of the file."""
        yield self
        for route in self.routes:
            yield from route

    @property
    def condition(self) -> str:
        return f" ({', '.join(map(str, self.matchers))})" if self.matchers else ""


def root_route(config: object) -> Route | None:
    """The tree of a configuration that Alertmanager has loaded; None when it has no route."""
    root = mapping(mapping(config).get("route"))
    return _route(root, "route", "", (), _DEFAULTS) if root else None


def why_not(root: Route, labels: Mapping[str, str], receiver: str) -> str:
    """Why an alert that does not reach a receiver takes another way; a sentence without a capital."""
    leading = [route for route in root if route.receiver == receiver]
    taken = root.taken_by(labels)
    if not leading:
        return f"no route leads to {receiver}"
    reasons = []
    for route in leading:
        missed = _first_mismatch(root, route, labels)
        if missed is None:
            before = next((one for one in taken if one.path != route.path), None)
            stops = f"{before.path}{before.condition} comes first and does not continue" if before else ""
            below = [one for one in route if one is not route and one in taken]
            reasons.append(f"{below[0].path}{below[0].condition} below it takes the alert" if below else stops)
        else:
            at, matcher = missed
            actual = labels.get(matcher.label, "")
            reasons.append(f"{at.path} to {receiver} needs {matcher}, and the alert has {matcher.label}={actual!r}")
    return "; ".join(filter(None, dict.fromkeys(reasons)))


def receivers_with(config: object, kind: str) -> tuple[str, ...]:
    """The names of the receivers that have KIND_configs."""
    receivers = mappings(mapping(config).get("receivers"))
    return tuple(str(receiver.get("name")) for receiver in receivers if receiver.get(f"{kind}_configs"))


def matchers_of(text: str) -> tuple[Matcher, ...]:
    """The conditions in one text, for example `severity="critical", team=~"a|b"`, with or without braces."""
    return tuple(
        Matcher(_unquoted(found["name"]), found["op"], _unquoted(found["value"].strip()))
        for found in _MATCHER.finditer(text.strip().strip("{}"))
    )


def _route(
    raw: Mapping[str, object], path: str, receiver: str, group_by: tuple[str, ...], times: Mapping[str, str]
) -> Route:
    receiver = str(raw.get("receiver") or receiver)
    own = raw.get("group_by")
    group_by = tuple(str(name) for name in own) if isinstance(own, list) else group_by
    times = {name: str(raw.get(name) or value) for name, value in times.items()}
    below = mappings(raw.get("routes"))
    return Route(
        path,
        receiver,
        tuple(_matchers(raw)),
        bool(raw.get("continue")),
        group_by,
        times,
        tuple(_route(one, f"{path}.routes[{index}]", receiver, group_by, times) for index, one in enumerate(below)),
    )


def _matchers(raw: Mapping[str, object]) -> Iterator[Matcher]:
    for name, value in mapping(raw.get("match")).items():
        yield Matcher(name, "=", str(value))
    for name, value in mapping(raw.get("match_re")).items():
        yield Matcher(name, "=~", str(value))
    texts = raw.get("matchers")
    for text in texts if isinstance(texts, list) else ():
        yield from matchers_of(str(text))


def _first_mismatch(root: Route, route: Route, labels: Mapping[str, str]) -> tuple[Route, Matcher] | None:
    """On the way from the root to the route."""
    for above in root:
        if route.path == above.path or route.path.startswith(f"{above.path}."):
            for matcher in above.matchers:
                if not matcher.matches(labels):
                    return above, matcher
    return None


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if len(text) > 1 and text[0] == text[-1] == '"' else text
