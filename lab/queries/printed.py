"""What a container of the lab has printed, read from the engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from lab.language.times import moment
from lab.queries.answer import Answer, reads_answer_of
from lab.queries.query import Clients, Description, Query

MAX_READ = 5000  # lines of a container, the last ones
MAX_KEPT = 50  # of those that match


@dataclass(frozen=True, slots=True)
class Printed:
    """`lines`: the first that match, at most `MAX_KEPT` of `matching`. `printed`: all lines that were read."""

    lines: tuple[str, ...]
    matching: int
    printed: int


class PrintedLines(Query):
    """The lines in which a regular expression is found, of those that a service printed `since` (unix seconds)."""

    kind: Literal["printed"] = "printed"
    service: str
    expression: str
    since: float

    def services(self) -> tuple[str, ...]:
        return (self.service,)

    def send(self, clients: Clients, at: float) -> Answer:
        answer = clients.printed(self.service, self.since, MAX_READ)
        if answer.error:
            return answer
        found = [line for line in answer.json if re.search(self.expression, line)]
        return Answer(json={"lines": found[:MAX_KEPT], "matching": len(found), "printed": len(answer.json)})

    def describe(self, zero: float) -> Description:
        since = moment((self.since - zero) * 1000)
        return Description(f"lines that {self.service} printed since {since}, of its last {MAX_READ}", self.expression)

    @staticmethod
    @reads_answer_of("the engine")
    def read(answer: Any) -> Printed:
        return Printed(tuple(map(str, answer["lines"])), int(answer["matching"]), int(answer["printed"]))
