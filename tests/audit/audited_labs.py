"""Starts a lab, waits until it has samples, audits it with the real command, and takes it down."""

from __future__ import annotations

import json
import os
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tests.acceptance.driving import Ended, lab

_WITHIN_S = 60.0


Run: TypeAlias = Callable[..., Ended]


def audited(
    scenario: str,
    folder: Path,
    ready: Sequence[str],
    options: Callable[[Path], Sequence[str]],
    *,
    loki: bool = False,
    then: Callable[[Run], None] = lambda run: None,
) -> Any:
    """The JSON of the audit. `folder` keeps what the lab leaves. `ready`: queries of Prometheus that return something
    before the audit begins. `options`: of `lab audit`, from the folder with the files of the running lab. `then` is
    given a function that audits it again, with further options."""
    env = {**os.environ, "LAB_STATE": str(folder), "LAB_RUNS": str(folder / "runs"), "COLUMNS": "120"}
    up = lab("up", scenario, env=env, within=240)
    assert up.code == 0, up.said
    try:
        urls = {service: url for url, service in re.findall(r"(http://127\.0\.0\.1:\d+)\S*\s+(\S+)", up.said)}
        for query in ready:
            _wait_for(query, urls["prometheus"])
        systems = ("prometheus", "alertmanager", *(("loki",) if loki else ()))
        addresses = [text for name in systems if name in urls for text in (f"--{name}", urls[name])]
        command = ["audit", *addresses, *options(folder / "labs" / up.project)]
        output = folder / "audit.json"
        done = lab(*command, "--output", str(output), env=env)
        assert done.code in (0, 1), done.said
        then(lambda *more: lab(*command, *more, env=env))
        return json.loads(output.read_text(encoding="utf-8"))
    finally:
        lab("down", up.project, env=env)


def _wait_for(query: str, url: str) -> None:
    asked = f"{url}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
    deadline = time.monotonic() + _WITHIN_S
    while True:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            if json.load(answer)["data"]["result"]:
                return
        assert time.monotonic() < deadline, f"still nothing after {_WITHIN_S:g} s: {query}"
        time.sleep(0.2)


def wrong(audit: Any) -> list[str]:
    """What is said to be wrong, but for metrics that nothing reads: a small stack has many."""
    return [
        text(finding)
        for finding in audit["findings"]
        if finding["class"] not in ("working", "empty by design") and finding["subject"]["kind"] != "metric"
    ]


def text(finding: dict[str, Any]) -> str:
    subject = finding["subject"]
    return f"{finding['class']} {subject['kind']} {subject['name']} of {subject['within']}: {finding['message']}"
