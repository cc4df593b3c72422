"""Audits to report: a shop with something of every class, one that is well, and one whose texts are hostile."""

from __future__ import annotations

from dataclasses import replace

from lab.audit.model import AuditReport, Finding, FindingClass, NotAudited, Spent, Subject
from lab.audit.outcome import Outcome
from lab.audit.registry import CheckDescription
from lab.errors import Place

AT = 1_795_900_000.0  # 2026-11-28
SYSTEMS = {"prometheus": "http://prometheus:9090", "alertmanager": "http://alertmanager:9093"}
SPENT = Spent(queries=212, seconds=4.2, most_queries=2000, most_seconds=60.0)
DASHBOARD = "dashboards/shop.json"
HOSTILE = "\x1b[31m<script>alert(1)</script>\u202e ]]> ::error::x ##[command]y [a](b) `c`\x00"

DESCRIPTIONS = {
    one.name: one
    for one in (
        CheckDescription(
            "unknown-label",
            (FindingClass.BROKEN,),
            "A query asks for a label that no series of its metric has.",
            "Use the label that the series have, as `lab why` shows it.",
        ),
        CheckDescription(
            "target-down",
            (FindingClass.MISSING,),
            "Prometheus cannot scrape a target.",
            "Start it, or correct its address in `scrape_configs`.",
        ),
    )
}


def panel(name: str, line: int) -> Subject:
    return Subject("panel", name, "Shop", Place(DASHBOARD, line, 9))


def broken(number: int = 0) -> Finding:
    name = f"Errors {number}" if number else "Errors"
    return Finding(
        "unknown-label",
        FindingClass.BROKEN,
        panel(name, 120 + number),
        'no series of http_requests_total has the label "route"',
        ('its series have "path": 12 values',),
        'use "path"',
        f'sum by (route) (\n  rate(http_requests_total{{code="{500 + number}"}}[5m])\n)',
    )


def down() -> Finding:
    return Finding(
        "target-down",
        FindingClass.MISSING,
        Subject("target", "node:9100", "node"),
        "the target node:9100 is down: connection refused",
        (),
        "start it, or correct its port in scrape_configs",
    )


def unread(name: str, series: int) -> Finding:
    return Finding(
        "unread-metric",
        FindingClass.COSTLY,
        Subject("metric", name),
        f"nothing reads {name}",
        series=series,
    )


def working(name: str) -> Finding:
    return Finding("panel", FindingClass.WORKING, panel(name, 20), "it has data")


def shop(known: frozenset[str] = frozenset(), spent: Spent = SPENT) -> AuditReport:
    findings = (
        working("Requests"),
        *(unread(f"go_{number}", number) for number in range(1, 8)),
        down(),
        broken(),
        *(broken(number) for number in range(1, 7)),
        Finding(
            "empty-by-design",
            FindingClass.BY_DESIGN,
            panel("Alerts", 300),
            "it counts errors, and there are none",
        ),
        Finding(
            "always-firing",
            FindingClass.MISLEADING,
            Subject("alerting rule", "Watchdog2", "shop", Place("rules/shop.yml", 4, 5)),
            "it has been firing since 2026-11-01",
        ),
    )
    left_out = (NotAudited("dashboards of Grafana", "no --grafana and no --dashboards were given"),)
    return AuditReport(SYSTEMS, AT, findings, spent, left_out, known)


def well() -> AuditReport:
    return AuditReport(SYSTEMS, AT, (working("Requests"), working("Latency")), SPENT)


def hostile() -> AuditReport:
    findings = tuple(
        Finding(
            "unknown-label",
            of,
            Subject("panel", HOSTILE + of, HOSTILE, Place(HOSTILE, 3, 1)),
            HOSTILE,
            (HOSTILE,),
            HOSTILE,
            HOSTILE,
        )
        for of in FindingClass
    )
    return AuditReport({"prometheus": HOSTILE}, AT, findings, SPENT, (NotAudited(HOSTILE, HOSTILE),))


def several() -> dict[str, Outcome]:
    return {
        "shop": Outcome(shop()),
        "known": Outcome(shop(frozenset({down().fingerprint}))),
        "well": Outcome(well()),
        "hostile": Outcome(hostile()),
        "nothing fails": Outcome(shop(), frozenset()),
        "nothing": Outcome(replace(well(), findings=())),
        "incomplete": Outcome(shop(spent=Spent(2000, 9.0, 2000, 60.0))),
    }
