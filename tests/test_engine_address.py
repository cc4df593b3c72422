from __future__ import annotations

import json

import pytest

from lab.engine_address import EngineAddress, engine_address

# What Docker 28 prints, without what lab does not read.
LOCAL = {
    "Name": "default",
    "Metadata": {},
    "Endpoints": {"docker": {"Host": "unix:///var/run/docker.sock", "SkipTLSVerify": False}},
    "TLSMaterial": {},
    "Storage": {"MetadataPath": "<IN MEMORY>", "TLSPath": "<IN MEMORY>"},
}
BUILD_3 = {
    "Name": "build-3",
    "Endpoints": {"docker": {"Host": "ssh://me@build-3:2222"}},
    "TLSMaterial": {},
}
WITH_CERTIFICATES = {
    "Name": "farm",
    "Endpoints": {"docker": {"Host": "tcp://farm:2376"}},
    "TLSMaterial": {"docker": ["ca.pem", "cert.pem", "key.pem"]},
}


@pytest.mark.parametrize(
    ("context", "address", "remote"),
    [
        (LOCAL, EngineAddress("unix:///var/run/docker.sock", "default"), False),
        (BUILD_3, EngineAddress("ssh://me@build-3:2222", "build-3"), True),
        (WITH_CERTIFICATES, EngineAddress("tcp://farm:2376", "farm", tls=True), True),
        ({}, EngineAddress(), False),
    ],
    ids=["socket", "ssh", "tls", "nothing"],
)
def test_address_of_a_context(context: dict[str, object], address: EngineAddress, remote: bool) -> None:
    read = engine_address(json.dumps(context))
    assert (read, read.remote) == (address, remote)


@pytest.mark.parametrize("host", ["npipe:////./pipe/docker_engine", "fd://", "unix:///run/user/1000/docker.sock"])
def test_engines_of_this_machine(host: str) -> None:
    assert not EngineAddress(host).remote


def test_another_process_finds_the_same_engine() -> None:
    assert EngineAddress("ssh://build-3", "build-3").variables() == {"DOCKER_CONTEXT": "build-3"}
    assert EngineAddress("ssh://build-3", "default").variables() == {}  # named by DOCKER_HOST, which it inherits


def test_passwords_are_not_shown() -> None:
    assert EngineAddress("ssh://me:secret@build-3:22").for_display == "ssh://me:***@build-3:22"
    assert EngineAddress("tcp://build-3:2375").for_display == "tcp://build-3:2375"
