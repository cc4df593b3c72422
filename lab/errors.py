"""Every error that lab raises, and its exit code. Also `Place`, which every message points to.

An exception means that lab could not do its job. A failed expectation is a value (`Verdict`), never an exception.

    LabError
    |- UsageError            2  arguments or a scenario that cannot be used
    |  `- Problems           2  everything wrong with a set of files, each with its place
    |- CannotStart           4  the lab could not be started
    |  |- EngineUnavailable  4  no Docker Engine answers
    |  |- ImageUnavailable   4  an image is not present, cannot be pulled and cannot be built
    |  `- NotReady           4  a container exited or did not become ready before its deadline
    `- Interrupted         130  Ctrl-C or SIGTERM, raised after cleaning up
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    PASSED = 0
    FAILED = 1
    USAGE = 2
    BUG = 3
    CANNOT_START = 4
    INTERRUPTED = 130


class LabError(Exception):
    """Shown to the user: `evidence` as it was captured, `message`, and the fix (`remedy`) as a hint."""

    exit_code = ExitCode.BUG

    def __init__(self, message: str, *, remedy: str = "", evidence: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.evidence = evidence


class UsageError(LabError):
    exit_code = ExitCode.USAGE


class CannotStart(LabError):
    exit_code = ExitCode.CANNOT_START


class EngineUnavailable(CannotStart):
    pass


class ImageUnavailable(CannotStart):
    """Carries the service names that needed the image, so that an optional one can be left out."""

    def __init__(self, message: str, *, reference: str, remedy: str = "", evidence: str = "") -> None:
        super().__init__(message, remedy=remedy, evidence=evidence)
        self.reference = reference


class NotReady(CannotStart):
    pass


class Interrupted(LabError):
    exit_code = ExitCode.INTERRUPTED


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the user's files: 1-based line and column, as editors count them; line 0 for none."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Problems(UsageError):
    """Everything wrong with a set of files, by file, line and column."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
