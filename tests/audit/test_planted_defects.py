"""One stack twice: well, where an audit must find nothing, and with more than thirty planted defects, of which it must
find each once, with its class and its place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.audit.checks import DESCRIPTIONS
from tests.audit.audited_labs import Run, audited, text, wrong

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

STACK = Path(__file__).with_name("stack")
_SESSIONS, _MINUTES = 300, 70
_KINDS = ("label", "panel", "variable", "alerting rule", "recording rule", "target", "scrape job", "receiver")
_READY = ("sum(job:http_requests:rate1m) > 0", "count(up) >= {targets}", "sum(scrape_samples_scraped offset 5s) > 0")


@dataclass(frozen=True, slots=True)
class Expected:
    kind: str
    name: str
    within: str
    classes: tuple[str, ...]


def expected() -> list[Expected]:
    entries = yaml.safe_load((STACK / "planted.yaml").read_text(encoding="utf-8"))
    made = []
    for entry in entries:
        (kind,) = (key for key in entry if key in _KINDS)
        classes = entry["class"] if isinstance(entry["class"], list) else [entry["class"]]
        made.append(Expected(kind, entry[kind], entry.get("of", ""), tuple(classes)))
    return made


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The JSON of an audit of each of the two."""
    folder = shutil.copytree(STACK, tmp_path_factory.mktemp("audit") / "stack")
    (folder / "stack.yaml").rename(folder / "scenario.yaml")
    write_growing_label(folder / "planted")
    with ThreadPoolExecutor() as pool:
        yield dict(pool.map(lambda stack: (stack, _audit(folder, stack)), ("healthy", "planted")))


def write_growing_label(folder: Path) -> None:
    """A counter that has got a new value of `session` every 14 s: its last 70 minutes, and what its target exposes."""
    series = [
        {
            "series": f'shop_sessions_total{{instance="sessions:8000", job="sessions", session="{number}"}}',
            "values": " ".join([*(["_"] * minute), *(["1"] * (_MINUTES - minute))]),
        }
        for number in range(_SESSIONS)
        for minute in [number * _MINUTES // _SESSIONS]
    ]
    past = yaml.safe_dump({"interval": "1m", "input_series": series})
    (folder / "backfill.yml").write_text(past, encoding="utf-8")
    now = "".join(f'shop_sessions_total{{session="{number}"}} 1\n' for number in range(_SESSIONS))
    (folder / "sessions.prom").write_text(f"# TYPE shop_sessions_total counter\n{now}", encoding="utf-8")


def _audit(folder: Path, stack: str) -> Any:
    name = str(folder) if stack == "healthy" else f"{folder}[{stack}]"
    targets = 4 if stack == "healthy" else 8
    return audited(
        name,
        folder.parent / stack,
        [query.format(targets=targets) for query in _READY],
        lambda _: ("--rules", str(folder / stack / "*.yml"), "--dashboards", str(folder / stack / "dashboards")),
        then=(lambda run: _check_baseline(run, folder / "known.yml")) if stack == "planted" else (lambda run: None),
    )


def _check_baseline(run: Run, file: Path) -> None:
    """What fails an audit is known to the next one, which only says so."""
    failed = run("--fail-on", "broken,missing,misleading,quiet,costly", "--write-baseline", str(file))
    assert failed.code == 0, failed.said
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["findings"]
    assert len(entries) >= len(expected())
    assert run("--baseline", str(file)).code == 0
    entries[0]["fingerprint"] = "0" * 16
    file.write_text(yaml.safe_dump({"version": 1, "findings": entries}), encoding="utf-8")
    changed = run("--baseline", str(file))
    assert changed.code == 1
    assert "is no longer found" in changed.said


def test_a_healthy_stack_has_no_findings(audits: dict[str, Any]) -> None:
    audit = audits["healthy"]
    assert wrong(audit) == []
    assert audit["passed"]
    assert audit["counts"]["working"] >= 20


@pytest.mark.parametrize("one", expected(), ids=lambda one: f"{one.kind} {one.name}")
def test_a_planted_defect_is_found_once(one: Expected, audits: dict[str, Any]) -> None:
    found = [finding for finding in audits["planted"]["findings"] if is_about(finding, one)]
    assert [finding["class"] for finding in found] in [[of] for of in one.classes], list(map(text, found))
    assert found[0]["message"]
    if one.kind in ("panel", "variable", "alerting rule", "recording rule"):
        place = found[0]["subject"]["place"]
        lines = Path(place["file"]).read_text(encoding="utf-8").splitlines()
        assert written_at(lines, one) <= place["line"] <= written_at(lines, one) + 30


def is_about(finding: dict[str, Any], one: Expected) -> bool:
    subject = finding["subject"]
    of = not one.within or subject["within"] == one.within
    return subject["kind"] == one.kind and one.name in subject["name"] and of


def written_at(lines: list[str], one: Expected) -> int:
    """The line of a panel's, variable's or rule's name, less the few of its object that may stand before."""
    key = {"panel": '"title": ', "variable": '"name": ', "alerting rule": "alert: ", "recording rule": "record: "}
    (line,) = (
        number for number, line in enumerate(lines, 1) if key[one.kind] in line and one.name in line.partition(": ")[2]
    )
    return line - 2


def test_nothing_else_is_found(audits: dict[str, Any]) -> None:
    known = expected()
    others = [one for one in audits["planted"]["findings"] if not any(is_about(one, other) for other in known)]
    assert wrong({"findings": others}) == []


def test_the_documentation_knows_every_finding(audits: dict[str, Any]) -> None:
    for finding in (*audits["healthy"]["findings"], *audits["planted"]["findings"]):
        assert finding["class"] in DESCRIPTIONS[finding["check"]].classes, text(finding)


def test_more_than_thirty_defects_are_planted() -> None:
    assert len(expected()) >= 30
