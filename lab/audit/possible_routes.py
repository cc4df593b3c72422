"""Which routes an alert may take, as far as its rule's labels tell: its series bring others, which no rule names."""

from __future__ import annotations

from collections.abc import Mapping

from lab.configs.alert_routes import Route

Labels = Mapping[str, str]


def possible_routes(root: Route, name: str, labels: Labels) -> tuple[Route, ...]:
    """Every route that some alert of the rule may take. A label that the rule does not set, or sets by a template, may
    have any value. Raises `re.error` for a pattern that Python does not know."""
    known = {label: value for label, value in labels.items() if "{{" not in value} | {"alertname": name}
    return tuple({route.path: route for route in _taken(root, known)[0]}.values())


def _taken(route: Route, known: Labels) -> tuple[list[Route], bool]:
    """The routes below that may be taken, and whether this one is taken in any case."""
    outcomes = [matcher.matches(known) for matcher in route.matchers if matcher.label in known]
    if not all(outcomes):
        return [], False
    certain = len(outcomes) == len(route.matchers)
    taken: list[Route] = []
    covered = False
    for below in route.routes:
        found, sure = _taken(below, known)
        taken += found
        if found and sure:
            covered = True
            if not below.continues:
                break
    return (taken if covered else [*taken, route]), certain
