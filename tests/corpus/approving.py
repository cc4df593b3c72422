"""The corpus: files beside this one, and in `approved/<folder>.txt` what lab says of each.

To accept new texts, run `python -m tests.corpus.approving` and read the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from lab.configs import alertmanager, collector, logs, prometheus
from lab.configs.promql_features import query_error
from lab.configs.rule_files import read_rule_file
from lab.configs.yaml_file import read_config
from lab.errors import Problem, Problems
from lab.language.strict_yaml import Document
from tests.corpus.dashboard_texts import dashboard_text

HERE = Path(__file__).parent
APPROVED = HERE / "approved"
PROGRAMS: dict[str, Callable[[Document], Iterable[Problem]]] = {
    "prometheus": prometheus.problems,
    "alertmanager": alertmanager.problems,
    "collector": lambda document: collector.problems((document,)),
    "loki": logs.loki_problems,
    "promtail": logs.promtail_problems,
}


def files(folder: str) -> list[Path]:
    return sorted(path for path in (HERE / folder).iterdir() if path.is_file())


def complaints(folder: str) -> str:
    """A line for each file that is accepted, and a line for each problem of the others."""
    if folder == "dashboards":
        return "".join(dashboard_text(path.read_bytes().decode("utf-8"), path.name) for path in files(folder))
    lines = []
    for path in files(folder):
        try:
            problems = sorted(_problems(folder, path.read_bytes().decode("utf-8-sig"), path.name))
        except Problems as error:
            problems = list(error.problems)
        lines += [str(problem) for problem in problems] or [f"{path.name}: accepted"]
    return "".join(f"{line}\n" for line in lines)


def approved(folder: str) -> str:
    return (APPROVED / f"{folder}.txt").read_text(encoding="utf-8")


def _problems(folder: str, text: str, file: str) -> Iterable[Problem]:
    if folder in PROGRAMS:
        return PROGRAMS[folder](read_config(text, file))
    return read_rule_file(text, file, lambda query: query_error(query, frozenset())).problems


def main() -> None:
    APPROVED.mkdir(exist_ok=True)
    for folder in ("rules", "dashboards", *PROGRAMS):
        (APPROVED / f"{folder}.txt").write_text(complaints(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
