"""Finds the address under which the server sees its own connections, because some instrumentations put it
into an attribute. The name callers use decides between several networks; loopback never counts."""

import ipaddress
import socket
from collections.abc import Iterator


def _addresses_of(host: str) -> Iterator[str]:
    try:
        found = socket.getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
    except OSError:
        return
    for entry in found:
        yield str(entry[4][0])


def _is_ours(address: str) -> bool:
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
            if _is_ours(address):
                return address
    return "127.0.0.1"
