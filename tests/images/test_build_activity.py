from __future__ import annotations

import pytest

from lab.images.build_activity import BuildActivity, activity

GO = "RUN go build -trimpath -o /out/prometheus ./cmd/prometheus"


def reading(*lines: tuple[float, str]) -> BuildActivity:
    build = BuildActivity("building lab/prometheus:v3", 0.0)
    for at, line in lines:
        build.read(line, at)
    return build


def test_text_is_the_last_line_while_it_is_fresh() -> None:
    build = reading((0, f"#12 [build 4/6] {GO}"), (10, "#12 9.8 go: downloading github.com/x v1"))
    assert build.text(12) == "go: downloading github.com/x v1"


def test_text_names_what_a_silent_step_does_and_for_how_long() -> None:
    build = reading((0, f"#12 [build 4/6] {GO}"), (10, "#12 9.8 go: downloading github.com/x v1"))
    assert build.text(15) == "compiling for 5 s"
    assert build.text(200) == "compiling for 3 min 10 s"


def test_text_follows_the_step_that_wrote_last() -> None:
    build = reading(
        (0, f"#12 [build 4/6] {GO}"),
        (1, "#13 [stage-1 2/4] RUN apt-get install --yes ca-certificates"),
        (2, "#13 0.9 Get:1 http://deb.debian.org trixie"),
    )
    assert build.text(30) == "installing packages for 28 s"
    build.read("#13 DONE 4.1s", 30)
    assert build.text(40) == "compiling for 38 s"


def test_text_without_a_running_step_is_the_last_line_and_its_age() -> None:
    build = reading((0, f"#12 [build 4/6] {GO}"), (1, "#12 1.0 done"), (2, "#12 DONE 1.1s"))
    assert build.text(62) == "done, 1 min 1 s"


def test_steps_of_the_builder_itself_are_not_shown() -> None:
    build = reading((1, "#1 [internal] load build definition from Dockerfile"), (2, "#1 transferring dockerfile: 2kB"))
    assert build.text(3) == "building lab/prometheus:v3"
    assert build.text(20) == "building lab/prometheus:v3, 20 s"


def test_a_script_has_no_steps() -> None:
    build = BuildActivity("building lab/base-debian:1", 0.0, scripted=True)
    assert build.read("I: Extracting apt", 1.0)
    assert not build.read("  ", 2.0)
    assert (build.text(3), build.text(31)) == ("I: Extracting apt", "I: Extracting apt, 30 s")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (GO, "compiling"),
        ("RUN apt-get update && make build", "compiling"),
        ("RUN npm ci && npm run build", "compiling"),
        ("RUN pip install --no-cache-dir -r requirements.txt", "installing packages"),
        ("RUN go mod download", "downloading"),
        ("FROM docker.io/library/debian:trixie-slim", "unpacking the base image"),
        ("exporting to image", "exporting the image"),
        ("RUN adduser --system lab", "running `adduser --system lab`"),
    ],
)
def test_activity_of_a_command(command: str, words: str) -> None:
    assert activity(command) == words
