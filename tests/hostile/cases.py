"""The hostile containers: what each does, as a scenario that meets it in readiness, in queries or in its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import yaml

Where = Literal["ready", "answer", "log", "pause"]


@dataclass(frozen=True, slots=True)
class Case:
    """`where`: in which of its answers the container is hostile; `pause`: it is paused from outside meanwhile."""

    where: Where
    behaviour: str

    @property
    def name(self) -> str:
        return f"{self.where}-{self.behaviour}"

    def scenario(self, spy_port: int) -> str:
        """The text of scenario.yaml. `spy_port`: of the host's loopback, where nobody may ask."""
        env = {"SPY": str(spy_port)}
        match self.where:
            case "ready":
                env["READY"] = self.behaviour
            case "answer":
                env["ANSWER"] = self.behaviour
            case "log":
                env["LOG"] = self.behaviour
        scenario: dict[str, Any] = {
            "title": f"hostile: {self.name}",
            "why": "The driver must end in time, in little memory, with a complete record.",
            "components": {"app": {"use": "hostile", "env": env}},
            "steps": [{"name": "asked", "expect": EXPECTATIONS}, {"name": "asked again", "expect": AGAIN}],
        }
        return yaml.safe_dump(scenario, sort_keys=False, allow_unicode=True)


# One of each way in which lab asks: a page, an instant query, names, labels, a notification sink.
EXPECTATIONS = {
    "a page": {"answers": "app", "path": "/page", "within": "4s"},
    "a query": {"series": "up", "every": "== 1", "within": "4s"},
    "names": {"metrics": '{job="x"}', "none_of": ["gone"], "within": "4s"},
    "labels": {"labels": 'up{job="x"}', "every": {"have": ["job"]}, "within": "4s"},
    "alerts": {"rule": "Hostile", "within": "4s"},
}
AGAIN = {f"{name} again": {**expectation, "within": "2s"} for name, expectation in EXPECTATIONS.items()}

READY = (
    "endless", "dribble", "dribble-head", "redirect", "redirect-loop", "bomb", "silent", "mid-close", "headers",
    "no-http",
)  # fmt: skip
ANSWER = (
    "endless", "endless-json", "dribble", "dribble-head", "huge", "many-values", "wide-text", "deep", "rather-deep",
    "long-number", "redirect", "redirect-loop", "bomb", "json-bomb", "surrogates", "surrogate-error", "binary", "words",
    "silent", "mid-close", "chunk-close", "too-short", "negative-length", "headers", "no-http",
)  # fmt: skip
LOG = ("flood", "long-line", "odd")
CASES = (
    *(Case("ready", behaviour) for behaviour in READY),
    *(Case("answer", behaviour) for behaviour in ANSWER),
    *(Case("log", behaviour) for behaviour in LOG),
    Case("pause", "fine"),
)
