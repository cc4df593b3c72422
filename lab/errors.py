"""The errors that lab raises, with their exit codes; and `Place`, the position in a file that a message points to.

An exception means that lab could not do its job. A failed expectation is a value (`Verdict`), never an exception.

    LabError                 4  the lab, its engine or this machine did not do what lab needs
    |- UsageError            2  arguments or a scenario that cannot be used
    |  `- Problems           2  all problems of a set of files, each with its place
    |- StepFailed            1  an action of a step was not done: its service had died, or answered otherwise
    |- CannotStart           4  the lab could not be started
    |  |- EngineUnavailable  4  no Docker Engine answers, or it went away
    |  |- ImageUnavailable   4  an image is not present, cannot be pulled and cannot be built
    |  `- NotReady           4  a container exited or did not become ready before its deadline
    `- Interrupted         130  Ctrl-C, SIGTERM or SIGHUP, raised after cleaning up

Exit code 3 is for bugs of lab: exceptions of any other class.
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
    """Printed for the user as `evidence` (captured output), `message`, and `remedy` as a hint."""

    exit_code = ExitCode.CANNOT_START

    def __init__(self, message: str, *, remedy: str = "", evidence: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.evidence = evidence


class UsageError(LabError):
    exit_code = ExitCode.USAGE


class StepFailed(LabError):
    exit_code = ExitCode.FAILED


class CannotStart(LabError):
    exit_code = ExitCode.CANNOT_START


class EngineUnavailable(CannotStart):
    pass


class ImageUnavailable(CannotStart):
    """`reference`: the image, so that an optional component that needs it can be left out."""

    def __init__(self, message: str, *, reference: str, remedy: str = "", evidence: str = "") -> None:
        super().__init__(message, remedy=remedy, evidence=evidence)
        self.reference = reference


class NotReady(CannotStart):
    """`service`: the one that exited or did not become ready; empty when it is not a single one."""

    def __init__(self, message: str, *, remedy: str = "", evidence: str = "", service: str = "") -> None:
        super().__init__(message, remedy=remedy, evidence=evidence)
        self.service = service


class Interrupted(LabError):
    exit_code = ExitCode.INTERRUPTED


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file: line and column count from 1, as in editors; line 0 means the whole file."""

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


MAX_PROBLEMS = 200  # that are looked for in one file: more are of no use to anybody, and take time


class Problems(UsageError):
    """All problems of a set of files, sorted by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
