"""Finds the local address of the server's connections, because some instrumentations use it as an attribute. With
several networks, the name that clients use decides; loopback addresses are ignored."""

import ipaddress
import socket
from collections.abc import Iterator


def _addresses_of(host: str) -> Iterator[str]:
    try:
        entries = socket.getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except OSError:
        return
    for entry in entries:
        yield str(entry[4][0])


def _is_local(address: str) -> bool:
    if ipaddress.ip_address(address).is_loopback:
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def own_address(public_host: str) -> str:
    name = public_host.rpartition(":")[0] or public_host
    for host in (name, socket.gethostname()):
        for address in _addresses_of(host):
            if _is_local(address):
                return address
    return "127.0.0.1"
