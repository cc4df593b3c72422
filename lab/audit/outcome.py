"""Whether an audit fails: the only place that decides it. The exit code and all reports follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lab.audit.model import AuditReport, Finding, FindingClass
from lab.errors import ExitCode, UsageError

WELL = frozenset({FindingClass.WORKING, FindingClass.BY_DESIGN})
FAIL_ON = frozenset({FindingClass.BROKEN, FindingClass.MISSING})  # unless people say otherwise
_NONE = "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`fail_on`: the classes whose findings fail an audit, unless they are known. An audit that ended before it had
    looked at everything, or that found nothing to look at, fails as well, except where nothing may fail it."""

    report: AuditReport
    fail_on: frozenset[FindingClass] = FAIL_ON

    @property
    def fail_on_in_order(self) -> tuple[FindingClass, ...]:
        """By harm."""
        return tuple(of for of in FindingClass if of in self.fail_on)

    def is_known(self, finding: Finding) -> bool:
        return finding.fingerprint in self.report.known

    def fails(self, finding: Finding) -> bool:
        return finding.class_ in self.fail_on and not self.is_known(finding)

    @property
    def failing(self) -> tuple[Finding, ...]:
        return tuple(filter(self.fails, self.report.sorted()))

    @property
    def incomplete(self) -> str:
        """Why this audit says little; empty when it does not."""
        if self.report.spent.exhausted:
            return "the budget was spent"
        return "" if self.report.findings else "there are neither rules, targets nor dashboards"

    @property
    def passed(self) -> bool:
        return not self.failing and not (self.incomplete and self.fail_on)

    @property
    def exit_code(self) -> ExitCode:
        return ExitCode.PASSED if self.passed else ExitCode.FAILED


def parse_fail_on(texts: Iterable[str]) -> frozenset[FindingClass]:
    """The classes of `--fail-on broken,missing`, which may be repeated; FAIL_ON without one. Raises UsageError."""
    names = [name.strip() for text in texts for name in text.split(",") if name.strip()]
    if not names:
        return FAIL_ON
    allowed = {of.value: of for of in FindingClass if of not in WELL}
    for name in names:
        if name not in allowed and (name != _NONE or len(names) > 1):
            remedy = f"give one or more of {', '.join(allowed)}, or {_NONE} alone"
            raise UsageError(f"--fail-on: {name!r} is not a class that can fail an audit", remedy=remedy)
    return frozenset(allowed[name] for name in names if name != _NONE)
