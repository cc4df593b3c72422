"""A blackholed service: calls in both directions time out, nothing is refused, open connections stall and go on
afterwards, and the service itself keeps running."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.stacks.compose_projects import Running, docker, image, running, service

pytestmark = pytest.mark.engine

# Longer than the three seconds after which an address without an ARP answer becomes "no route to host".
PATIENCE_S = 6.0
CALLS = """
import json, socket, sys, time
host, patience, seen = sys.argv[1], float(sys.argv[2]), {}
def note(name, act):
    began = time.monotonic()
    try:
        result = act() or "answered"
    except OSError as error:
        result = type(error).__name__
    seen[name] = [result, round(time.monotonic() - began, 2)]
def udp():
    with socket.socket(type=socket.SOCK_DGRAM) as s:
        s.settimeout(patience)
        s.connect((host, 9))
        s.send(b"x")
        s.recv(1)
note("name", lambda: socket.gethostbyname(host) and "known")
note("open port", lambda: socket.create_connection((host, 8000), patience).close())
note("closed port", lambda: socket.create_connection((host, 9), patience).close())
note("udp", udp)
print(json.dumps(seen))
"""
OPEN = {
    "name": "known",
    "open port": "answered",
    "closed port": "ConnectionRefusedError",
    "udp": "ConnectionRefusedError",
}
BLACKHOLED = {"name": "known", "open port": "TimeoutError", "closed port": "TimeoutError", "udp": "TimeoutError"}
KEEPING_SERVER = """
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
ThreadingHTTPServer(("", 8000), Answer).serve_forever()
"""
# One connection kept open: a request, and when told to another one, whose answer is awaited for as long as it takes.
KEPT = """
import http.client, sys, time
c = http.client.HTTPConnection("target", 8000, timeout=60)
c.request("GET", "/first"); c.getresponse().read(); print("first", flush=True)
sys.stdin.readline()
began = time.monotonic()
c.auto_open = 0
c.request("GET", "/second"); c.getresponse().read(); print(f"second {time.monotonic() - began:.1f}", flush=True)
"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = ["python", "-u", "-c", KEEPING_SERVER]
    python = {"image": image("notification_sink"), "init": True, "stop_grace_period": "1s", "user": "10001"}
    services: dict[str, Any] = {name: {**python, "command": server} for name in ("target", "caller", "stranger")}
    for verb in ("blackhole", "unblackhole"):
        netfault = service("netfault", command=[verb], network_mode="service:target")
        services[verb] = {**netfault, "profiles": ["netfault"]}
    with running(tmp_path_factory.mktemp("netfault"), services) as started:
        yield started


def netfault(lab: Running, verb: str) -> tuple[str, float]:
    """What it printed and how long it took."""
    began = time.monotonic()
    log = lab.compose("run", "--rm", "--no-deps", verb)
    return log, time.monotonic() - began


def calls(lab: Running, caller: str, target: str, patience: float = PATIENCE_S) -> dict[str, list[Any]]:
    words = ("exec", lab.container(caller), "python", "-c", CALLS, target, str(patience))
    answer: dict[str, list[Any]] = json.loads(docker(*words))
    print(f"{caller} calls {target}: {answer}")
    return answer


def results(seen: dict[str, list[Any]]) -> dict[str, Any]:
    return {name: result for name, (result, _) in seen.items()}


def test_blackhole_times_out_calls_in_both_directions(lab: Running) -> None:
    assert results(calls(lab, "caller", "target")) == OPEN
    assert results(calls(lab, "target", "caller")) == OPEN
    log, seconds = netfault(lab, "blackhole")
    print(f"blackholed within {seconds:.2f} s: {log.splitlines()[-1]}")
    pairs = (("caller", "target"), ("stranger", "target"), ("target", "caller"), ("target", "target"))
    with ThreadPoolExecutor() as pool:
        known, unknown, inside, loopback = pool.map(lambda pair: calls(lab, *pair), pairs)
    # The stranger has not called it before, and so needs its address by ARP first.
    for seen in (known, unknown, inside):
        assert results(seen) == BLACKHOLED
        assert all(seconds >= PATIENCE_S for name, (_, seconds) in seen.items() if name != "name")
    assert results(loopback) == OPEN  # loopback traffic never leaves it
    netfault(lab, "unblackhole")
    assert results(calls(lab, "caller", "target")) == OPEN
    assert results(calls(lab, "target", "caller")) == OPEN
    assert lab.state("target")["Running"]


def test_blackhole_stalls_an_open_connection(lab: Running) -> None:
    command = ["docker", "exec", "-i", lab.container("caller"), "python", "-c", KEPT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as kept:
        assert kept.stdin is not None and kept.stdout is not None
        assert kept.stdout.readline() == "first\n"
        netfault(lab, "blackhole")
        kept.stdin.write("\n")
        kept.stdin.flush()
        threading.Event().wait(4)
        assert kept.poll() is None
        assert "/second" not in lab.compose("logs", "target"), "what arrives must vanish too"
        netfault(lab, "unblackhole")
        word, seconds = kept.stdout.readline().split()
    assert (word, kept.returncode) == ("second", 0) and 4 < float(seconds) < 30
    print(f"answered after {seconds} s")
    assert "/second" in lab.compose("logs", "target")


def test_netfault_is_idempotent(lab: Running) -> None:
    for verb in ("blackhole", "blackhole", "unblackhole", "unblackhole"):
        log, seconds = netfault(lab, verb)
        print(f"{verb}: {seconds:.2f} s")
        assert (") is blackholed" if verb == "blackhole" else ") is open") in log
    assert results(calls(lab, "caller", "target")) == OPEN


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--network=none", "--cap-add=NET_ADMIN"], "there is no network interface"),
        (["--network=container:{target}"], "could not blackhole the service; its network is unchanged"),
    ],
    ids=["no network", "no capability"],
)
def test_netfault_fails_when_it_cannot_change_the_network(lab: Running, options: list[str], reason: str) -> None:
    options = [option.format(target=lab.container("target")) for option in options]
    command = ("run", "--rm", "--cap-drop=ALL", *options, image("netfault"), "blackhole")
    assert reason in docker(*command, check=False)
    with pytest.raises(AssertionError):
        docker(*command)
    assert results(calls(lab, "caller", "target")) == OPEN
