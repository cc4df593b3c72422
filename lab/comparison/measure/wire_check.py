"""What each side shows on the wire, held against what its comparison says of it, and where its links are counted."""

from __future__ import annotations

from collections.abc import Mapping

from lab.comparison.config import WireProof
from lab.comparison.measure.tap import Exchange, Wire, read_wire
from lab.comparison.measure.window import LinkEnd
from lab.comparison.record import ProofSeen
from lab.comparison.sides.planning import SidePlan
from lab.expectations.results import matches, mismatches, shortened
from lab.plan.naming import link_network, wire_service
from lab.run.lab import Lab

LISTENS_S = 60.0  # for the listener to start, to listen its own seconds, and to say what it heard


def listen(side: SidePlan, lab: Lab) -> tuple[tuple[LinkEnd, ...], tuple[ProofSeen, ...], str]:
    """Where each link is counted, what was proved, and in words why a link cannot be counted."""
    heard: dict[str, Wire] = {}
    ends: list[LinkEnd] = []
    for link, (service, other) in side.side.links.items():
        if service not in heard:
            heard[service] = read_wire(lab.running.run_to_end(wire_service(service), LISTENS_S).log)
        interface = heard[service].at(lab.running.addresses(service).get(link_network(link), ""))
        if interface is None:
            invalid_reason = heard[service].invalid_reason or f"{service} has no interface on the link {link}"
            return tuple(ends), (), f"the link {link} cannot be counted: {invalid_reason}"
        ends.append(LinkEnd(link, service, other, interface.name))
    proofs = tuple(
        proved(claim, proof, _on(proof, side, lab, heard, ends)) for claim, proof in side.side.proves.items()
    )
    return tuple(ends), proofs, ""


def _on(
    proof: WireProof, side: SidePlan, lab: Lab, heard: Mapping[str, Wire], ends: list[LinkEnd]
) -> tuple[Exchange, ...]:
    """The exchanges on the proof's link in which the service asked that it names."""
    end = next(end for end in ends if end.link == proof.link)
    address = lab.running.addresses(proof.by).get(link_network(proof.link), "?")
    exchanges = heard[side.side.links[proof.link][0]].exchanges
    return tuple(e for e in exchanges if e.interface == end.interface and e.from_.rpartition(":")[0] == address)


def proved(claim: str, proof: WireProof, exchanges: tuple[Exchange, ...]) -> ProofSeen:
    expected = f"{proof.by}: {proof.request}, answered with {proof.status}"
    faults = [_faults(proof, exchange) for exchange in exchanges]
    held = any(not found for found in faults)
    if held:
        shown = next(e for e, found in zip(exchanges, faults, strict=True) if not found)
        return ProofSeen(claim=claim, held=True, expected=expected, seen=_said(shown))
    if not exchanges:
        return ProofSeen(claim=claim, held=False, expected=expected, seen=f"{proof.by} asked nothing on {proof.link}")
    nearest = min(range(len(exchanges)), key=lambda index: len(faults[index]))
    seen = f"{_said(exchanges[nearest])}: {shortened(faults[nearest], 4)}"
    return ProofSeen(claim=claim, held=False, expected=expected, seen=seen)


def _faults(proof: WireProof, exchange: Exchange) -> list[str]:
    asked = f"{exchange.request.method} {exchange.request.path}"
    faults = [] if matches(proof.request, asked) else [f"it asks {asked}"]
    faults += mismatches(proof.headers, exchange.request.headers)
    if exchange.answer is None:
        return [*faults, "no answer was seen"]
    if exchange.answer.status != proof.status:
        faults.append(f"the answer is {exchange.answer.status}")
    faults += [f"answer: {fault}" for fault in mismatches(proof.answer_headers, exchange.answer.headers)]
    for name in proof.lack:
        for which, head in (("the request", exchange.request), ("the answer", exchange.answer)):
            if name in head.headers:
                faults.append(f"{which} has {name}: {head.headers[name]}")
            elif not head.whole:
                faults.append(f"{which} was not seen whole, so it may have {name}")
    return faults


def _said(exchange: Exchange) -> str:
    answer = exchange.answer
    kinds = [exchange.request.headers.get("content-type"), answer and answer.headers.get("content-type")]
    packed = [exchange.request.headers.get("content-encoding"), answer and answer.headers.get("content-encoding")]
    words = [f"{exchange.request.method} {exchange.request.path}"]
    words += [f"answered with {answer.status}"] if answer else []
    words += [text for text in (*kinds, *packed) if text]
    return ", ".join(words)
