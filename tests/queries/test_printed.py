"""The lines of a container: those that match, counted among all that were read."""

from __future__ import annotations

from lab.backends.observing import Backends
from lab.errors import StepFailed
from lab.queries.printed import MAX_KEPT, MAX_READ, Printed, PrintedLines
from lab.record.observation import Observation
from tests.queries.sending import NOW

QUERY = PrintedLines(service="otel", expression="fail", since=5.0)
asked: list[tuple[str, float, int]] = []


def observe(*lines: str) -> Observation:
    def printed(service: str, since: float, most: int) -> list[str]:
        asked.append((service, since, most))
        return list(lines)

    return Backends(lambda role: None, lambda: NOW, lambda service, port: None, lines=printed).observe(QUERY)


def test_printed_lines() -> None:
    answer = observe("it failed", "it works", "a failure").answer

    assert PrintedLines.read(answer) == Printed(("it failed", "a failure"), 2, 3)
    assert asked[-1] == ("otel", 5.0, MAX_READ)


def test_printed_lines_that_are_kept_are_bounded() -> None:
    found = PrintedLines.read(observe(*["fail"] * 1000).answer)

    assert (len(found.lines), found.matching, found.printed) == (MAX_KEPT, 1000, 1000)


def test_printed_lines_that_cannot_be_read() -> None:
    def gone(service: str, since: float, most: int) -> list[str]:
        raise StepFailed(f"lab x has no container for {service!r}")

    backends = Backends(lambda role: None, lambda: NOW, lambda service, port: None, lines=gone)
    error = "what 'otel' printed cannot be read: lab x has no container for 'otel'"

    assert backends.observe(QUERY) == Observation(query=QUERY, at=NOW, error=error)
