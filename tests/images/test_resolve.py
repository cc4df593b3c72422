"""Images provided by a real engine: what is built, what is not built again, what is said of a failure."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_on_whales import DockerClient

from lab.errors import EngineUnavailable, ImageUnavailable
from lab.images.engine_images import find_images
from lab.images.listing import build, image_states
from lab.images.listing import pull as pull_only
from lab.images.pin import digest_in_registry
from lab.images.resolve import Progress, ResolvedImage, resolve_images
from lab.images.storing import load, prune, save
from lab.plan.model import BaseImageSpec, ImageSpec
from tests.images.bench import Bench
from tests.images.small_registry import registry

pytestmark = pytest.mark.engine
SCRATCH = "FROM scratch\nCOPY mark /\n"
NOWHERE = "127.0.0.1:9"  # a registry that refuses connections, so that no test waits for a real one


def one(want: ImageSpec, engine: DockerClient, bench: Bench, mirror: str = "") -> ResolvedImage | ImageUnavailable:
    bench.told.clear()
    (outcome,) = resolve_images([want], engine, bench.settings(mirror), bench.told.append)
    return outcome


def test_built_once_and_again_when_its_recipe_changes(engine: DockerClient, bench: Bench) -> None:
    folder = bench.recipe("app", SCRATCH, mark=bench.mark)
    want = bench.want("app", folder, f"{NOWHERE}/lab/app:v1.2")
    first = one(want, engine, bench)
    assert isinstance(first, ResolvedImage)
    assert (first.source, first.version) == ("built", "v1.2")
    assert first.reference_used.startswith(f"lab/{bench.mark}-app:v1.2-")
    assert [progress.component for progress in bench.told if progress.done] == [NOWHERE, f"{bench.mark}-app"]
    assert set(find_images(engine, [first.reference_used, want.reference or ""])) == {first.reference_used}

    assert one(want, engine, bench) == first
    assert bench.told == []

    (folder / "mark").write_text("changed")
    assert [row.state for row in image_states([want], engine)] == ["built, recipe changed"]
    second = one(want, engine, bench)
    assert isinstance(second, ResolvedImage)
    assert second.image_id != first.image_id
    assert [row.state for row in image_states([want], engine)] == ["built, up to date"]

    mine = frozenset({want.component})
    assert prune([want], engine, only=mine).removed == (first.reference_used,)
    assert prune([want], engine, only=mine).removed == ()
    assert prune([want], engine, everything=True, only=mine).removed == (second.reference_used,)
    assert [row.state for row in image_states([want], engine)] == ["missing"]


def test_prune_spares_what_others_built_on_ours(engine: DockerClient, bench: Bench) -> None:
    want = bench.want("base", bench.recipe("base", SCRATCH, mark=bench.mark))
    ours = one(want, engine, bench)
    assert isinstance(ours, ResolvedImage)
    theirs = f"{bench.mark}/theirs:1"
    engine.image.tag(ours.reference_used, theirs)
    try:
        assert prune([], engine, everything=True, only=frozenset({want.component})).removed == (ours.reference_used,)
        assert set(find_images(engine, [ours.reference_used, theirs])) == {theirs}
    finally:
        engine.image.remove(theirs)


def test_a_failing_step_is_the_evidence(engine: DockerClient, bench: Bench, shell_image: str) -> None:
    dockerfile = f"FROM {shell_image}\nRUN --network=none echo one; echo two >&2; exit 3\n"
    outcome = one(bench.want("broken", bench.recipe("broken", dockerfile)), engine, bench)
    assert isinstance(outcome, ImageUnavailable)
    assert outcome.message == f"the build of {bench.mark}-broken failed"
    lines = outcome.evidence.splitlines()
    assert lines[0].endswith("RUN --network=none echo one; echo two >&2; exit 3")
    assert sorted(lines[1:3]) == ["one", "two"]
    assert lines[3].endswith("exit code: 3")


def test_one_failure_does_not_spoil_the_others(engine: DockerClient, bench: Bench) -> None:
    good = bench.want("good", bench.recipe("good", SCRATCH, mark=bench.mark))
    bad = bench.want("bad", bench.recipe("bad", SCRATCH))
    none = bench.want("none", None, f"{NOWHERE}/x:1")
    outcomes = resolve_images([bad, good, none, good], engine, bench.settings(), bench.told.append)
    assert [type(outcome) for outcome in outcomes] == [ImageUnavailable, ResolvedImage, ImageUnavailable, ResolvedImage]
    assert outcomes[1] == outcomes[3]
    assert isinstance(outcomes[2], ImageUnavailable)
    assert outcomes[2].evidence == f"{NOWHERE}/x:1: {NOWHERE} cannot be reached"


def test_a_base_is_built_once_for_all(engine: DockerClient, bench: Bench) -> None:
    base = BaseImageSpec(bench.mark, str(bench.recipe("base", SCRATCH, mark=bench.mark)), f"{NOWHERE}/base:1", {})
    dockerfile = "ARG BASE=nowhere\nFROM ${BASE}\nCOPY two /\n"
    wants = [bench.want(name, bench.recipe(name, dockerfile, two=name), BASE=base) for name in ("a", "b")]
    outcomes = resolve_images(wants, engine, bench.settings(), bench.told.append)
    assert [outcome.source for outcome in outcomes if isinstance(outcome, ResolvedImage)] == ["built", "built"]
    done = [progress.component for progress in bench.told if progress.done]
    assert done.count(f"base-{bench.mark}") == 1
    assert done.index(f"base-{bench.mark}") == 1  # after the registry, before what is built on it


def test_without_its_base_nothing_is_built(engine: DockerClient, bench: Bench) -> None:
    base = BaseImageSpec(bench.mark, str(bench.recipe("base", SCRATCH)), f"{NOWHERE}/base:1", {})
    outcome = one(bench.want("a", bench.recipe("a", "ARG BASE\nFROM ${BASE}\n"), BASE=base), engine, bench)
    assert isinstance(outcome, ImageUnavailable)
    assert outcome.message.startswith(f"{bench.mark}-a cannot be built without base-{bench.mark}: the build of base-")
    assert "/mark" in outcome.evidence


def test_a_base_made_by_a_script(engine: DockerClient, bench: Bench) -> None:
    folder = bench.folder / "scripted"
    folder.mkdir()
    (folder / "build.sh").write_text(
        'set -eu; tag=$1; shift; for label in "$@"; do set -- "$@" --change "LABEL $label"; shift; done\n'
        'echo making it; cd "$(dirname "$0")"; tar -cf - build.sh | docker import "$@" - "$tag"\n'
    )
    base = BaseImageSpec(bench.mark, str(folder), f"{NOWHERE}/base:1", {})
    outcome = one(bench.want("a", bench.recipe("a", "ARG BASE\nFROM ${BASE}\n"), BASE=base), engine, bench)
    assert isinstance(outcome, ResolvedImage), outcome.evidence
    assert "making it" in bench.lines()
    assert prune([], engine, everything=True, only=frozenset({f"base-{bench.mark}"})).removed != ()


def test_pulled_by_digest_through_a_mirror_and_known_by_its_tag(engine: DockerClient, bench: Bench) -> None:
    name = f"{bench.mark}/thing:v8"
    folder = bench.recipe("thing", SCRATCH, mark=bench.mark)
    with registry(bench.mark) as (host, asked):
        digest = digest_in_registry(f"{host}/{name}")
        try:
            outcome = one(bench.want("thing", folder, f"{name}@{digest}"), engine, bench, mirror=f"{host}/hub")
            assert isinstance(outcome, ResolvedImage), outcome.evidence
            assert (outcome.reference_used, outcome.source) == (name, "pulled")
            assert any(f"/v2/hub/{bench.mark}/thing/manifests/{digest}" in path for path in asked)
            again = one(bench.want("thing", folder, f"{name}@{digest}"), engine, bench)
            assert isinstance(again, ResolvedImage) and again.source == "present"
            found = find_images(engine, [name], {name: "sha256:" + "0" * 64})
            assert list(found) == [name], "what came through a mirror has the mirror's digest"
        finally:
            engine.image.remove(list(find_images(engine, [name, f"{host}/hub/{name}@{digest}"])), force=True)


def test_pulled_through_a_mirror_and_known_by_its_official_name(engine: DockerClient, bench: Bench) -> None:
    official = f"{bench.mark}/thing:v9"
    folder = bench.recipe("thing", SCRATCH, mark=bench.mark)
    with registry(bench.mark) as (host, asked):
        mirrored = f"{host}/hub/{official}"
        try:
            outcome = one(bench.want("thing", folder, official), engine, bench, mirror=f"{host}/hub")
            assert isinstance(outcome, ResolvedImage), outcome.evidence
            assert (outcome.reference_used, outcome.source, outcome.version) == (official, "pulled", "1.2.3")
            assert any(f"/v2/hub/{bench.mark}/thing/manifests/v9" in path for path in asked)
            again = one(bench.want("thing", folder, official), engine, bench)
            assert isinstance(again, ResolvedImage)
            assert (again.source, bench.told) == ("present", [])
        finally:
            engine.image.remove(list(find_images(engine, [official, mirrored])))


def test_what_a_registry_refuses_is_built(engine: DockerClient, bench: Bench) -> None:
    with registry(bench.mark) as (host, _):
        want = bench.want("gone", bench.recipe("gone", SCRATCH, mark=bench.mark), f"{host}/absent:1")
        outcome = one(want, engine, bench)
        assert isinstance(outcome, ResolvedImage)
        assert outcome.source == "built"
        assert any(line.startswith("cannot be pulled: ") and "unknown" in line for line in bench.lines())
        (pulled,) = pull_only([want], engine, bench.settings(), bench.told.append)
        assert isinstance(pulled, ImageUnavailable)
        assert "manifest unknown" in pulled.evidence


def test_an_image_that_was_named_is_used_or_nothing_is(engine: DockerClient, bench: Bench) -> None:
    folder = bench.recipe("app", SCRATCH, mark=bench.mark)
    present = one(bench.want("app", folder), engine, bench)
    assert isinstance(present, ResolvedImage)

    def named(reference: str) -> ResolvedImage | ImageUnavailable:
        return one(ImageSpec("other", "prom/prometheus:v1", str(folder), {}, {}, override=reference), engine, bench)

    assert named(present.reference_used) == ResolvedImage(
        "other", present.reference_used, present.image_id, "override", present.version
    )
    lost = named(f"{NOWHERE}/mine:1")
    assert isinstance(lost, ImageUnavailable)
    assert lost.message == f"{NOWHERE}/mine:1, named for other, is not in the engine and cannot be pulled"


def test_built_again_on_request(engine: DockerClient, bench: Bench) -> None:
    want = bench.want("app", bench.recipe("app", SCRATCH, mark=bench.mark))
    for again, built in ((False, True), (False, False), (True, True)):
        bench.told.clear()
        (outcome,) = build([want], engine, bench.settings(), bench.told.append, again=again)
        assert isinstance(outcome, ResolvedImage)
        assert bool(bench.told) is built


def test_saved_and_loaded(engine: DockerClient, bench: Bench, tmp_path: Path) -> None:
    want = bench.want("app", bench.recipe("app", SCRATCH, mark=bench.mark))
    absent = bench.want("absent", None, f"{NOWHERE}/x:1")
    built = one(want, engine, bench)
    assert isinstance(built, ResolvedImage)
    kept, lost = save([want, absent], engine, tmp_path / "tars")
    assert isinstance(lost, ImageUnavailable)
    assert not isinstance(kept, ImageUnavailable)
    assert [path.name for path in (tmp_path / "tars").iterdir()] == [kept.path.name]
    engine.image.remove(built.reference_used)
    assert load(tmp_path / "tars", engine) == (built.reference_used,)
    assert one(want, engine, bench) == built


def test_an_interrupted_build_leaves_nothing_running(engine: DockerClient, bench: Bench, shell_image: str) -> None:
    # The number is in the command line of the build's process, which this host's /proc shows.
    seconds = f"600.{int(bench.mark[7:], 16)}"
    dockerfile = f"FROM {shell_image}\nRUN --network=none echo started; sleep {seconds}\n"
    want = bench.want("slow", bench.recipe("slow", dockerfile))

    def interrupt(progress: Progress) -> None:
        if progress.line == "started":
            assert running(seconds)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resolve_images([want], engine, bench.settings(), interrupt)
    assert running(seconds) == []


def running(word: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return [line for line in found if word in line]


def test_no_engine(bench: Bench) -> None:
    nobody = DockerClient(host="tcp://127.0.0.1:9")
    with pytest.raises(EngineUnavailable) as raised:
        one(bench.want("app", bench.recipe("app", SCRATCH)), nobody, bench)
    assert "Cannot connect to the Docker daemon" in raised.value.evidence
