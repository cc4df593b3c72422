"""Why `ALERTS` has no series of an alert: its rule is not loaded, or its expression returns nothing."""

from __future__ import annotations

from dataclasses import replace

from lab.language.quantities import format_duration
from lab.why.expression import Selector, with_part
from lab.why.identity import nearly_same
from lab.why.inventory import AlertingRule, Inventory
from lab.why.mismatch import Mismatch
from lab.why.model import Cause, ExplainContext, Finding, Proposal

ALERTS = ("ALERTS", "ALERTS_FOR_STATE")
_ONLY_WHILE = "ALERTS has series only while an alert is pending or firing"
_MAX_RULES = 3


def explain_alerts(selector: Selector, ctx: ExplainContext) -> tuple[Finding, ...]:
    """Empty for other metrics, and where an alert is active but has other labels."""
    if selector.name not in ALERTS:
        return ()
    inventory = ctx.inventory
    matchers = [m for m in selector.labelled if m.label == "alertname"]
    rules = [rule for rule in inventory.alerts if all(m.accepts(rule.name) for m in matchers)]
    if not rules:
        return (_explain_not_loaded(selector, ctx),)
    inactive = [rule for rule in rules if not _active(rule, inventory)]
    if len(inactive) < len(rules):
        return ()
    return tuple(_explain_inactive(rule, ctx) for rule in inactive[:_MAX_RULES])


def _active(rule: AlertingRule, inventory: Inventory) -> bool:
    """Whether `ALERTS` has series of it."""
    metric = inventory.metrics.get(ALERTS[0])
    return metric is not None and any(s.live and s.labels.get("alertname") == rule.name for s in metric.series)


def _explain_not_loaded(selector: Selector, ctx: ExplainContext) -> Finding:
    names = tuple(dict.fromkeys(rule.name for rule in ctx.inventory.alerts))
    matcher = next((m for m in selector.labelled if m.label == "alertname"), None)
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
    first = findings[0]
    details = (f"its expression returns nothing: {first.message}", *first.details)
    note = f"for the expression of {rule.name}"
    proposals = tuple(
        replace(proposal, note=f"{note}; {proposal.note}" if proposal.note else note) for proposal in first.proposals
    )
    return Finding(first.cause, head, details, proposals)


def explain_alert_state(mismatch: Mismatch) -> Finding | None:
    """`alertstate="firing"` of an alert that is still pending."""
    if mismatch.label != "alertstate" or mismatch.selector.name not in ALERTS or not mismatch.matcher.accepts("firing"):
        return None
    names = mismatch.values("alertname")
    waiting = [rule for rule in mismatch.inventory.alerts if rule.name in names and rule.hold]
    return mismatch.finding(
        *(f"{rule.name} fires when it has been pending for {format_duration(rule.hold)}" for rule in waiting[:3])
    )
