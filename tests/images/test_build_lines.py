from __future__ import annotations

import pytest

from lab.images.build_lines import build_args, declared_args, failing_step, worth_showing

# buildx 0.13.1, Engine 26.1.5, --progress plain
FAILED = """\
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 138B done
#1 DONE 0.0s

#5 [2/3] RUN echo hello; echo one; echo two >&2
#5 0.404 hello
#5 0.404 one
#5 DONE 0.6s

#6 [3/3] RUN echo before; ls /nope; exit 3
#6 0.166 before
#6 0.168 ls: cannot access '/nope': No such file or directory
#6 ERROR: process "/bin/sh -c echo before; ls /nope; exit 3" did not complete successfully: exit code: 3
------
 > [3/3] RUN echo before; ls /nope; exit 3:
0.166 before
0.168 ls: cannot access '/nope': No such file or directory
------
Dockerfile:3
--------------------
   3 | >>> RUN echo before; ls /nope; exit 3
--------------------
ERROR: failed to solve: process "/bin/sh -c echo before; ls /nope; exit 3" did not complete successfully: exit code: 3
""".splitlines()


def test_the_failing_step_alone_is_evidence() -> None:
    assert failing_step(FAILED) == (
        "[3/3] RUN echo before; ls /nope; exit 3\n"
        "before\n"
        "ls: cannot access '/nope': No such file or directory\n"
        'ERROR: process "/bin/sh -c echo before; ls /nope; exit 3" did not complete successfully: exit code: 3'
    )


def test_a_long_step_is_cut_to_its_end() -> None:
    step = ["#9 [1/1] RUN make", *(f"#9 {n}.1 line {n}" for n in range(100)), "#9 ERROR: exit code: 2"]
    lines = failing_step(step).splitlines()
    assert (len(lines), lines[0], lines[1], lines[-1]) == (20, "[1/1] RUN make", "line 82", "ERROR: exit code: 2")


def test_without_a_step_the_last_lines_are_evidence() -> None:
    said = "ERROR: failed to solve: dockerfile parse error on line 1: unknown instruction: FORM"
    assert failing_step(["", said, ""]) == said


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "#7 12.31 go: downloading github.com/prometheus/common v0.69.0",
            "go: downloading github.com/prometheus/common v0.69.0",
        ),
        ("#7 [build 3/4] RUN go build", "[build 3/4] RUN go build"),
        ("#7 DONE 1.2s", ""),
        ("#7 CACHED", ""),
        ("#7 4.918 ", ""),
        ("#7 4.918", ""),
        ("#7 ...", ""),
        ("#1 [internal] load build definition from Dockerfile", ""),
        ('#0 building with "default" instance using docker driver', ""),
        ("#9 sha256:0f3 1.05MB / 3.4MB 0.2s", ""),
        ("------", ""),
        ("", ""),
    ],
)
def test_what_a_person_is_shown(line: str, shown: str) -> None:
    assert worth_showing(line) == shown


DOCKERFILE = """\
ARG GO_BASE=golang:1.26-trixie
ARG DEBIAN_BASE=debian:trixie-slim
FROM ${GO_BASE} AS build
ARG GOPROXY
arg One=1 Two="b c" \\
    Three
RUN echo ARG Four
"""


def test_only_declared_arguments_are_passed_on() -> None:
    assert declared_args(DOCKERFILE) == {"GO_BASE", "DEBIAN_BASE", "GOPROXY", "One", "Two", "Three"}
    environment = {
        "GOPROXY": "https://proxy.example",
        "PIP_INDEX_URL": "https://pip.example",
        "HTTPS_PROXY": "http://p",
    }
    assert build_args(DOCKERFILE, {"GO_BASE": "lab/base-go:1"}, {"One": "2"}, environment) == {
        "GOPROXY": "https://proxy.example",
        "HTTPS_PROXY": "http://p",
        "One": "2",
        "GO_BASE": "lab/base-go:1",
    }
