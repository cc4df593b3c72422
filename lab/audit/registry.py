"""The checks of an audit, each with what the documentation, `lab audit --list-checks` and SARIF say about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lab.audit.context import Check
from lab.audit.model import FindingClass


@dataclass(frozen=True, slots=True)
class CheckDescription:
    """`name`: `Finding.check` of its findings, in lower case with hyphens. `classes`: those that its findings may have.
    `finds`: what is wrong, a sentence for somebody who has not seen a finding; `mend`: what to change, for this check
    in general. Both are plain text, with code between backticks."""

    name: str
    classes: tuple[FindingClass, ...]
    finds: str
    mend: str


_CHECKS: list[Check] = []
_DESCRIPTIONS: dict[str, CheckDescription] = {}


def register(*descriptions: CheckDescription) -> Callable[[Check], Check]:
    """Decorates a function that looks for something, with a description for each name that its findings may have.

        @register(CheckDescription("target-down", (FindingClass.MISSING,), "Prometheus cannot scrape it.", "..."))
        def check(context: AuditContext) -> Iterator[Finding]: ...

    Raises ValueError for a name that another check has.
    """

    def registered(check: Check) -> Check:
        for one in descriptions:
            if one.name in _DESCRIPTIONS:
                raise ValueError(f"two checks are called {one.name!r}")
            _DESCRIPTIONS[one.name] = one
        _CHECKS.append(check)
        return check

    return registered


def registered_checks() -> tuple[Check, ...]:
    return tuple(_CHECKS)


def registered_descriptions() -> Mapping[str, CheckDescription]:
    return dict(_DESCRIPTIONS)
