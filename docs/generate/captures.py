"""Runs the commands the pages show and keeps what they print, and takes the pictures of the reports.

    python -m docs.generate.captures              all but the comparison, about two minutes
    python -m docs.generate.captures run why      only these
    python -m docs.generate.captures compare      the comparison, about seven minutes

Needs a Docker Engine, and for pictures headless Chromium: `apt-get install chromium` on Debian, `chromium` or
`google-chrome` in the PATH elsewhere. Text goes to docs/captured/, pictures to docs/images/.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "docs" / "captured"
PICTURES = ROOT / "docs" / "images"
COLUMNS = "100"
MOST_BYTES = 200_000  # of a picture: the README loads it
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

_WEAKER = 'steps[shopping].expect."labels are few and bounded".every={have: [method, path, status]}'
_MISTYPED = 'steps[shopping].expect."the summary counts database queries".series=db_query_seconds_count{job="api"}'
_MISTAKES = """\
title: Prometheus scrapes my service
why: so that nobody renames a metric without noticing
components:
  prometheus: {files: {config: prometheus.yml}}
  api: {use: fastapi_prometheu}
steps:
  - name: shopping
    load: {name: shopping, to: api, rate: 20, for: 5s, mix: {"GET /products": 9}}
    expect:
      request counts match the load: {series: "sum(http_requests_total", every: equals the load, withn: 8s}
"""

# name of the capture -> a run
RUN_COMMANDS: Mapping[str, str] = {
    "run": "run otel-direct",
    "failure": f"run prom-pull --set {shlex.quote(_MISTYPED)}",
    "mutant-killed": "run prom-pull --mutant 'metric renamed'",
    "mutant-survived": f"run prom-pull --mutant 'extra target label' --set {shlex.quote(_WEAKER)}",
}


def lab(command: str, *, runs: Path, project: Path = ROOT) -> str:
    """What a command of lab prints on a terminal of `COLUMNS` columns; a failed expectation is no error here."""
    environment = {**os.environ, "COLUMNS": COLUMNS, "LAB_RUNS": str(runs), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "lab.cli.main", *shlex.split(command)]
    done = subprocess.run(
        words, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return "\n".join(line.rstrip() for line in done.stdout.replace(str(runs), "lab-runs").splitlines()) + "\n"


def keep(name: str, command: str, output: str) -> None:
    TEXTS.mkdir(exist_ok=True)
    (TEXTS / f"{name}.txt").write_text(f"$ lab {command}\n{output}", encoding="utf-8")


def ending(output: str) -> str:
    """What a run prints about expectations that are not as they should be, and its last sentence.

    Parts are set off by empty lines; those about an expectation name its line in a scenario file.
    """
    parts = output.strip("\n").split("\n\n")
    return "\n\n".join([*(part for part in parts[1:-1] if "scenario.yaml:" in part), parts[-1]]) + "\n"


def picture(page: Path, name: str, *, width: int, height: int) -> None:
    """The top of a page as docs/images/NAME.png."""
    browser = next((found for found in map(shutil.which, BROWSERS) if found), None)
    if browser is None:
        raise SystemExit("no Chromium here; on Debian: apt-get install chromium")
    file = PICTURES / f"{name}.png"
    size = f"--window-size={width},{height}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size, f"--screenshot={file}"]
    subprocess.run([browser, *flags, page.resolve().as_uri()], check=True, capture_output=True)
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file} has {file.stat().st_size} bytes, more than {MOST_BYTES}; make the window smaller")


def plain_commands(runs: Path) -> None:
    for command in ("list", "check prom-pull"):
        keep(command.split()[0], command, lab(command, runs=runs))
    with tempfile.TemporaryDirectory() as project:
        folder = Path(project) / "scenarios" / "my-service"
        shutil.copytree(ROOT / "scenarios" / "prom-pull", folder)
        (folder / "scenario.yaml").write_text(_MISTAKES, encoding="utf-8")
        command = "check my-service"
        keep("check-problems", command, lab(command, runs=runs, project=Path(project)))


def run(runs: Path) -> None:
    keep("run", RUN_COMMANDS["run"], lab(RUN_COMMANDS["run"], runs=runs))
    (report,) = runs.glob("otel-direct-*/report.html")
    picture(report, "report", width=1180, height=1000)


def failure(runs: Path) -> None:
    _keep_ending("failure", runs)


def mutants(runs: Path) -> None:
    for name in ("mutant-killed", "mutant-survived"):
        _keep_ending(name, runs)


def _keep_ending(name: str, runs: Path) -> None:
    keep(name, RUN_COMMANDS[name], ending(lab(RUN_COMMANDS[name], runs=runs)))


def why(runs: Path) -> None:
    """Asked of a running lab, which is up for as long as it takes."""
    started = lab("up prom-pull", runs=runs)
    project = re.search(r"lab-prom-pull-\w+", started)
    if project is None:
        raise SystemExit(started)
    try:
        for name, query in (
            ("why-value", 'rate(http_requests_total{status="5xx"}[1m])'),
            ("why-name", 'rate(http_server_duration_milliseconds_count{http_target="/api/boom"}[1m])'),
        ):
            command = f"why {shlex.quote(query)}"
            keep(name, command, lab(f"{command} --lab {project[0]}", runs=runs))
    finally:
        lab(f"down {project[0]}", runs=runs)


def compare(runs: Path) -> None:
    keep("compare", "compare pull-vs-push", lab("compare pull-vs-push", runs=runs))
    (report,) = runs.glob("compare-pull-vs-push-*/comparison.html")
    picture(report, "comparison", width=1180, height=900)


CAPTURES: Mapping[str, Callable[[Path], None]] = {
    "plain": plain_commands,
    "run": run,
    "failure": failure,
    "mutants": mutants,
    "why": why,
    "compare": compare,
}


def main(names: list[str]) -> None:
    unknown = [name for name in names if name not in CAPTURES]
    if unknown:
        raise SystemExit(f"no capture is called {', '.join(unknown)}; there are: {', '.join(CAPTURES)}")
    for name in names or [name for name in CAPTURES if name != "compare"]:
        print(name, file=sys.stderr)
        with tempfile.TemporaryDirectory() as runs:
            CAPTURES[name](Path(runs))


if __name__ == "__main__":
    main(sys.argv[1:])
