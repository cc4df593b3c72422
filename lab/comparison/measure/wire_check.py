"""Compares what each side sends on its network links with what it claims to send, and finds where links are counted."""

from __future__ import annotations

from collections.abc import Mapping

from lab.comparison.config import WireCheck
from lab.comparison.measure.tap import Capture, Exchange, read_capture
from lab.comparison.measure.usage import LinkEnd
from lab.comparison.record import WireCheckResult
from lab.comparison.sides.planning import SidePlan
from lab.expectations.formatting import first_of
from lab.expectations.patterns import matches, pattern_mismatches
from lab.plan.naming import link_network, tap_service
from lab.run.lab import Lab

TAP_TIMEOUT_S = 60.0  # for the tap to start, to listen, and to print its capture


def run_wire_checks(side: SidePlan, lab: Lab) -> tuple[tuple[LinkEnd, ...], tuple[WireCheckResult, ...], str]:
    """Where each link is counted, the results, and why a link cannot be counted (else an empty text)."""
    captures: dict[str, Capture] = {}
    ends: list[LinkEnd] = []
    for link, (service, other) in side.side.network_links.items():
        if service not in captures:
            captures[service] = read_capture(lab.running.run_to_end(tap_service(service), TAP_TIMEOUT_S).log)
        interface = captures[service].interface_with(lab.compose_project.addresses(service).get(link_network(link), ""))
        if interface is None:
            reason = captures[service].invalid_reason or f"{service} has no interface on it"
            return tuple(ends), (), f"the network link {link!r} cannot be counted: {reason}"
        ends.append(LinkEnd(link, service, other, interface.name))
    results = tuple(
        check_wire(claim, check, _exchanges(check, side, lab, captures, ends))
        for claim, check in side.side.wire_checks.items()
    )
    return tuple(ends), results, ""


def _exchanges(
    check: WireCheck, side: SidePlan, lab: Lab, captures: Mapping[str, Capture], ends: list[LinkEnd]
) -> tuple[Exchange, ...]:
    """The exchanges on the check's link that its client began."""
    end = next(end for end in ends if end.link == check.link)
    address = lab.compose_project.addresses(check.client).get(link_network(check.link), "?")
    exchanges = captures[side.side.network_links[check.link][0]].exchanges
    return tuple(e for e in exchanges if e.interface == end.interface and e.from_.rpartition(":")[0] == address)


def check_wire(claim: str, check: WireCheck, exchanges: tuple[Exchange, ...]) -> WireCheckResult:
    """Passes with the first exchange that matches; else shows the one with the fewest mismatches."""
    expected = f"{check.client}: {check.request} -> {check.status}"
    mismatches = [_mismatches(check, exchange) for exchange in exchanges]
    if not exchanges:
        actual = f"no request of {check.client} on {check.link}"
        return WireCheckResult(claim=claim, passed=False, expected=expected, actual=actual)
    closest = min(range(len(exchanges)), key=lambda index: len(mismatches[index]))
    actual = _text(exchanges[closest])
    passed = not mismatches[closest]
    if not passed:
        actual += f": {first_of(mismatches[closest], 4)}"
    return WireCheckResult(claim=claim, passed=passed, expected=expected, actual=actual)


def _mismatches(check: WireCheck, exchange: Exchange) -> list[str]:
    request = f"{exchange.request.method} {exchange.request.path}"
    mismatches = [] if matches(check.request, request) else [f"the request is {request}"]
    mismatches += pattern_mismatches(check.headers, exchange.request.headers)
    if exchange.response is None:
        return [*mismatches, "no response was seen"]
    if exchange.response.status != check.status:
        mismatches.append(f"the status is {exchange.response.status}")
    mismatches += [
        f"response: {mismatch}" for mismatch in pattern_mismatches(check.response_headers, exchange.response.headers)
    ]
    for name in check.absent_headers:
        for which, head in (("request", exchange.request), ("response", exchange.response)):
            if name in head.headers:
                mismatches.append(f"the {which} has {name}: {head.headers[name]}")
            elif not head.whole:
                mismatches.append(f"the {which} was not captured completely, so it may have {name}")
    return mismatches


def _text(exchange: Exchange) -> str:
    request, response = exchange.request, exchange.response
    heads = [request, *([response] if response else [])]
    parts = [f"{request.method} {request.path}" + (f" -> {response.status}" if response else "")]
    parts += [
        head.headers[name] for name in ("content-type", "content-encoding") for head in heads if head.headers.get(name)
    ]
    return ", ".join(parts)
