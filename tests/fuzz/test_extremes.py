"""Files of 100 kB made to take long: each is read, or refused with its place, within two seconds and 256 MiB."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable

import pytest

from tests.fuzz.readers import READERS

SIZE = 100_000
MAX_SECONDS, MAX_GROWTH_KIB = 2, 256 * 1024

APP = "title: t\nwhy: w\ncomponents: {prometheus: {}, api: {use: fastapi_prometheus}}\n"
LOOK = f"{APP}steps:\n- name: look\n  expect:\n"
PATCHED = (
    "title: t\nwhy: w\ncomponents: {prometheus: {files: {config: prometheus.yml}}}\nsteps: [{name: look}]\nscale:\n"
)
SERIES = "interval: 1s\ninput_series:\n"
GROUP = "groups:\n- name: g\n  rules:\n"
MIX = ", ".join(f"GET /{n}: {9 if n < 99 else 109}" for n in range(100))


def filled(head: str, line: Callable[[int], str], tail: str = "", size: int = SIZE - 400) -> str:
    """`line` of 0, 1, 2 ... until the text is long."""
    lines, length, number = [head], len(head), 0
    while length < size:
        lines.append(line(number))
        length, number = length + len(lines[-1]), number + 1
    return "".join(lines) + tail


def rules(expr: Callable[[int], str]) -> str:
    return filled(GROUP, lambda n: f"  - {{alert: A{n}, expr: '{expr(n)}'}}\n")


def dashboard(variables: list[dict[str, object]], panels: list[dict[str, object]]) -> str:
    return json.dumps({"templating": {"list": variables}, "panels": panels})


def panel(number: int, expr: str, **more: object) -> dict[str, object]:
    return {"id": number, "title": f"p{number}", "targets": [{"expr": expr}], **more}


def custom(name: str, count: int) -> dict[str, object]:
    query = ",".join(f"v{n}" for n in range(count))
    return {"name": name, "type": "custom", "query": query, "includeAll": True, "current": {"value": "$__all"}}


NAMES = filled(LOOK, lambda n: f"    an expectation {n}: {{series: up, exactly: 1}}\n", size=50_000)
EXTREMES: dict[str, tuple[str, str]] = {
    "patterns with classes": ("rules", rules(lambda n: f'x{{a=~"{n}\\\\w{{9}}"}}')),
    "patterns of Unicode": ("rules", rules(lambda n: f'x{{a=~"{n}\\\\pL.*.*.*.*[^a][^b]"}}')),
    "chains of operators": ("rules", rules(lambda n: "1+" * 147 + str(n))),
    "parentheses": ("rules", rules(lambda n: "(" * 140 + str(n) + ")" * 140)),
    "wrong queries": ("rules", rules(lambda n: f"sum(rate(x{n}[5m]) by (a")),
    "escaped quotes": ("rules", GROUP + "  - {alert: A, expr: '" + '"\\' * 24_000 + "'}\n"),
    "unknown keys of rules": ("rules", filled(GROUP, lambda n: f"  - {{alert{n}: A, expr: up}}\n")),
    "mutants": (
        "scenario",
        filled(
            f"{LOOK}    a: {{series: up, exactly: 1}}\nmutants:\n",
            lambda n: f"  m{n}: {{patch: [{{set: {{title: x}}}}], fails: {{a: wrong_value}}}}\n",
        ),
    ),
    "unknown names": (
        "scenario",
        filled(
            f"{NAMES}mutants:\n  m: {{patch: [{{set: {{title: x}}}}], fails: {{\n",
            lambda n: f"    xan expectation {n}: wrong_value,\n",
            "}}\n",
        ),
    ),
    "wrong expectations": ("scenario", filled(LOOK, lambda n: f"    e{n}: {{seires: up, exactly: 1}}\n")),
    "expectations": ("scenario", filled(LOOK, lambda n: f"    e{n}: {{series: 'x{n} +', exactly: 1}}\n")),
    "patterns": ("scenario", filled(LOOK, lambda n: f"    e{n}: {{labels: up, are: {{a: '/(a{{99}}){{{n}}}/'}}}}\n")),
    "a deep pattern": ("scenario", f"{LOOK}    e: {{labels: up, are: {{a: '/{'(' * 40_000}/'}}}}\n"),
    "loads": (
        "scenario",
        filled(
            f"{APP}steps:\n",
            lambda n: f"- {{name: s{n}, load: {{name: l{n}, to: api, rate: 1/s, for: 1s, mix: {{{MIX}}}}}}}\n",
        ),
    ),
    "components": ("scenario", filled("title: t\ncomponents:\n", lambda n: f"  c{n}: {{use: prometheusx{n}}}\n")),
    "a text that grows": (
        "scenario",
        "title: t\nwhy: w\ncomponents: {a: {image: 'x:1', env: {A: aaaa}}}\nsteps: [{name: look}]\nscale:\n"
        + f"- {{replace: {{components.a.env.A: {{a: {'a' * 100}}}}}}}\n" * 12,
    ),
    "a file that grows": (
        "scenario",
        PATCHED + f"- {{in: prometheus.yml, replace: {{global.scrape_interval: {{s: {'s' * 100}}}}}}}\n" * 12,
    ),
    "patches": (
        "scenario",
        filled(f"{APP}steps: [{{name: look}}]\nscale:\n", lambda n: f"- {{set: {{components.api.env.A{n}: x}}}}\n"),
    ),
    "patches of a file": (
        "scenario",
        filled(f"{PATCHED}- in: prometheus.yml\n  set:\n", lambda n: f"    global.external_labels.A{n}: x\n"),
    ),
    "aliases": (
        "scenario",
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{n}: &{n} [{', '.join([f'*{p}'] * 10)}]\n" for p, n in ("ab", "bc", "cd", "de", "ef", "fg")),
    ),
    "brackets": ("scenario", "[" * SIZE),
    "keys": ("scenario", "? " * 50_000),
    "samples": (
        "backfill",
        filled(SERIES, lambda n: f"- {{series: x{n}, values: 1x99999}}\n"),
    ),
    "terms": ("backfill", "interval: 1s\ninput_series:\n- {series: x, values: '" + "1x99999 " * 12_000 + "'}\n"),
    "a loop": ("template", "[% for a in [" + "'x'," * 24_000 + "] %][[ a ~ a ~ a ~ a ]][% endfor %]"),
    "a long loop": ("template", "[% for a in [" + "1," * 9_000 + "] %]" + "y" * 80_000 + "[% endfor %]"),
    "a deep expression": ("template", "[[ " + "(" * 45_000 + "'x'" + ")" * 45_000 + " ]]"),
    "routes": ("alertmanager", filled("route:\n  receiver: a\n  routes:\n", lambda n: f"  - {{receiver: r{n}}}\n")),
    "unknown keys of receivers": (
        "alertmanager",
        filled(
            "route: {receiver: a}\nreceivers:\n", lambda n: f"- {{name: r{n}, webhook_configs: [{{urll{n}: x}}]}}\n"
        ),
    ),
    "jobs": (
        "prometheus",
        filled(
            "scrape_configs:\n", lambda n: f"- {{job_name: j, relabel_configs: [{{regex: '(a{{99}}){{99}}{n}'}}]}}\n"
        ),
    ),
    "empty lines": ("prometheus", "global:\n" + "\n" * 95_000 + "  x: }"),
    "pipelines": (
        "collector",
        filled(
            "receivers: {otlp: {}}\nservice:\n  pipelines:\n",
            lambda n: f"    traces/{n}: {{receivers: [otlpp{n}], exporters: [debugg{n}]}}\n",
        ),
    ),
    "panels": ("dashboard", dashboard([], [panel(n, f"rate(x{n}[5m]) by") for n in range(900)])),
    "values": ("dashboard", dashboard([custom("a", 8_000)], [panel(n, 'x{a=~"$a",b=~"$a"}') for n in range(400)])),
    "repeated panels": (
        "dashboard",
        dashboard([custom("a", 5_000)], [panel(n, 'x{a="$a"}', repeat="a") for n in range(400)]),
    ),
    "chained variables": (
        "dashboard",
        dashboard(
            [
                {"name": f"v{n}", "type": "query", "query": f'label_values(x{{a="$v{n + 1}$v{n + 2}"}}, b)'}
                for n in range(190)
            ],
            [panel(1, 'x{a="$v0"}')],
        ),
    ),
    "dollars": ("dashboard", dashboard([], [panel(1, "$" * 90_000)])),
    "open braces": ("dashboard", dashboard([], [panel(1, "${a" * 30_000)])),
}
BY_NAME = {reader.name: reader for reader in READERS}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXTREMES)
def test_extreme(name: str) -> None:
    reader, text = BY_NAME[EXTREMES[name][0]], EXTREMES[name][1][:SIZE]
    reader.read(reader.examples()[0])
    # Neither coverage's tracer nor what thousands of other tests have left is the reader's time.
    tracer = sys.gettrace()
    sys.settrace(None)
    gc.freeze()
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused = reader.read(text)
    took = time.process_time() - began
    gc.unfreeze()
    sys.settrace(tracer)
    assert took < MAX_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MAX_GROWTH_KIB
    assert refused is None or refused.placed, refused.message
