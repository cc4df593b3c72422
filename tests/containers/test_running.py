from __future__ import annotations

import secrets
import subprocess
import threading
from collections.abc import Callable

import pytest

from lab.containers import attach, cleanup, labels, postmortem
from lab.containers.engine import Engine
from lab.containers.removal import objects_of
from lab.containers.starting import start
from lab.containers.states import unexpected
from lab.errors import CannotStart, ImageUnavailable, LabError, UsageError
from tests.containers.projects import Project
from tests.shell_image import shell_image

pytestmark = pytest.mark.engine

Make = Callable[..., Project]
PORT = {"ports": ["127.0.0.1::8080"]}
DEADLINE = 60.0


def test_a_lab_from_start_to_end(engine: Engine, make_project: Make) -> None:
    project = make_project(api={**PORT, "volumes": ["data:/data", "/anonymous"]}, db={}, unused={})
    lab = start(engine, project.folder, project.name, ("api", "db"), (), DEADLINE)
    assert {service: state.status for service, state in lab.states().items()} == {"api": "running", "db": "running"}
    assert lab.networks() == (f"{project.name}_default",)
    assert lab.endpoint("api", 8080).startswith("http://127.0.0.1:")
    with pytest.raises(LabError, match="port 1 is not published and the container is running"):
        lab.endpoint("api", 1)
    anonymous = _volumes_of(lab.state("api").id)
    removed = lab.stop()
    assert sorted(removed.containers) == [f"{project.name}-api-1", f"{project.name}-db-1"]
    assert (removed.networks, removed.volumes) == ((f"{project.name}_default",), (f"{project.name}_data",))
    assert not anonymous & set(_docker("volume", "ls", "--quiet").split())
    assert not lab.stop()
    assert {state.status for state in lab.states().values()} == {"removed"}
    assert lab.logs("api").startswith("(no log:")


def test_what_runs_already_is_left_alone(engine: Engine, make_project: Make) -> None:
    project = make_project(db={}, api={"depends_on": ["db"]}, web={"depends_on": ["api"]})
    first = start(engine, project.folder, project.name, ("db",), (), DEADLINE)
    subprocess.run(["docker", "kill", first.state("db").id], check=True, capture_output=True)
    lab = start(engine, project.folder, project.name, ("db", "api", "web"), (), DEADLINE, first.services)
    states = {service: state.status for service, state in lab.states().items()}
    assert states == {"db": "exited", "api": "running", "web": "running"}


def test_disturbances(engine: Engine, make_project: Make) -> None:
    project = make_project(api=PORT)
    lab = start(engine, project.folder, project.name, ("api",), (), DEADLINE)
    before = lab.endpoint("api", 8080)
    assert lab.inject("pause", "api").status == "paused"
    assert lab.inject("unpause", "api").status == "running"
    killed = lab.inject("kill", "api")
    assert (killed.status, killed.exit_code) == ("exited", 137)
    assert unexpected(lab.states(), lab.faulted, ()) == ()
    with pytest.raises(LabError, match="the container is exited"):
        lab.endpoint("api", 8080)
    with pytest.raises(LabError, match="cannot kill api: it is exited, not running or paused"):
        lab.inject("kill", "api")
    assert lab.inject("start", "api").status == "running"
    assert lab.endpoint("api", 8080) != before
    assert lab.inject("restart", "api").status == "running"
    subprocess.run(["docker", "kill", lab.state("api").id], check=True, capture_output=True)
    _docker("wait", lab.state("api").id)
    assert [state.service for state in unexpected(lab.states(), lab.faulted, ())] == ["api"]
    with pytest.raises(LabError, match="no container for 'nobody'"):
        lab.inject("kill", "nobody")


def test_off_the_network_and_back(engine: Engine, make_project: Make) -> None:
    project = make_project(api=PORT, client={})
    lab = start(engine, project.folder, project.name, ("api", "client"), (), DEADLINE)

    def name_resolves() -> bool:
        return not subprocess.run(
            ["docker", "exec", lab.state("client").id, "getent", "hosts", "api"], capture_output=True
        ).returncode

    assert name_resolves()
    lab.inject("disconnect", "api")
    assert not name_resolves()
    with pytest.raises(LabError, match="cannot disconnect api: it is not on the network"):
        lab.inject("disconnect", "api")
    lab.inject("connect", "api")
    assert name_resolves()
    with pytest.raises(LabError, match="cannot connect api: it is on the network"):
        lab.inject("connect", "api")


def test_on_demand_runs_again_and_again(engine: Engine, make_project: Make) -> None:
    script = "n=$(cat /n 2>/dev/null || echo 0); echo run $n; echo oops >&2; echo $((n+1)) >/n; exit $n"
    project = make_project(api={}, load={"profiles": ["load"], "command": ["sh", "-c", script]})
    lab = start(engine, project.folder, project.name, ("api",), ("load",), DEADLINE)
    first, second = lab.run_to_end("load", 20), lab.run_to_end("load", 20)
    # The two streams are told apart only by the engine's own order.
    assert (first.exit_code, sorted(first.log.splitlines())) == (0, ["oops", "run 0"])
    assert (second.exit_code, sorted(second.log.splitlines())) == (1, ["oops", "run 1"])
    assert first.started <= first.ended < second.started <= second.ended
    assert unexpected(lab.states(), lab.faulted, lab.on_demand) == ()
    again = attach.attach(engine, project.name)
    assert (again.services, again.on_demand) == (("api",), ("load",))
    assert again.run_to_end("load", 20).exit_code == 2


@pytest.mark.parametrize(("init", "code"), [(False, 137), (True, 143)], ids=["deaf to SIGTERM", "ends on SIGTERM"])
def test_on_demand_is_ended_at_its_deadline(init: bool, code: int, engine: Engine, make_project: Make) -> None:
    project = make_project(api={}, load={"profiles": ["load"], "init": init, "command": ["sleep", "60"]})
    lab = start(engine, project.folder, project.name, ("api",), ("load",), DEADLINE)
    finished = lab.run_to_end("load", 1.0)
    assert not finished.in_time and finished.exit_code in (code, 137)
    assert finished.ended - finished.started < 15


def test_what_an_on_demand_service_lacks_is_said_when_it_is_needed(engine: Engine, make_project: Make) -> None:
    project = make_project(api={}, load={"profiles": ["load"], "image": "lab/absent:1"})
    lab = start(engine, project.folder, project.name, ("api",), ("load",), DEADLINE)
    with pytest.raises(ImageUnavailable, match="lab/absent:1 is not present"):
        lab.run_to_end("load", 5)


def test_a_missing_image(engine: Engine, make_project: Make) -> None:
    project = make_project(api={"image": "lab/absent:1"})
    with pytest.raises(ImageUnavailable) as caught:
        start(engine, project.folder, project.name, ("api",), (), DEADLINE)
    assert caught.value.reference == "lab/absent:1"


def test_a_start_that_fails_brings_the_logs(engine: Engine, make_project: Make) -> None:
    project = make_project(
        api={"depends_on": {"db": {"condition": "service_completed_successfully"}}},
        db={"command": ["sh", "-c", "echo no disk today; exit 7"]},
    )
    with pytest.raises(CannotStart, match="db, which another service waits for") as caught:
        start(engine, project.folder, project.name, ("api", "db"), (), DEADLINE)
    assert "--- db is exited with exit code 7\nno disk today" in caught.value.evidence


def test_a_start_that_takes_too_long(engine: Engine, make_project: Make) -> None:
    never = {"test": ["CMD", "false"], "interval": "1s", "retries": 100}
    project = make_project(api={"depends_on": {"db": {"condition": "service_healthy"}}}, db={"healthcheck": never})
    with pytest.raises(CannotStart, match="within 3 s") as caught:
        start(engine, project.folder, project.name, ("api", "db"), (), 3.0)
    assert "--- db is running (starting)" in caught.value.evidence
    assert cleanup.remove(engine, project.name)


def test_logs_of_both_streams_in_order(engine: Engine, make_project: Make) -> None:
    script = "for i in 1 2 3; do echo out $i; sleep 0.02; echo err $i >&2; sleep 0.02; done; sleep 60"
    project = make_project(api={"command": ["sh", "-c", script]})
    lab = start(engine, project.folder, project.name, ("api",), (), DEADLINE)
    for _ in range(100):
        if "err 3" in (log := lab.logs("api", lines=3)):
            break
        threading.Event().wait(0.1)
    assert log.splitlines() == ["err 2", "out 3", "err 3"]
    (log,) = postmortem.collect_logs(engine, project.name)
    assert log.log.startswith("out 1\nerr 1\nout 2")


def test_find_and_attach(engine: Engine, make_project: Make) -> None:
    one, two = make_project("mutants-of-a-test", api=PORT), make_project("mutants-of-a-test", api={})
    for project in (one, two):
        start(engine, project.folder, project.name, ("api",), (), DEADLINE)
    found = {lab.project: lab for lab in attach.find(engine)}
    assert found[one.name].scenario == "mutants-of-a-test" and found[one.name].running
    assert list(found[one.name].services[0].ports) == [8080]
    with pytest.raises(UsageError, match="2 labs run 'mutants-of-a-test'") as ambiguous:
        attach.attach(engine, "mutants-of-a-test")
    assert one.name in ambiguous.value.remedy and two.name in ambiguous.value.remedy
    with pytest.raises(UsageError, match="there is no lab") as absent:
        attach.attach(engine, one.name[:-1])
    assert "did you mean" in absent.value.remedy
    assert attach.attach(engine, one.name).endpoint("api", 8080)
    cleanup.remove(engine, one.name)
    assert attach.attach(engine, "mutants-of-a-test").project == two.name


def test_nothing_of_others_is_touched(engine: Engine, make_project: Make) -> None:
    project = make_project(api={})
    start(engine, project.folder, project.name, ("api",), (), DEADLINE)
    foreign = _docker(
        "run", "--detach", "--label", "dev.lab.runner=x", "--label", f"run={project.name}", shell_image(), "sleep", "60"
    )
    similar = _docker("run", "--detach", "--label", f"dev.lab.run={project.name}x", shell_image(), "sleep", "60")
    try:
        assert cleanup.remove(engine, project.name).containers == (f"{project.name}-api-1",)
        assert {foreign, similar} <= set(_docker("ps", "--quiet", "--no-trunc").split())
    finally:
        _docker("rm", "--force", foreign, similar)


def test_leftovers_without_containers_and_their_folder(engine: Engine, make_project: Make) -> None:
    project = make_project(api={})
    label = f"dev.lab.run={project.name}"
    _docker("network", "create", "--label", label, f"{project.name}_other")
    _docker("volume", "create", "--label", label, f"{project.name}_other")
    assert project.name in [lab.project for lab in attach.find(engine)]
    removed = cleanup.remove(engine, project.name)
    assert (removed.containers, removed.networks, removed.volumes) == (
        (),
        (f"{project.name}_other",),
        (f"{project.name}_other",),
    )
    assert not project.folder.exists() and engine.state.exists()
    assert not cleanup.remove(engine, project.name)


def test_all_of_them(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    # A label of this test's own: the labs of others that use this engine are not "all".
    monkeypatch.setattr("lab.containers.labels.RUN", f"dev.lab.test-{secrets.token_hex(4)}")
    names = [f"lab-test-all-{secrets.token_hex(4)}" for _ in range(3)]
    for name in names[:2]:
        _docker("volume", "create", "--label", f"{labels.RUN}={name}", f"{name}_data")
    (engine.state / "labs" / names[2]).mkdir(parents=True)
    assert set(attach.projects(engine)) == set(names[:2])
    assert set(cleanup.remove(engine, None).volumes) == {f"{name}_data" for name in names[:2]}
    assert attach.find(engine) == ()
    assert list((engine.state / "labs").iterdir()) == []


def test_a_link_in_the_state_folder_is_not_followed(engine: Engine, make_project: Make) -> None:
    project = make_project(api={})
    target = engine.state.parent / "precious"
    target.mkdir()
    link = engine.state / "labs" / "lab-test-link"
    link.symlink_to(target)
    cleanup.remove(engine, "lab-test-link")
    assert target.exists() and link.is_symlink()
    with pytest.raises(UsageError):
        cleanup.remove(engine, f"../{project.name}")


def test_a_network_that_others_use_is_said(engine: Engine, make_project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.containers.removal._PATIENCE_S", 0.5)
    project = make_project(api={})
    start(engine, project.folder, project.name, ("api",), (), DEADLINE)
    foreign = _docker("run", "--detach", "--network", f"{project.name}_default", shell_image(), "sleep", "60")
    try:
        with pytest.raises(LabError, match=f"could not remove everything of {project.name}: network") as caught:
            cleanup.remove(engine, project.name)
        assert "active endpoints" in caught.value.evidence
    finally:
        _docker("rm", "--force", foreign)
    assert objects_of(engine, project.name).networks


def _docker(*words: str) -> str:
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout.strip()


def _volumes_of(id: str) -> set[str]:
    names = _docker("inspect", "--format", "{{range .Mounts}}{{.Name}} {{end}}", id).split()
    assert len(names) == 2
    return set(names)
