"""Certificates for servers of tests, made by openssl: an authority, and one for 127.0.0.1 that it has signed."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

_EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


@dataclass(frozen=True)
class Certificates:
    """`other_ca` has signed nothing. `client` and `client_key`: of a client, signed by `ca`."""

    ca: Path
    other_ca: Path
    server: Path
    server_key: Path
    client: Path
    client_key: Path


def make_certificates(folder: Path) -> Certificates:
    ca, ca_key = _authority(folder, "ca")
    other, _ = _authority(folder, "other-ca")
    server, server_key = _signed(folder, "server", ca, ca_key, "subjectAltName=IP:127.0.0.1,DNS:prometheus.test")
    client, client_key = _signed(folder, "client", ca, ca_key, "extendedKeyUsage=clientAuth")
    return Certificates(ca, other, server, server_key, client, client_key)


def _authority(folder: Path, name: str) -> tuple[Path, Path]:
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    _openssl("req", "-x509", *_EC, "-keyout", key, "-out", certificate, "-subj", f"/CN={name}", "-days", "30")
    return certificate, key


def _signed(folder: Path, name: str, ca: Path, ca_key: Path, extension: str) -> tuple[Path, Path]:
    key, request, certificate = (folder / f"{name}.{kind}" for kind in ("key", "csr", "pem"))
    (folder / f"{name}.ext").write_text(extension, encoding="utf-8")
    _openssl("req", *_EC, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
    signing = ["-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "30", "-extfile", folder / f"{name}.ext"]
    _openssl("x509", "-req", "-in", request, "-out", certificate, *signing)
    return certificate, key


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
