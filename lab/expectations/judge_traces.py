"""The traces of a service: how many, what their root spans say, and how many spans each has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from lab.expectations.eval_context import Moment
from lab.expectations.load_counts import load_off, miscount, past, wanted
from lab.expectations.results import Labels, failed, mismatches, passed, shortened, unobserved
from lab.expectations.specs import TracesCheck
from lab.expectations.telemetry_models import TracesExpectation
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.query import Query
from lab.queries.traces import Traces
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Span: TypeAlias = Mapping[str, Any]


def asks(check: TracesCheck, moment: Moment) -> tuple[Query, ...]:
    wish = check.expectation
    start, end = moment.lab_started, moment.now
    return (Traces(service=wish.traces, operation=wish.operation or "", start=start, end=end),)


def judge(check: TracesCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    wish = check.expectation
    count = wanted("trace", wish.number, moment.load if check.load else None, wish.route)
    expected = _expected(wish, count.words())
    if missed := unobserved(expected, observations):
        return missed
    observation = observations[0]
    assert isinstance(observation.query, Traces)
    # Jaeger looks for the operation among all spans; meant are traces that begin with it.
    rooted = [(trace, roots_of(trace)) for trace in observation.answer]
    named = [(trace, [root for root in roots if _called(root, wish.operation)]) for trace, roots in rooted]
    found = [(trace, roots) for trace, roots in named if roots]
    if not found:
        return _none(wish, expected, [root for _, roots in rooted for root in roots])
    if check.load and (no_truth := load_off(expected, moment.load)):
        return no_truth
    faults: list[tuple[Reason, str, str, str, bool]] = []
    # Those that only pass through the operation take up places too.
    if wrong := miscount(count, len(found), cut=len(observation.answer) >= observation.query.limit):
        # A span whose parent is still on its way looks like a root.
        faults.append((reasons.WRONG_VALUE, wrong.words, wrong.off, wrong.advice, wrong.final and not wish.operation))
    roots = [root for _, each in found for root in each]
    if unlike := [(root, bad) for root in roots if (bad := mismatches(wish.every, attributes(root)))]:
        words = shortened([f"{_say(root)}: {', '.join(bad)}" for root, bad in unlike], 3)
        names = sorted({name for root, _ in unlike for name in attributes(root)})
        lacking = any(name not in attributes(root) for root, _ in unlike for name in wish.every)
        advice = f"it has: {', '.join(names) or 'none'}" if lacking else ""
        off = f"{len(unlike)} of {len(roots)} root spans"
        faults.append((reasons.WRONG_LABELS, words, off, advice, False))
    sizes = [(trace, len(trace["spans"])) for trace, _ in found]
    if wish.spans and (odd := [(trace, size) for trace, size in sizes if not wish.spans.holds(size)]):
        words = shortened([f"{trace['traceID']} has {size} span{'' if size == 1 else 's'}" for trace, size in odd], 3)
        never = any(past(wish.spans, size) for _, size in odd)
        faults.append((reasons.WRONG_VALUE, words, f"{len(odd)} of {len(found)} traces", "", never))
    if not faults:
        return passed(expected, f"{len(found)} traces, for instance {found[0][0]['traceID']}: {_say(found[0][1][0])}")
    given, seen, offs, advices, finals = zip(*faults, strict=True)
    return failed(
        given[0],
        expected,
        "; ".join(seen),
        difference="; ".join(filter(None, offs)),
        hint="; ".join(filter(None, advices)),
        final=any(finals),
    )


def _none(wish: TracesExpectation, expected: str, roots: list[Span]) -> Judgement:
    names = list(dict.fromkeys(str(root["operationName"]) for root in roots))
    if names:
        seen = f"no trace begins with it; they begin with {shortened(names)}"
        return failed(reasons.NO_TRACES, expected, seen)
    advice = f"does anything send spans as service {wish.traces!r}?"
    if wish.operation:
        advice += f" leave out 'operation' to see whether it has any but {wish.operation!r}"
    return failed(reasons.NO_TRACES, expected, "no traces", hint=advice)


def _expected(wish: TracesExpectation, count: str) -> str:
    which = f"traces of {wish.traces}" + (f" that begin with {wish.operation}" if wish.operation else "")
    words = [f"{which}: {count}"]
    words += [f"every root span has {name} = {value}" for name, value in wish.every.items()]
    if wish.spans:
        words.append(f"spans in each {wish.spans.text}")
    return ", ".join(words)


def roots_of(trace: Mapping[str, Any]) -> list[Span]:
    """The spans that no other span of the trace has caused, as far as they have arrived."""
    known = {span["spanID"] for span in trace["spans"]}
    return [span for span in trace["spans"] if not any(ref["spanID"] in known for ref in span.get("references") or ())]


def attributes(span: Span) -> Labels:
    return {tag["key"]: _text(tag["value"]) for tag in span.get("tags") or ()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _called(root: Span, operation: str | None) -> bool:
    return operation is None or root["operationName"] == operation


def _say(root: Span) -> str:
    return str(root["operationName"])
