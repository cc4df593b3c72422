"""Why `ALERTS` has no series of an alert: its rule is not loaded, or its expression returns nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lab.language.quantities import format_duration
from lab.why.expression import Selector, with_part
from lab.why.identity import nearly_same
from lab.why.inventory import AlertingRule, Inventory
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.unselected import of_rule

ALERTS = ("ALERTS", "ALERTS_FOR_STATE")
_ONLY_WHILE = "ALERTS has series only while an alert is pending or firing"
_MAX_RULES = 3
_OF_VALUE = re.compile(r"\$value|\.Value\b")


def explain_alerts(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """Empty for other metrics, and where an alert is active but has other labels."""
    if selector.name not in ALERTS:
        return ()
    inventory = ctx.inventory
    matchers = [m for m in selector.labelled if m.label == "alertname"]
    rules = [rule for rule in inventory.alerts if all(m.accepts(rule.name) for m in matchers)]
    if not rules:
        return (_explain_not_loaded(selector, ctx),)
    if active := [rule for rule in rules if _active(rule, inventory)]:
        return _explain_other_state(active, selector, inventory)
    return tuple(_explain_inactive(rule, ctx) for rule in rules[:_MAX_RULES])


def _explain_other_state(
    active: Sequence[AlertingRule], selector: Selector, inventory: Inventory
) -> tuple[Finding, ...]:
    """`alertstate="firing"` of alerts that are still pending."""
    wanted = [m for m in selector.labelled if m.label == "alertstate"]
    names = {rule.name for rule in active}
    series = [one for one in inventory.metrics[ALERTS[0]].series if one.live and one.labels.get("alertname") in names]
    states = sorted({one.labels.get("alertstate", "") for one in series})
    if not wanted or any(m.accepts(state) for m in wanted for state in states):
        return ()
    details = (line for rule in active if rule.hold for line in _pending(rule))
    message = f"{', '.join(sorted(names)[:_MAX_RULES])} is {' and '.join(states)}: {wanted[0]} matches no series"
    return (Finding(Cause.MATCHER, message, tuple(details)),)


def _pending(rule: AlertingRule) -> Iterator[str]:
    """A label with the value makes another alert of each value, and that one is pending anew."""
    yield f"{rule.name} fires when it has been pending for {format_duration(rule.hold)}"
    changing = [label for label, template in rule.labels.items() if _OF_VALUE.search(template)]
    if changing:
        yield (
            f"its label {changing[0]} contains the value: each new value makes it a new alert, whose 'for' starts "
            "again; move the value into an annotation"
        )


def _active(rule: AlertingRule, inventory: Inventory) -> bool:
    """Whether `ALERTS` has series of it."""
    metric = inventory.metrics.get(ALERTS[0])
    return metric is not None and any(s.live and s.labels.get("alertname") == rule.name for s in metric.series)


def _explain_not_loaded(selector: Selector, ctx: ExplainContext) -> Finding:
    names = tuple(dict.fromkeys(rule.name for rule in ctx.inventory.alerts))
    matcher = next((m for m in selector.labelled if m.label == "alertname"), None)
    if matcher is not None and (left_out := of_rule(matcher, "", ctx.inventory.unselected)):
        return Finding(Cause.NEVER_SENT, f"no alerting rule with {matcher} is loaded", tuple(left_out))
    if matcher is None or not names:
        hint = "does rule_files name the file, and is it mounted at that path?"
        return Finding(Cause.NEVER_SENT, "no alerting rule is loaded", (hint,))
    message = f"no alerting rule with {matcher} is loaded"
    loaded = f"loaded: {', '.join(names[:8])}" + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    near = nearly_same(matcher.value, names)
    if not near:
        return Finding(Cause.NEVER_SENT, message, (loaded,))
    better = replace(matcher, op="=", value=near)
    other = replace(selector, matchers=tuple(better if m == matcher else m for m in selector.matchers))
    proposal = Proposal(with_part(ctx.query, selector, other))
    return Finding(Cause.NEVER_SENT, message, (f"did you mean {better}?", loaded), (proposal,))


def _explain_inactive(rule: AlertingRule, ctx: ExplainContext) -> Finding:
    head = f"{rule.name} is loaded and inactive: {_ONLY_WHILE}"
    if rule.error:
        return Finding(Cause.FILTERED, f"{rule.name} is loaded, but cannot be evaluated: {rule.error}")
    findings = ctx.explain_query(rule.query) if rule.query else ()
    if not findings:
        expression = [f"its expression: {' '.join(rule.query.split())}"] if rule.query else []
        return Finding(Cause.FILTERED, head, tuple(expression))
    first, others = findings[0], findings[1:_MAX_RULES]
    details = (
        f"its expression returns nothing: {first.message}",
        *first.details,
        *(detail for other in others for detail in (other.message, *other.details)),
    )
    note = f"for the expression of {rule.name}"
    proposals = tuple(
        replace(proposal, note=f"{note}; {proposal.note}" if proposal.note else note)
        for finding in (first, *others)
        for proposal in finding.proposals
    )
    return Finding(first.cause, head, details, proposals)
