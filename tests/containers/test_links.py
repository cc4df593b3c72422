"""Two services with a network of their own: all they say to each other goes over it, and it alone can be cut."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from urllib.request import urlopen

import pytest

from lab.containers import cleanup
from lab.containers.compose_project import ComposeProject
from lab.containers.engine import Engine
from lab.containers.starting import start
from lab.errors import LabError
from tests.containers.projects import Project

pytestmark = pytest.mark.engine

# Answers any request; perl is what a small Debian has.
SERVER = """
use IO::Socket::INET;
my $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1);
while (my $c = $s->accept) {
    while (<$c>) { last if /^\\r?$/ }
    print $c "HTTP/1.0 200 OK\\r\\n\\r\\n" . "x" x 50000;
    close $c
}
"""
ASK = """
use IO::Socket::INET;
my $c = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => 8080, Timeout => 2) or exit 1;
print $c "GET / HTTP/1.0\\r\\n\\r\\n";
my $n = 0; $n += length while <$c>;
print $c->peerhost, " ", $n > 50000 ? "all" : "part"
"""


@pytest.fixture
def lab(engine: Engine, make_project: Callable[..., Project]) -> ComposeProject:
    project = make_project(
        backend={"networks": ["door-backend", "link-scrape"]},
        api={
            "networks": ["door-api", "link-scrape"],
            "command": ["perl", "-e", SERVER],
            "ports": ["127.0.0.1::8080"],
        },
        sender={"networks": ["door-api"]},
        bystander={},
    )
    return start(engine, project.folder, project.name, ("backend", "api", "sender", "bystander"), (), 60.0)


def _ask(lab: ComposeProject, who: str, host: str = "api") -> str:
    command = ["docker", "exec", lab.state(who).id, "perl", "-e", ASK, host]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _published(lab: ComposeProject) -> int:
    with urlopen(lab.endpoint("api", 8080), timeout=5) as answer:
        return len(answer.read())


def test_linked_services_meet_on_their_link_only(lab: ComposeProject) -> None:
    link, door = lab.addresses("api")["link-scrape"], lab.addresses("api")["door-api"]
    assert set(lab.addresses("bystander")) == {"default"}
    assert [_ask(lab, who) for who in ("backend", "sender", "bystander")] == [f"{link} all", f"{door} all", ""]
    # Also who knows the address does not come in by another door.
    assert [_ask(lab, "backend", door), _ask(lab, "bystander", link)] == ["", ""]
    assert _published(lab) == 50000


def test_a_link_is_cut_and_mended(engine: Engine, lab: ComposeProject) -> None:
    with pytest.raises(LabError, match="has 4 networks") as several:
        lab.inject("disconnect", "api")
    assert "door-api" in several.value.remedy
    with pytest.raises(LabError, match="the lab has no network 'link-push'"):
        lab.inject("disconnect", "api", "link-push")
    port = lab.endpoint("api", 8080)
    lab.inject("disconnect", "api", "link-scrape")
    assert [_ask(lab, "backend"), _ask(lab, "sender")[-3:]] == ["", "all"]
    assert (_published(lab), lab.endpoint("api", 8080)) == (50000, port)
    with pytest.raises(LabError, match="cannot disconnect api: it is not on the network"):
        lab.inject("disconnect", "api", "link-scrape")
    lab.inject("connect", "api", "link-scrape")
    assert _ask(lab, "backend") == f"{lab.addresses('api')['link-scrape']} all"
    assert (_published(lab), lab.endpoint("api", 8080)) == (50000, port)
    removed = cleanup.remove(engine, lab.project)
    names = {name.removeprefix(f"{lab.project}_") for name in removed.networks}
    assert names == {"default", "door-api", "door-backend", "link-scrape"}
    assert lab.networks() == ()
